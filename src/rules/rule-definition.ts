import type { EventKind } from "../kinds/index.ts";
import type { Place } from "./fault.ts";
import type { LocatedText } from "./located-text.ts";
import type { RuleAction } from "./rule.ts";
import type { CORRELATION, EVENT_RULE } from "./rule-file.ts";
import type { RecordValue } from "./shape.ts";
import { type Target, toMatchers } from "./target.ts";
import type { YamlFile } from "./yaml-file.ts";

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
}

interface CorrelationParts {
  readonly type: "correlation";
}

/** Takes a rule as it was read; where something needed is missing, the file has a fault and the rule some value. */
export function defineRule(
  file: YamlFile,
  rule: RecordValue<typeof EVENT_RULE> | RecordValue<typeof CORRELATION>,
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
  if (rule.noun === "correlation") return { ...properties, type: "correlation" };
  const { event_type: eventKind, exceptions } = rule.values;
  return { ...properties, type: "event", eventKind, exceptions };
}
