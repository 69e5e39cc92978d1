import type { CheckContext } from "../cel/check.ts";
import { compileCondition } from "../cel/condition.ts";
import { correlationNames, type TotalCounts } from "../cel/correlation-names.ts";
import { eventNames } from "../cel/event-names.ts";
import { allOf, not } from "../cel/logic.ts";
import { settle } from "../cel/memo.ts";
import { termsOf } from "../cel/term.ts";
import type { BoolValue } from "../cel/value.ts";
import type { Event } from "../events/event.ts";
import type { EventKind } from "../kinds/schema.ts";
import { nameOf, type RuleDraft } from "./draft.ts";
import type { LocatedText } from "./located-text.ts";
import { isTargeted } from "./modify.ts";
import type { CorrelationRule, EventRule } from "./rule.ts";
import type { RuleDefinition } from "./rule-definition.ts";
import type { RuleSetDefinition } from "./rule-set.ts";
import type { YamlFile } from "./yaml-file.ts";

/** What is compiled of a rule. */
export type CompiledRule =
  | Pick<EventRule, "type" | "eventKind" | "hits" | "terms">
  | Pick<CorrelationRule, "type" | "holds">;

/**
 * Compiles the conditions of a rule. What is wrong with one becomes faults of its file, and the rule is then
 * undefined; it is the caller's to refuse the file.
 */
export function compileRule(draft: RuleDraft): CompiledRule | undefined {
  const { set, definition } = draft;
  if (definition.type === "event") {
    return definition.eventKind && compileEventRule(draft, definition.eventKind, definition.exceptions);
  }
  refuseExceptions(draft);
  const names = correlationNames(idsOf(set, "event"), idsOf(set, "correlation"));
  const holds = compile<TotalCounts>(set.file, definition.condition, { language: "correlation", names });
  return holds && { type: "correlation", holds: settle(holds) };
}

function compileEventRule(
  draft: RuleDraft,
  eventKind: EventKind,
  exceptions: LocatedText | undefined,
): CompiledRule | undefined {
  const { set, definition, modifiers } = draft;
  const context = { language: "event", names: eventNames(eventKind, set.lists) } as const;
  const about = ` (for the rule ${nameOf(draft)})`;
  const condition = compile<Event>(set.file, definition.condition, context);
  const excepted = [
    compile<Event>(set.file, exceptions, context),
    ...modifiers.map(({ file, exceptions: added }) => compile<Event>(file, added, context, about)),
  ].filter((exception) => exception !== undefined);
  if (condition === undefined) return undefined;
  const whole = excepted.length === 0 ? condition : allOf([condition, ...excepted.map(not)]);
  return { type: "event", eventKind, hits: settle(whole), terms: termsOf(whole) };
}

/** A modifier of a whole set gives its exceptions to the event rules alone; a correlation that it names is a slip. */
function refuseExceptions(draft: RuleDraft): void {
  for (const { file, exceptions, targets } of draft.modifiers) {
    const isNamed = targets.some((target) => target.ruleId !== undefined && isTargeted(draft, target));
    if (exceptions === undefined || !isNamed) continue;
    const message = `${nameOf(draft)} is a correlation, which has no exceptions; give them to the rules that it counts`;
    file.faultAt(exceptions.place(0), "not-allowed", message);
  }
}

function compile<I>(
  file: YamlFile,
  source: LocatedText | undefined,
  context: Pick<CheckContext<I>, "language" | "names">,
  about?: string,
): BoolValue<I> | undefined {
  if (source === undefined) return undefined;
  const condition = compileCondition<I>({ ...context, source: source.text });
  if ("value" in condition) return condition.value;
  for (const { offset, code, message } of condition.faults) {
    file.faultAt(source.place(offset), code, message, about);
  }
  return undefined;
}

function idsOf(set: RuleSetDefinition, type: RuleDefinition["type"]): string[] {
  return set.rules.filter((rule) => rule.type === type).map((rule) => rule.ruleId);
}
