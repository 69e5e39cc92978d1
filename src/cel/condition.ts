import { type CheckContext, Checker } from "./check.ts";
import type { ConditionFault } from "./condition-fault.ts";
import { parseCondition } from "./parse.ts";
import type { BoolValue } from "./value.ts";

/** A condition that can be asked, or all that is wrong with it. */
export type Condition<I> = { readonly value: BoolValue<I> } | { readonly faults: readonly ConditionFault[] };

/** Parses, checks and compiles a condition. What it gives never throws. */
export function compileCondition<I>(context: Omit<CheckContext<I>, "report">): Condition<I> {
  const parsed = parseCondition(context.source);
  if ("fault" in parsed) return { faults: [parsed.fault] };
  const faults: ConditionFault[] = [];
  const checker = new Checker<I>({
    ...context,
    report: (offset, code, message) => faults.push({ offset, code, message }),
  });
  const value = checker.bool(parsed.ast, "a condition must be");
  return value === undefined ? { faults } : { value };
}
