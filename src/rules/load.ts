import { compileRule } from "./compile-rule.ts";
import { RulesError } from "./fault.ts";
import type { Rule } from "./rule.ts";
import type { RuleDefinition } from "./rule-definition.ts";
import { type RuleSetDefinition, readRuleSets } from "./rule-set.ts";
import type { RuleSource } from "./source.ts";
import { YamlFile } from "./yaml-file.ts";

export type { RuleSource } from "./source.ts";

/** Something about the rules that a maintainer should know, and that does not keep them from being used. */
export interface RuleWarning {
  /** Such as `max_alerts_out_of_range`, for programs that read the report. */
  readonly kind: string;
  readonly message: string;
}

/** Rules ready to use, in the order in which they run. */
export interface LoadedRules {
  readonly rules: readonly Rule[];
  readonly warnings: readonly RuleWarning[];
}

const DEFAULT_MAX_ALERTS = 10;
const HIGHEST_MAX_ALERTS = 100;

/**
 * Reads, checks and compiles rules: the baseline's first, then the project's, each in the order given. Throws
 * RulesError with all faults of all sources; a rule is never left out because of one.
 */
export function loadRules(
  sources: readonly RuleSource[],
  options: { defaultMaxAlerts?: number } = {},
): LoadedRules {
  const files = sources.map((source) => new YamlFile(source));
  const setsOf = new Map(files.map((file) => [file, readRuleSets(file)]));
  const warnings: RuleWarning[] = [];
  const rules: Rule[] = [];
  const contents = new Map<string, string>();
  for (const file of baselineFirst(files)) {
    for (const set of setsOf.get(file) ?? []) {
      for (const definition of set.rules) {
        const maxAlerts = maxAlertsOf(set, definition, options.defaultMaxAlerts, warnings);
        const rule = compileRule(set, definition, maxAlerts);
        if (rule === undefined || isDuplicate(set, definition, contents, warnings)) continue;
        rules.push(rule);
      }
    }
  }
  const faults = files.flatMap((file) => file.faults.sort((a, b) => a.line - b.line || a.column - b.column));
  if (faults.length > 0) throw new RulesError(faults);
  return { rules, warnings };
}

function baselineFirst(files: readonly YamlFile[]): YamlFile[] {
  return [
    ...files.filter((file) => file.source.origin === "baseline"),
    ...files.filter((file) => file.source.origin === "project"),
  ];
}

function maxAlertsOf(
  set: RuleSetDefinition,
  definition: RuleDefinition,
  defaultMaxAlerts = DEFAULT_MAX_ALERTS,
  warnings: RuleWarning[],
): number {
  if (definition.maxAlerts > HIGHEST_MAX_ALERTS) {
    const given = `max_alerts is ${definition.maxAlerts}, and at most ${HIGHEST_MAX_ALERTS} matches are kept`;
    const message = `${describe(set, definition)}: ${given}; it keeps the default, ${defaultMaxAlerts}`;
    warnings.push({ kind: "max_alerts_out_of_range", message });
    return defaultMaxAlerts;
  }
  return definition.maxAlerts === 0 ? defaultMaxAlerts : definition.maxAlerts;
}

/** True for a rule that an earlier source has; warns where the earlier one says something else. */
function isDuplicate(
  set: RuleSetDefinition,
  definition: RuleDefinition,
  contents: Map<string, string>,
  warnings: RuleWarning[],
): boolean {
  const identity = JSON.stringify([set.rulesetId, definition.ruleId]);
  const content = contentOf(set, definition);
  const earlier = contents.get(identity);
  if (earlier === undefined) {
    contents.set(identity, content);
    return false;
  }
  if (earlier !== content) {
    const message = `${describe(set, definition)}: an earlier source has another rule of this name, which is used`;
    warnings.push({ kind: "duplicate_identity_diff_content", message });
  }
  return true;
}

/** All that a rule says, without where it stands. */
function contentOf(set: RuleSetDefinition, definition: RuleDefinition): string {
  const { place: _place, condition, ...properties } = definition;
  const exceptions = definition.type === "event" ? definition.exceptions?.text : undefined;
  return JSON.stringify({ ...properties, condition: condition?.text, exceptions, lists: [...set.lists] });
}

function describe(set: RuleSetDefinition, definition: RuleDefinition): string {
  const { line, column } = definition.place;
  return `${set.file.source.name}:${line}:${column}: ${set.rulesetId}/${definition.ruleId}`;
}
