import { checkCondition } from "../cel/check.ts";
import type { CheckContext } from "../cel/checker.ts";
import { doubtsOf } from "../cel/doubts.ts";
import { runAlone } from "../cel/kind-rules.ts";
import { correlationNames, eventNames } from "../cel/names.ts";
import { planRule } from "../cel/plan-rule.ts";
import type { BoolTree } from "../cel/tree.ts";
import { boolValue, countBindings } from "../cel/value.ts";
import type { EventKind } from "../kinds/index.ts";
import type { LocatedText } from "../shape/shape.ts";
import { nameOf, type RuleDraft, type SetIds } from "./draft.ts";
import { isTargeted } from "./modify.ts";
import type { CorrelationRule, EventRule } from "./rule.ts";
import type { YamlFile } from "./yaml-file.ts";

/** What is compiled of a rule. */
export type CompiledRule =
  | Pick<EventRule, "type" | "eventKind" | "condition" | "exceptions" | "plan" | "isTrue">
  | Pick<CorrelationRule, "type" | "condition" | "isTrue">;

/**
 * Compiles the conditions of a rule; `ids` are those of all rules that are used. What is wrong with one becomes faults of its file, and the rule is then
 * undefined; it is the caller's to refuse the file.
 */
export function compileRule(draft: RuleDraft, ids: SetIds): CompiledRule | undefined {
  const { set, definition } = draft;
  if (definition.type === "event") {
    return definition.eventKind && compileEventRule(draft, definition.eventKind, definition.exceptions);
  }
  refuseExceptions(draft);
  const { events = [], correlations = [] } = ids.get(set.rulesetId) ?? {};
  const names = correlationNames(events, correlations);
  const condition = check(set.file, definition.condition, { language: "correlation", names });
  if (condition === undefined) return undefined;
  const isTrue: CorrelationRule["isTrue"] = (totalCount) => boolValue(condition, countBindings(totalCount));
  return { type: "correlation", condition, isTrue };
}

function compileEventRule(
  draft: RuleDraft,
  eventKind: EventKind,
  exceptions: LocatedText | undefined,
): CompiledRule | undefined {
  const { set, definition, modifiers } = draft;
  const context = { language: "event", names: eventNames(eventKind, set.lists) } as const;
  const about = ` (for the rule ${nameOf(draft)})`;
  const condition = checkEvent(set.file, definition.condition, eventKind, context);
  const excepted = [
    checkEvent(set.file, exceptions, eventKind, context),
    ...modifiers.map(({ file, exceptions: added }) => checkEvent(file, added, eventKind, context, about)),
  ].filter((exception) => exception !== undefined);
  if (condition === undefined) return undefined;
  const plan = planRule(condition, excepted);
  return { type: "event", eventKind, condition, exceptions: excepted, plan, isTrue: runAlone(plan) };
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

/** Checks a condition, or exceptions, and warns of what nobody can have meant. */
function checkEvent(
  file: YamlFile,
  source: LocatedText | undefined,
  kind: EventKind,
  context: CheckContext,
  about?: string,
): BoolTree | undefined {
  const tree = check(file, source, context, about);
  if (tree === undefined || source === undefined) return tree;
  for (const { offset, always, message } of doubtsOf(tree, kind)) {
    const warning = always ? "condition_always_true" : "condition_never_true";
    file.warn(source.place(offset), warning, message + (about ?? ""));
  }
  return tree;
}

function check(
  file: YamlFile,
  source: LocatedText | undefined,
  context: CheckContext,
  about?: string,
): BoolTree | undefined {
  if (source === undefined) return undefined;
  const checked = checkCondition(source.text, context);
  if ("tree" in checked) return checked.tree;
  for (const { offset, code, message } of checked.faults) {
    file.faultAt(source.place(offset), code, message, about);
  }
  return undefined;
}
