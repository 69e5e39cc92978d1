import { expect, test } from "vitest";
import { nearest, suggestion } from "../../src/shape/nearest.ts";

test.each([
  ["condtion", "condition"],
  ["Condition", "condition"],
  ["acton", "action"],
  ["tag", "tags"],
  ["x", undefined],
  ["whatever", undefined],
  ["", undefined],
  ["c".repeat(100_000), undefined],
])("for %.20s it is %s", (name, expected) => {
  expect(nearest(name, ["condition", "action", "tags", "description"])).toBe(expected);
});

test("without a near name, all are told", () => {
  expect(suggestion("x", ["a1", "b2"])).toBe("known: a1, b2");
  expect(suggestion("x", [])).toBe("there is none");
});
