import type { Lists } from "../cel/names.ts";
import { fold } from "../events/text.ts";
import type { Place } from "./fault.ts";
import { defineRule, type RuleDefinition } from "./rule-definition.ts";
import type { RULE_SET } from "./rule-file.ts";
import type { RecordValue } from "./shape.ts";
import type { YamlFile } from "./yaml-file.ts";

/** A rule set as its file has it. */
export interface RuleSetDefinition {
  readonly file: YamlFile;
  readonly rulesetId: string;
  readonly place: Place;
  /** Folded, as conditions take them. */
  readonly lists: Lists;
  readonly listsAsGiven: ReadonlyMap<string, readonly string[]>;
  readonly rules: readonly RuleDefinition[];
}

/** Takes a rule set as it was read; a rule that stands in it twice is a fault of the file. */
export function defineRuleSet(file: YamlFile, set: RecordValue<typeof RULE_SET>): RuleSetDefinition {
  const { ruleset_id: rulesetId = "", lists: listsAsGiven = new Map(), rules = [] } = set.values;
  const definitions = rules.map((rule) => defineRule(file, rule));
  const seen = new Set<string>();
  for (const { ruleId, place } of definitions) {
    if (ruleId !== "" && seen.has(ruleId)) {
      file.faultAt(place, "duplicate-id", `the set has a rule "${ruleId}" already`);
    }
    seen.add(ruleId);
  }
  const lists = new Map([...listsAsGiven].map(([name, items]) => [name, items.map(fold)]));
  const place = set.placeOf("ruleset_id");
  return { file, rulesetId, place, lists, listsAsGiven, rules: definitions };
}
