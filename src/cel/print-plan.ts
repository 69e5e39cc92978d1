import type { ScalarValue } from "./compare.ts";
import { printIpRange } from "./ip-range.ts";
import type { PlanPart, Subject } from "./plan.ts";

/** A plan on one line. Two plans that are computed alike have one text. */
export function printPlan(plan: PlanPart): string {
  switch (plan.op) {
    case "constant":
      return shown(plan.value);
    case "payload":
    case "process":
      return plan.op;
    case "payload process":
      return plan.name;
    case "image":
    case "variable":
      return `$${plan.level}`;
    case "field":
    case "texts":
    case "ancestors":
      return plan.of.op === "payload" ? plan.name : `${printPlan(plan.of)}.${plan.name}`;
    case "constants":
      return `[${plan.items.map(shown).join(", ")}]`;
    case "values":
      return `[${plan.items.map(printPlan).join(", ")}]`;
    case "choose":
      return call("choose", [plan.test, plan.yes, plan.no].map(printPlan));
    case "and":
    case "or":
      return call(plan.op, plan.operands.map(printPlan));
    case "not":
      return call("not", [printPlan(plan.operand)]);
    case "compare":
      return `(${printPlan(plan.left)} ${plan.operator} ${printPlan(plan.right)})`;
    case "same list":
      return `(${printPlan(plan.left)} == ${printPlan(plan.right)})`;
    case "in":
      return `(${printPlan(plan.value)} in ${printPlan(plan.list)})`;
    case "text":
      return call(plan.method, [printPlan(plan.text), printPlan(plan.part)]);
    case "any text":
      return call(plan.method, [printPlan(plan.text), ...plan.parts.map(shown)]);
    case "in ranges":
      return call("inIpRange", [printPlan(plan.ip), ...plan.ranges.map(printIpRange)]);
    case "exists":
      return call("exists", [printPlan(plan.list), `$${plan.level}`, printPlan(plan.predicate)]);
    case "inherited":
      return call("inherited", [printPlan(plan.process), `$${plan.level}`, printPlan(plan.predicate)]);
    case "remembered":
      return call("remembered", [printSubject(plan.subject), printPlan(plan.part)]);
  }
}

/** A subject as text; two are the same where their texts are. */
export function printSubject(subject: Subject): string {
  return subject.kind === "process" ? printPlan(subject.process) : `text ${subject.field}`;
}

function call(name: string, args: readonly string[]): string {
  return `${name}(${args.join(", ")})`;
}

function shown(value: ScalarValue): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
