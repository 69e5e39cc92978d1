import { describe, expect, test } from "vitest";
import { checkCondition } from "../../src/cel/check.ts";
import { isGrowing } from "../../src/cel/growing.ts";
import { correlationNames } from "../../src/cel/names.ts";
import type { BoolTree } from "../../src/cel/tree.ts";
import { boolValue, countBindings } from "../../src/cel/value.ts";
import { type Random, random } from "../random.ts";

const IDS = ["a", "b"];

function treeOf(condition: string): BoolTree {
  const checked = checkCondition(condition, {
    language: "correlation",
    names: correlationNames(IDS, [], IDS),
  });
  if ("faults" in checked) throw new Error(`${condition}: ${JSON.stringify(checked.faults)}`);
  return checked.tree;
}

describe("a correlation stays true as counts grow", () => {
  test.each([
    ["rule.a.total_count >= 1", true],
    ["rule.a.distinct_count > 1", true],
    ["1 <= rule.a.total_count", true],
    ["matched(rule.a, rule.b) >= 2 && rule.a.total_count + rule.b.total_count > 5", true],
    ["!(rule.a.total_count < 1)", true],
    ["(rule.a.total_count >= 1 ? 1 : 0) + (rule.b.total_count >= 1 ? 1 : 0) >= 2", true],
    ["(rule.a.total_count >= 1 ? 0 : 1) < 1", true],
    ["rule.a.total_count - 2 >= 0 - 1", true],
    ["1 == 1 ? rule.a.total_count > 3 : rule.b.total_count > 3", true],
    ["rule.a.total_count < 3", false],
    ["rule.a.total_count == 3", false],
    ["rule.a.total_count != 3", false],
    ["rule.a.total_count > rule.b.total_count", false],
    ["rule.a.total_count - rule.b.total_count > 1", false],
    ["rule.a.total_count >= 1 || !(rule.b.total_count >= 1)", false],
    ["rule.a.total_count > 1 ? rule.b.total_count > 1 : rule.b.total_count > 0", false],
    ["(rule.a.total_count >= 1 ? 1 : 0) < 1", false],
  ])("%s: %s", (condition, expected) => {
    expect(isGrowing(treeOf(condition))).toBe(expected);
  });

  /** Another seed tries others: RUNWARDEN_SEED=7 npx vitest run test/cel/growing.test.ts */
  test("wherever that is said of it", () => {
    const choices = random(Number(process.env.RUNWARDEN_SEED ?? 1));
    let growing = 0;
    for (let round = 0; round < 3000; round++) {
      const condition = randomBool(choices, 3);
      const text = `${condition} || rule.a.total_count > 99`;
      const tree = treeOf(text);
      if (!isGrowing(tree)) continue;
      growing++;
      const fewer = IDS.map(() => choices.below(4));
      const more = fewer.map((count) => count + choices.below(3));
      if (isTrue(tree, fewer))
        expect([text, fewer, more, isTrue(tree, more)]).toEqual([text, fewer, more, true]);
    }
    expect(growing).toBeGreaterThan(150);
  });
});

function isTrue(tree: BoolTree, counts: readonly number[]): boolean {
  const count = (id: string): number => counts[IDS.indexOf(id)] ?? 0;
  return boolValue(tree, countBindings({ total: count, distinct: count }));
}

function randomBool(choices: Random, depth: number): string {
  const { below, pick } = choices;
  const bool = (): string => randomBool(choices, depth - 1);
  const int = (): string => randomInt(choices, depth - 1);
  switch (depth === 0 ? 0 : below(5)) {
    case 1:
      return `(${bool()} && ${bool()})`;
    case 2:
      return `(${bool()} || ${bool()})`;
    case 3:
      return `!(${bool()})`;
    case 4:
      return `(${bool()} ? ${bool()} : ${bool()})`;
    default:
      return `(${int()} ${pick(["<", "<=", ">", ">=", ">", ">=", "==", "!="])} ${int()})`;
  }
}

function randomInt(choices: Random, depth: number): string {
  const { below, pick } = choices;
  switch (depth <= 0 ? below(2) : below(6)) {
    case 0:
      return String(below(4));
    case 1:
      return `rule.${pick(IDS)}.${pick(["total_count", "distinct_count"])}`;
    case 2:
      return "matched(rule.a, rule.b)";
    case 3:
      return `(${randomInt(choices, depth - 1)} ${pick(["+", "-"])} ${randomInt(choices, depth - 1)})`;
    default:
      return `(${randomBool(choices, depth - 1)} ? ${below(3)} : ${below(3)})`;
  }
}
