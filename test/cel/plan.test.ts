import { expect, test } from "vitest";
import { PlanMap, type PlanPart } from "../../src/cel/plan.ts";

const partOf = (level: number): PlanPart => ({ op: "variable", type: "bool", level });

test("a part is looked at once, and is let go of when many others have come", () => {
  const map = new PlanMap<number>();
  let looks = 0;
  const find = (): number => ++looks;
  const part = partOf(0);
  expect([map.get(part, find), map.get(part, find)]).toEqual([1, 1]);
  for (let level = 1; level <= 4096; level++) map.get(partOf(level), () => 0);
  expect(map.get(part, find)).toBe(2);
});
