import type { AnyTextPlan, Plan } from "./plan.ts";

/** A string that a text may have in it; if so said, at its very start or end. */
export interface Needle {
  readonly string: string;
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

/**
 * Of which strings the text of a field of the payload has one at least, wherever the plan is true; undefined where
 * nothing of that kind can be said. The fewer texts have one of them, the better: of what all operands of an `and` say,
 * the most telling is taken.
 */
export function needlesOf(plan: Plan, field: string): readonly Needle[] | undefined {
  switch (plan.op) {
    case "constant":
      return plan.value ? undefined : [];
    case "any text":
      return isField(plan, field) ? plan.parts.map((part) => needle(plan.method, part)) : undefined;
    case "and":
      return mostTelling(plan.operands.map((operand) => needlesOf(operand, field)));
    case "or":
      return together(plan.operands.map((operand) => needlesOf(operand, field)));
    case "choose":
      return together([
        mostTelling([needlesOf(plan.test, field), needlesOf(plan.yes, field)]),
        needlesOf(plan.no, field),
      ]);
    case "remembered":
      return needlesOf(plan.part, field);
    default:
      return undefined;
  }
}

function isField({ text }: AnyTextPlan, field: string): boolean {
  return text.op === "field" && text.of.op === "payload" && text.name === field;
}

function needle(method: AnyTextPlan["method"], string: string): Needle {
  return {
    string,
    atStart: method === "equals" || method === "startsWith",
    atEnd: method === "equals" || method === "endsWith",
  };
}

function together(all: readonly (readonly Needle[] | undefined)[]): readonly Needle[] | undefined {
  const known = all.filter((needles) => needles !== undefined);
  return known.length < all.length ? undefined : known.flat();
}

function mostTelling(all: readonly (readonly Needle[] | undefined)[]): readonly Needle[] | undefined {
  let best: readonly Needle[] | undefined;
  for (const needles of all) {
    if (needles !== undefined && (best === undefined || tells(needles) > tells(best))) best = needles;
  }
  return best;
}

/**
 * How much it tells that a text has one of these, from 0: as the one that tells least does. What texts begin with, they
 * share with many others.
 */
function tells(needles: readonly Needle[]): number {
  const each = needles.map(({ string, atStart, atEnd }) => string.length * (atStart && !atEnd ? 1 : 2));
  return each.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
}
