import { type AnyTextPlan, PlanMap, type PlanPart, partsOfPlan } from "./plan.ts";

/** How many elements a list of an event is taken to have. */
const USUAL_ELEMENTS = 8;
/** What it costs to look for all prefixes or suffixes at once. */
const AFFIXES = 2;
/** What reading an address costs. */
const ADDRESS = 16;
/** What it costs to look up a remembered result. */
const REMEMBERED = 2;

const costs = new PlanMap<number>();

/** About what a part costs: 1 is one comparison of strings. */
export function costOf(part: PlanPart): number {
  switch (part.op) {
    case "payload":
    case "process":
    case "payload process":
    case "image":
    case "constant":
    case "variable":
    case "field":
      return 0;
    case "constants":
      return part.items.length;
    case "texts":
    case "ancestors":
      return USUAL_ELEMENTS;
    default:
      return costs.get(part, costOfMade);
  }
}

function costOfMade(part: PlanPart): number {
  switch (part.op) {
    case "exists":
      return Math.max(1, costOf(part.list)) * Math.max(1, costOf(part.predicate));
    case "inherited":
      return USUAL_ELEMENTS * Math.max(1, costOf(part.predicate));
    case "remembered":
      return REMEMBERED;
    default:
      return partsOfPlan(part).reduce((sum, inner) => sum + costOf(inner), ownCost(part));
  }
}

/** What a part costs besides the parts in it. */
function ownCost(part: PlanPart): number {
  switch (part.op) {
    case "values":
      return part.items.length;
    case "compare":
    case "same list":
    case "in":
    case "text":
      return 1;
    case "any text":
      return anyTextCost(part);
    case "in range":
      return ADDRESS + 1;
    case "in ranges":
      return ADDRESS + part.ranges.length;
    default:
      return 0;
  }
}

function anyTextCost({ method, parts }: AnyTextPlan): number {
  if (method === "contains") return parts.length;
  return method === "equals" || parts.length === 1 ? 1 : AFFIXES;
}
