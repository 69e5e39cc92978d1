import { expect, test } from "vitest";
import { checkJson, parseJson, parseObject, readJson } from "../../src/shape/json.ts";
import type { ObjectShape, Shape } from "../../src/shape/shape.ts";

/** An object with lists in it, so many in all. */
const nested = (depth: number) => `{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;

test("an object is read down to 32 lists and objects in each other; one deeper is none", () => {
  expect(parseObject(nested(32))).toBeDefined();
  expect(parseObject(nested(33))).toBeUndefined();
  expect(parseObject(nested(1_000_000))).toBeUndefined();
});

test("what stands beside each other, or in a string, is not nested", () => {
  expect(parseObject(`{"a":[${"[],{},".repeat(100)}0]}`)).toBeDefined();
  expect(parseObject(`{"a":"${"[{".repeat(100)}"}`)).toEqual({ a: "[{".repeat(100) });
  expect(parseObject(`{"\\"${"[".repeat(100)}":"\\\\","b":[]}`)).toEqual({
    [`"${"[".repeat(100)}`]: "\\",
    b: [],
  });
  expect(parseObject(`{"a":"\\\\","b":${"[".repeat(32)}${"]".repeat(32)}}`)).toBeUndefined();
});

test.each(["", "{", "[]", "null", "1", '"{}"', "{}}", '{"a":1}]'])("%j is no object", (text) => {
  expect(parseObject(text)).toBeUndefined();
});

const TEXT = { need: "required", shape: { kind: "text" } } as const;
const COUNT = { kind: "integer", minimum: 0, maximum: 9 } as const;

const PERSON = {
  kind: "object",
  noun: "person",
  keys: { name: TEXT, age: { need: "optional", shape: COUNT } },
} as const satisfies ObjectShape;

test.each<[string, Shape, unknown, unknown]>([
  ["anything", { kind: "any" }, [null], [null]],
  ["a text", TEXT.shape, "", ""],
  ["a choice", { kind: "choice", values: ["a", "b"] }, "b", "b"],
  ["an integer", COUNT, 9, 9],
  ["a bigint", { kind: "bigint" }, "-9223372036854775808", -(2n ** 63n)],
  ["a flag", { kind: "flag" }, false, false],
  ["null where it may be", { kind: "nullable", of: TEXT.shape }, null, undefined],
  ["a text where null may be", { kind: "nullable", of: TEXT.shape }, "x", "x"],
  ["a list", { kind: "list", items: COUNT }, [1, 2], [1, 2]],
  ["a map", { kind: "map", values: COUNT }, JSON.parse('{"__proto__":1}'), new Map([["__proto__", 1]])],
  ["a record", PERSON, { name: "x", age: 1 }, { name: "x", age: 1 }],
  ["a record without what it may lack", PERSON, { name: "x" }, { name: "x" }],
  ["a record with more", { ...PERSON, others: "passed-over" }, { name: "x", more: 1 }, { name: "x" }],
])("%s is read", (_, shape, value, expected) => {
  expect(checkJson(shape, value)).toEqual({ read: expected, faults: [] });
});

test.each<[Shape, unknown, string]>([
  [TEXT.shape, 1, ": it must be a string, not a number; put it in quotes"],
  [TEXT.shape, null, ": it must be a string, not nothing"],
  [{ kind: "choice", values: ["a", "b"] }, "c", ': unknown it "c": known: a, b'],
  [COUNT, 10, ": it must be from 0 to 9, not 10"],
  [COUNT, 1.5, ": it must be a whole number, not a number"],
  [COUNT, "1", ": it must be a whole number, not a string"],
  [{ kind: "bigint" }, "0x1", ': it must be a whole number of at most 20 digits, not "0x1"'],
  [{ kind: "bigint" }, 1, ": it must be a string, not a number; put it in quotes"],
  [{ kind: "flag" }, "true", ": it must be true or false, not a string"],
  [{ kind: "list", items: COUNT }, [1, [2]], "1: an item of it must be a whole number, not a list"],
  [{ kind: "list", items: COUNT }, {}, ": it must be a list, not a mapping"],
  [{ kind: "map", values: COUNT }, { a: {} }, 'a: "a" of it must be a whole number, not a mapping'],
  [{ kind: "map", values: COUNT }, [], ": it must be a mapping, not a list"],
  [PERSON, {}, ': a person needs "name"'],
  [PERSON, { name: "x", age: null }, "age: age must be a whole number, not nothing"],
  [PERSON, { name: "x", agee: 1 }, 'agee: unknown key "agee" of a person: did you mean "age"?'],
  [
    PERSON,
    JSON.parse('{"name":"x","__proto__":{}}'),
    '__proto__: unknown key "__proto__" of a person: known: name, age',
  ],
])("what is not of its shape %j is told with the way to it: %j", (shape, value, expected) => {
  const told = checkJson(shape, value).faults.map(({ path, message }) => `${path.join(".")}: ${message}`);
  expect(told).toEqual([expected]);
  expect(readJson(shape, value)).toBeUndefined();
});

test("a text is read where it is an object, and all of it is of its shape", () => {
  expect(parseJson(PERSON, '{"name":"x"}')).toEqual({ name: "x" });
  for (const text of ["", "[]", "null", '{"name":1}', `{"name":"x","age":${nested(33)}}`]) {
    expect(parseJson(PERSON, text)).toBeUndefined();
  }
});

test("of a value in which all is wrong only so much is told", () => {
  expect(checkJson({ kind: "list", items: COUNT }, Array(1_000).fill("x")).faults.length).toBe(100);
});
