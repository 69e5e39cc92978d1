import type { Place } from "./fault.ts";
import type { LocatedText } from "./located-text.ts";
import type { RuleAction } from "./rule.ts";
import type { MODIFIER } from "./rule-file.ts";
import type { RecordValue } from "./shape.ts";
import { type Matcher, toMatchers } from "./target.ts";
import type { YamlFile } from "./yaml-file.ts";

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
export function defineModifier(file: YamlFile, modifier: RecordValue<typeof MODIFIER>): Modifier {
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
