import { expect, test } from "vitest";
import { parseObject } from "../../src/log/untrusted-json.ts";

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
