import { EVENT_KIND_NAMES, EVENT_KINDS } from "../kinds/index.ts";
import { type Field, isStringType } from "../kinds/value.ts";
import { asksOf } from "./asks.ts";
import { costOf } from "./cost.ts";
import { allOf, negated } from "./make-plan.ts";
import type { Plan, RulePlan, Subject, Term } from "./plan.ts";
import { planCondition } from "./plan-condition.ts";
import { printSubject } from "./print.ts";
import { subjectOf } from "./roots.ts";
import type { BoolTree } from "./tree.ts";

/** From this cost on, looking a result up is cheaper than computing it again. */
const WORTH_REMEMBERING = 4;

/** Plans a rule, which is true where its condition is and no exception is. Throws for a correlation. */
export function planRule(condition: BoolTree, exceptions: readonly BoolTree[]): RulePlan {
  const plan = (empty?: ReadonlySet<string>): Term[] => {
    const excepted = exceptions.map((exception) => negated(planCondition(exception, empty)));
    return termsOf(allOf([planCondition(condition, empty), ...excepted]));
  };
  const { fields } = asksOf(condition, ...exceptions);
  const empty = fields.filter((field) => RARE_FIELDS.has(field));
  const terms = plan();
  return empty.length === 0 ? { terms } : { terms, usual: { empty, terms: plan(new Set(empty)) } };
}

/**
 * The texts and lists that few events have, whatever their kind. A rule that asks for one beside another text depends on
 * two subjects; where it is empty, mostly on one, whose answer is remembered.
 */
const RARE_FIELDS: ReadonlySet<string> = rareFields();

function rareFields(): Set<string> {
  const fields = EVENT_KIND_NAMES.flatMap((kind): readonly Field[] => EVENT_KINDS[kind].fields);
  const isRare = ({ isSparse, type }: Field) =>
    isSparse && (isStringType(type) || type === "list of strings");
  const others = new Set(fields.filter((field) => !isRare(field)).map(({ name }) => name));
  return new Set(fields.map(({ name }) => name).filter((name) => !others.has(name)));
}

function termsOf(whole: Plan): Term[] {
  if (whole.op === "constant" && whole.value) return [];
  return bySubject(whole.op === "and" ? whole.operands : [whole]).map(({ subject, parts }) => {
    const plan = chainOf("and", parts);
    return { subject, plan: subject === undefined ? remember(plan) : plan };
  });
}

interface TermGroup {
  readonly subject: Subject | undefined;
  readonly parts: [Plan, ...Plan[]];
}

/** Puts the operands of a chain together that depend on one subject, and those that depend on more. */
function bySubject(operands: readonly Plan[]): TermGroup[] {
  const groups = new Map<string, TermGroup>();
  for (const operand of operands) {
    const subject = subjectOf(operand);
    const name = subject === undefined ? "" : printSubject(subject);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { subject, parts: [operand] });
    else group.parts.push(operand);
  }
  return [...groups.values()];
}

function chainOf(op: "and" | "or", parts: TermGroup["parts"]): Plan {
  return parts.length === 1 ? parts[0] : { op, type: "bool", operands: parts };
}

/** Marks the parts of a plan that depend on one subject each and cost more than a look-up. */
function remember(plan: Plan): Plan {
  const subject = subjectOf(plan);
  if (subject !== undefined) {
    if (costOf(plan) < WORTH_REMEMBERING) return plan;
    return { op: "remembered", type: "bool", subject, part: plan };
  }
  switch (plan.op) {
    case "and":
    case "or": {
      const parts = bySubject(plan.operands).flatMap((group) =>
        group.subject === undefined ? group.parts : [chainOf(plan.op, group.parts)],
      );
      const operands = parts.map(remember).sort((a, b) => costOf(a) - costOf(b));
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
