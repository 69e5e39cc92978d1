import type { CheckContext } from "../cel/checker.ts";
import { doubtsOf } from "../cel/doubts.ts";
import { runAlone } from "../cel/kind-rules.ts";
import { eventNames } from "../cel/names.ts";
import { planRule } from "../cel/plan-rule.ts";
import type { BoolTree } from "../cel/tree.ts";
import type { EventKind } from "../kinds/index.ts";
import type { LocatedText } from "../shape/shape.ts";
import { checkLocated } from "./check-located.ts";
import { compileCorrelation } from "./compile-correlation.ts";
import { distinctField } from "./distinct-field.ts";
import { nameOf, type RuleDraft, type RulesBySet } from "./draft.ts";
import { isTargeted } from "./modify.ts";
import type { RuleDefinition } from "./read-rule-file.ts";
import type { CorrelationRule, EventRule } from "./rule.ts";
import type { YamlFile } from "./yaml-file.ts";

/** What is compiled of a rule. */
export type CompiledRule =
  | Pick<EventRule, "type" | "eventKind" | "condition" | "exceptions" | "plan" | "distinct" | "isTrue">
  | Pick<CorrelationRule, "type" | "condition" | "by" | "isGrowing" | "isTrue">;

/**
 * Compiles the conditions of a rule; `bySet` has all rules that are used. What is wrong with one becomes faults of its
 * file, and the rule is then undefined; it is the caller's to refuse the file.
 */
export function compileRule(draft: RuleDraft, bySet: RulesBySet): CompiledRule | undefined {
  const { set, definition } = draft;
  if (definition.type === "event") {
    return definition.eventKind && compileEventRule(draft, definition.eventKind, definition);
  }
  refuseExceptions(draft);
  return compileCorrelation(set.file, definition, bySet.get(set.rulesetId) ?? new Map());
}

function compileEventRule(
  draft: RuleDraft,
  eventKind: EventKind,
  { exceptions, ...own }: Extract<RuleDefinition, { type: "event" }>,
): CompiledRule | undefined {
  const { set, definition, modifiers } = draft;
  const context = { language: "event", names: eventNames(eventKind, set.lists) } as const;
  const about = ` (for the rule ${nameOf(draft)})`;
  const condition = checkEvent(set.file, definition.condition, eventKind, context);
  const excepted = [
    checkEvent(set.file, exceptions, eventKind, context),
    ...modifiers.map(({ file, exceptions: added }) => checkEvent(file, added, eventKind, context, about)),
  ].filter((exception) => exception !== undefined);
  const distinct = own.distinct === undefined ? undefined : distinctField(eventKind, own.distinct);
  if (typeof distinct === "string") set.file.faultAt(own.distinctPlace, "unknown-name", distinct);
  if (condition === undefined || typeof distinct === "string") return undefined;
  const plan = planRule(condition, excepted);
  const isTrue = runAlone(plan);
  return { type: "event", eventKind, condition, exceptions: excepted, plan, distinct, isTrue };
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

/**
 * Checks a condition, or exceptions, and warns of what nobody can have meant. Tests do so for the rules that come with
 * Runwarden: there it would only make each job start later.
 */
function checkEvent(
  file: YamlFile,
  source: LocatedText | undefined,
  kind: EventKind,
  context: CheckContext,
  about?: string,
): BoolTree | undefined {
  const tree = checkLocated(file, source, context, about);
  if (tree === undefined || source === undefined || file.source.origin === "baseline") return tree;
  for (const { offset, always, message } of doubtsOf(tree, kind)) {
    const warning = always ? "condition_always_true" : "condition_never_true";
    file.warn(source.place(offset), warning, message + (about ?? ""));
  }
  return tree;
}
