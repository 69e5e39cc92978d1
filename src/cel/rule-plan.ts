import { allOf, negated } from "./merge.ts";
import { optimise } from "./optimise.ts";
import { type Plan, printSubject, type RulePlan, type Subject, type Term } from "./plan.ts";
import type { BoolTree } from "./tree.ts";
import { subjectOf, weigh } from "./weigh.ts";

/** From this cost on, looking a result up is cheaper than computing it again. */
const WORTH_REMEMBERING = 4;

/** Plans a rule, which is true where its condition is and no exception is. Throws for a correlation. */
export function planRule(condition: BoolTree, exceptions: readonly BoolTree[]): RulePlan {
  const whole = allOf([optimise(condition), ...exceptions.map((exception) => negated(optimise(exception)))]);
  if (whole.op === "constant" && whole.value) return { terms: [] };
  const operands = whole.op === "and" ? whole.operands : [whole];
  return { terms: bySubject("and", operands).map(termOf) };
}

function termOf(plan: Plan): Term {
  const subject = subjectOf(plan);
  return subject === undefined ? { subject, holds: remember(plan) } : { subject, holds: plan };
}

/** Puts the operands of a chain together that depend on one subject. */
function bySubject(op: "and" | "or", operands: readonly Plan[]): Plan[] {
  const groups = new Map<string, [Plan, ...Plan[]]>();
  for (const operand of operands) {
    const subject: Subject | undefined = subjectOf(operand);
    const key = subject === undefined ? "" : printSubject(subject);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [operand]);
    else group.push(operand);
  }
  return [...groups.values()].map((group) =>
    group.length === 1 ? group[0] : { op, type: "bool", operands: group },
  );
}

/** Marks the parts of a plan that depend on one subject each and cost more than a look-up. */
function remember(plan: Plan): Plan {
  const subject = subjectOf(plan);
  if (subject !== undefined) {
    if (weigh(plan).cost < WORTH_REMEMBERING) return plan;
    return { op: "remembered", type: "bool", subject, part: plan };
  }
  switch (plan.op) {
    case "and":
    case "or": {
      const parts = bySubject(plan.op, plan.operands).map((part) =>
        part.op === plan.op && subjectOf(part) === undefined
          ? { ...part, operands: part.operands.map(remember) }
          : remember(part),
      );
      const operands = parts.toSorted((a, b) => weigh(a).cost - weigh(b).cost);
      return { ...plan, operands };
    }
    case "not":
      return { ...plan, operand: remember(plan.operand) };
    case "choose":
      return {
        ...plan,
        test: remember(plan.test),
        yes: remember(plan.yes),
        no: remember(plan.no),
      };
    case "exists":
      return { ...plan, predicate: remember(plan.predicate) };
    default:
      return plan;
  }
}
