import type { Event } from "../events/event.ts";
import type { CheckContext } from "./condition/check.ts";
import { compileCondition } from "./condition/condition.ts";
import { correlationNames, type TotalCounts } from "./condition/correlation-names.ts";
import { eventNames } from "./condition/event-names.ts";
import type { Read } from "./condition/value.ts";
import type { LocatedText } from "./node-reader.ts";
import type { Rule } from "./rule.ts";
import type { RuleDefinition } from "./rule-definition.ts";
import type { RuleSetDefinition } from "./rule-set.ts";

/**
 * Compiles a rule of a set. What is wrong with its conditions becomes faults of its file, and the rule is then
 * undefined; it is the caller's to refuse the file.
 */
export function compileRule(
  set: RuleSetDefinition,
  definition: RuleDefinition,
  maxAlerts: number,
): Rule | undefined {
  const common = {
    rulesetId: set.rulesetId,
    ruleId: definition.ruleId,
    name: definition.name,
    description: definition.description,
    action: definition.action,
    maxAlerts,
    tags: definition.tags,
  };
  if (definition.type === "correlation") {
    const names = correlationNames(idsOf(set, "event"), idsOf(set, "correlation"));
    const holds = compile<TotalCounts>(set, definition.condition, { language: "correlation", names });
    return holds && { ...common, type: "correlation", holds };
  }
  const { eventKind, exceptions } = definition;
  if (eventKind === undefined) return undefined;
  const context = { language: "event", names: eventNames(eventKind, set.lists) } as const;
  const condition = compile<Event>(set, definition.condition, context);
  const exception = exceptions && compile<Event>(set, exceptions, context);
  if (condition === undefined) return undefined;
  const hits = exception ? (event: Event) => condition(event) && !exception(event) : condition;
  return { ...common, type: "event", eventKind, hits };
}

function compile<I>(
  set: RuleSetDefinition,
  source: LocatedText | undefined,
  context: Pick<CheckContext<I>, "language" | "names">,
): Read<I, boolean> | undefined {
  if (source === undefined) return undefined;
  const condition = compileCondition<I>({ ...context, source: source.text });
  if ("holds" in condition) return condition.holds;
  for (const { offset, code, message } of condition.faults) {
    set.file.faults.push({ file: set.file.source.name, ...source.place(offset), code, message });
  }
  return undefined;
}

function idsOf(set: RuleSetDefinition, type: RuleDefinition["type"]): string[] {
  return set.rules.filter((rule) => rule.type === type).map((rule) => rule.ruleId);
}
