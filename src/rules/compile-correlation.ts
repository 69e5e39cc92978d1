import { asksOf } from "../cel/asks.ts";
import { alwaysOf, isGrowing } from "../cel/growing.ts";
import { correlationNames, type Names } from "../cel/names.ts";
import { boolValue, countBindings } from "../cel/value.ts";
import { fieldsOf } from "../kinds/index.ts";
import { checkLocated } from "./check-located.ts";
import type { RuleDefinition } from "./read-rule-file.ts";
import type { CorrelationRule } from "./rule.ts";
import { GROUPING_FIELDS } from "./rule-file.ts";
import type { YamlFile } from "./yaml-file.ts";

/** Rules by their ids: what a correlation of their set can name. */
export type RulesById = ReadonlyMap<string, RuleDefinition>;

type CorrelationDefinition = Extract<RuleDefinition, { type: "correlation" }>;
type CompiledCorrelation = Pick<CorrelationRule, "type" | "condition" | "by" | "isGrowing" | "isTrue">;

/** Compiles a correlation. What is wrong becomes faults of its file, and warnings what nobody can have meant. */
export function compileCorrelation(
  file: YamlFile,
  { condition: source, by, byPlace }: CorrelationDefinition,
  ofSet: RulesById,
): CompiledCorrelation | undefined {
  const names = namesOfSet([...ofSet.values()]);
  const condition = checkLocated(file, source, { language: "correlation", names });
  if (condition === undefined || source === undefined) return undefined;
  const always = alwaysOf(condition);
  if (always !== undefined) {
    const warning = always ? "condition_always_true" : "condition_never_true";
    const message = always ? "this is always true" : "this can never be true, whatever is counted";
    file.warn(source.place(condition.span.start), warning, message);
  }
  const counted = asksOf(condition).rules;
  for (const grouping of by) {
    const field = (GROUPING_FIELDS as Readonly<Record<string, string>>)[grouping];
    if (field === undefined) continue;
    const [other] = counted.filter((ruleId) => !hasField(ofSet.get(ruleId), field));
    if (other === undefined) continue;
    const message = `by ${grouping} it can count no match of "${other}", whose events have no field ${field}`;
    file.faultAt(byPlace, "not-allowed", message);
  }
  const isTrue: CorrelationRule["isTrue"] = (counts) => boolValue(condition, countBindings(counts));
  return { type: "correlation", condition, by, isGrowing: isGrowing(condition), isTrue };
}

function namesOfSet(rules: readonly RuleDefinition[]): Names {
  const idsOf = (wanted: (rule: RuleDefinition) => boolean): string[] =>
    rules.filter(wanted).map(({ ruleId }) => ruleId);
  return correlationNames(
    idsOf(({ type }) => type === "event"),
    idsOf(({ type }) => type === "correlation"),
    idsOf((rule) => rule.type === "event" && rule.distinct !== undefined),
  );
}

/** Also where the rule has no kind, which is a fault of its own. */
function hasField(rule: RuleDefinition | undefined, field: string): boolean {
  if (rule?.type !== "event" || rule.eventKind === undefined) return true;
  return fieldsOf(rule.eventKind).some(({ name }) => name === field);
}
