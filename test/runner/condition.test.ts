import { expect, test } from "vitest";
import { parseCondition } from "./condition.ts";

const STATUSES = ["success", "failure", "cancelled"] as const;

function within(text: string): string {
  return `\${{ ${text} }}`;
}

test.each([
  [undefined, ["success"]],
  ["", ["success"]],
  ["always()", ["success", "failure", "cancelled"]],
  ["failure()", ["failure"]],
  ["cancelled()", ["cancelled"]],
  ["success() || failure()", ["success", "failure"]],
  ["!cancelled()", ["success", "failure"]],
  [within("ALWAYS() && !(failure() || cancelled())"), ["success"]],
  ["true", ["success"]],
  [within("false"), []],
  ["false || always()", ["success", "failure", "cancelled"]],
  ["!success() && true", ["failure", "cancelled"]],
])("a condition holds in the states of a job that GitHub says: %j", (text, expected) => {
  const condition = parseCondition(text);
  expect(STATUSES.filter((status) => condition(status))).toEqual(expected);
});

test.each(["maybe()", "success", "success() &&", "(true", "true)", "a == b", "toString()", "always(1)"])(
  "a condition that is not understood is refused, not guessed: %j",
  (text) => {
    expect(() => parseCondition(text)).toThrow(`The condition '${text}' is not one`);
  },
);
