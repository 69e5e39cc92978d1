import { expect, test } from "vitest";
import { tooDeepAt } from "../../src/cel/nesting.ts";

test.each([
  ["brackets", `${"(".repeat(250)}a${")".repeat(250)}`, undefined],
  ["one bracket more", `${"([{".repeat(83)}((`, 250],
  ["operators before an operand", `${"!-".repeat(126)}a`, 250],
  ["operators between operands", "a - ".repeat(1_000), undefined],
  ["operators that are done with", `a${" && !(-1 < 2)".repeat(300)}`, undefined],
  ["operators in brackets that are done with", `(${"!a || ".repeat(300)}a)`, undefined],
  ["brackets and operators together", `${"(!".repeat(125)}a == ((`, 256],
  [
    "what stands in strings and comments",
    `"${"(".repeat(300)}" // ${"(".repeat(300)}\n ''''(''' '\\'((' `,
    undefined,
  ],
  ["what follows a string and a comment", `'\\'' // x\n${"(".repeat(251)}`, 260],
])("%s", (_, source, expected) => {
  expect(tooDeepAt(source)).toBe(expected);
});
