import type { Lists } from "../cel/names.ts";
import type { EventKind } from "../kinds/index.ts";
import type { LocatedText, ObjectValue, Place } from "../shape/shape.ts";
import type { RuleAction } from "./rule.ts";
import {
  type CORRELATION,
  DOCUMENT,
  type EVENT_RULE,
  type Grouping,
  type MODIFIER,
  type RULE_SET,
} from "./rule-file.ts";
import { type Matcher, type Target, toMatchers } from "./target.ts";
import type { YamlFile } from "./yaml-file.ts";

/** All that the documents of a rule file say. */
export interface RuleFileContents {
  readonly file: YamlFile;
  readonly sets: readonly RuleSetDefinition[];
  readonly modifiers: readonly Modifier[];
}

/** Reads a rule file. What is wrong becomes faults of the file, and what is not is still read. */
export function readRuleFile(file: YamlFile): RuleFileContents {
  const documents = file.contents
    .map((content) => file.read(content, DOCUMENT, "a document")?.values)
    .filter((document) => document !== undefined);
  const sets = documents.flatMap(({ rule_sets = [] }) => rule_sets.map((set) => defineRuleSet(file, set)));
  const modifiers = documents.flatMap(({ rule_modifiers = [] }) =>
    rule_modifiers.map((modifier) => defineModifier(file, modifier)),
  );
  return { file, sets, modifiers };
}

/** A rule set as its file has it. */
export interface RuleSetDefinition {
  readonly file: YamlFile;
  readonly rulesetId: string;
  readonly place: Place;
  readonly lists: Lists;
  readonly rules: readonly RuleDefinition[];
}

/** Takes a rule set as it was read; a rule that stands in it twice is a fault of the file. */
export function defineRuleSet(file: YamlFile, set: ObjectValue<typeof RULE_SET>): RuleSetDefinition {
  const { ruleset_id: rulesetId = "", lists = new Map(), rules = [] } = set.values;
  const definitions = rules.map((rule) => defineRule(file, rule));
  const seen = new Set<string>();
  for (const { ruleId, place } of definitions) {
    if (ruleId !== "" && seen.has(ruleId)) {
      file.faultAt(place, "duplicate-id", `the set has a rule "${ruleId}" already`);
    }
    seen.add(ruleId);
  }
  const place = set.placeOf("ruleset_id");
  return { file, rulesetId, place, lists, rules: definitions };
}

/** A rule as its file has it, before its conditions are looked at. */
export type RuleDefinition = RuleProperties & (EventRuleParts | CorrelationParts);

interface RuleProperties {
  readonly ruleId: string;
  readonly place: Place;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly action: RuleAction;
  /** 0 for the default. */
  readonly maxAlerts: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly target: Target;
  /** Undefined where the rule has none; the file then has a fault. */
  readonly condition: LocatedText | undefined;
}

interface EventRuleParts {
  readonly type: "event";
  /** Undefined where the rule names none; the file then has a fault. */
  readonly eventKind: EventKind | undefined;
  readonly exceptions: LocatedText | undefined;
  /** As it is written. */
  readonly distinct: string | undefined;
  readonly distinctPlace: Place;
}

interface CorrelationParts {
  readonly type: "correlation";
  /** Each once. */
  readonly by: readonly Grouping[];
  readonly byPlace: Place;
}

/** Takes a rule as it was read; where something needed is missing, the file has a fault and the rule some value. */
export function defineRule(
  file: YamlFile,
  rule: ObjectValue<typeof EVENT_RULE> | ObjectValue<typeof CORRELATION>,
): RuleDefinition {
  const { values } = rule;
  const properties: RuleProperties = {
    ruleId: values.rule_id ?? "",
    place: rule.placeOf("rule_id"),
    name: values.rule_name,
    description: values.description,
    action: values.action ?? "detect",
    maxAlerts: values.max_alerts ?? 0,
    tags: Object.fromEntries(values.tags ?? []),
    target: {
      include: toMatchers(file, values.target?.values.include),
      exclude: toMatchers(file, values.target?.values.exclude),
    },
    condition: values.condition,
  };
  if (rule.noun === "correlation") {
    const by = [...new Set(rule.values.by)];
    return { ...properties, type: "correlation", by, byPlace: rule.placeOf("by") };
  }
  const { event_type: eventKind, exceptions, distinct } = rule.values;
  const distinctPlace = rule.placeOf("distinct");
  return { ...properties, type: "event", eventKind, exceptions, distinct, distinctPlace };
}

/** A change to rules, as its file has it. What is undefined stays as it is. */
export interface Modifier {
  readonly file: YamlFile;
  readonly modifierId: string;
  readonly place: Place;
  readonly description: string | undefined;
  readonly targets: readonly ModifierTarget[];
  readonly action: RuleAction | undefined;
  readonly maxAlerts: number | undefined;
  readonly exceptions: LocatedText | undefined;
  readonly exclude: readonly Matcher[];
  readonly disable: boolean | undefined;
}

/** The rules that a modifier changes: one of a set, or all of it. */
export interface ModifierTarget {
  readonly place: Place;
  readonly rulesetId: string;
  readonly ruleId: string | undefined;
}

/** Takes a modifier as it was read. A target without its set is left out; the file then has a fault. */
export function defineModifier(file: YamlFile, modifier: ObjectValue<typeof MODIFIER>): Modifier {
  const { values } = modifier;
  const targets = (values.targets ?? []).flatMap(
    ({ place, values: { ruleset_id: rulesetId, rule_id: ruleId } }) =>
      rulesetId === undefined ? [] : [{ place, rulesetId, ruleId }],
  );
  return {
    file,
    modifierId: values.modifier_id ?? "",
    place: modifier.placeOf("modifier_id"),
    description: values.description,
    targets,
    action: values.override_action,
    maxAlerts: values.override_max_alerts,
    exceptions: values.add_exceptions,
    exclude: toMatchers(file, values.add_target_exclude),
    disable: values.disable,
  };
}
