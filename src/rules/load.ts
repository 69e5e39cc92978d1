import { type CompiledRule, compileRule } from "./compile-rule.ts";
import { flatten, nameOf, type RuleDraft, rulesBySet } from "./draft.ts";
import { RulesError, type RuleWarning } from "./fault.ts";
import { inUse } from "./in-use.ts";
import { modifyAll } from "./modify.ts";
import { type RuleFileContents, readRuleFile } from "./read-rule-file.ts";
import { isCritical, type Rule, type RuleAction } from "./rule.ts";
import { SETTINGS, type Settings } from "./settings.ts";
import type { RuleSource } from "./source.ts";
import type { Job } from "./target.ts";
import { YamlFile } from "./yaml-file.ts";

export type { RuleSource } from "./source.ts";

/** The set of the baseline that tells what egress: block has refused. */
const BLOCKED_SET = "runwarden/egress";

const MAX_ALERTS = SETTINGS.default_max_alerts;

/** Rules ready to use, in the order in which they run. */
export interface LoadedRules {
  readonly rules: readonly Rule[];
  readonly warnings: readonly RuleWarning[];
  /** Rules that are right, and disabled or for other jobs. */
  readonly leftOut: number;
  /** What the project's own files hold, in use or not. */
  readonly project: { readonly rules: number; readonly modifiers: number };
}

/**
 * Reads, checks and compiles rules: the baseline's first, then the project's, each in the order given. Throws
 * RulesError with all faults of all sources; a rule is never left out because of one, and one that is disabled or
 * for other jobs has to be right too.
 */
export function loadRules(sources: readonly RuleSource[], settings: Settings = {}): LoadedRules {
  const files = sources.map((source) => new YamlFile(source));
  for (const file of files) warnOfLeftOut(file);
  const contents = baselineFirst(files).map(readRuleFile);
  const { drafts, shadowed } = flatten(contents.flatMap(({ sets }) => sets));
  const isQuiet = settings.baseline === "collect";
  const isForgiven = settings.fail_on_blocked === false;
  const modified = modifyAll(
    drafts.map((draft) =>
      // What is refused, the job's owner has asked for, whatever becomes of the other rules.
      (draft.set.rulesetId === BLOCKED_SET ? isForgiven : isQuiet) ? onlyCollecting(draft) : draft,
    ),
    contents.flatMap(({ modifiers }) => modifiers),
  );
  const bySet = rulesBySet(drafts);
  const compiled = new Map(modified.map((draft) => [draft, compileRule(draft, bySet)]));
  for (const draft of shadowed) compileRule(draft, bySet);
  const rules = inUse(modified, compiled, jobOf(settings)).flatMap((draft) => {
    const parts = compiled.get(draft);
    return parts === undefined ? [] : [finish(draft, parts, settings)];
  });
  const faults = files.flatMap((file) => file.faults.sort(byPlace));
  const warnings = files.flatMap((file) => file.warnings.sort(byPlace));
  if (faults.length > 0) throw new RulesError(faults, warnings);
  return { rules, warnings, leftOut: modified.length - rules.length, project: countProject(contents) };
}

/** How many rules the files of the baseline have, by their texts, which takes no time; all are for every job. */
export function countBaseline(sources: readonly RuleSource[]): number {
  return sources.reduce((sum, { text }) => sum + (text.match(/^ *- rule_id:/gm)?.length ?? 0), 0);
}

/** Of a folder with more files that are no rule files, such as a whole repository, some are named. */
const LEFT_OUT_NAMED = 10;

function warnOfLeftOut(file: YamlFile): void {
  const { leftOut = [] } = file.source;
  if (leftOut.length === 0) return;
  const more = leftOut.length - LEFT_OUT_NAMED;
  const names = leftOut.slice(0, LEFT_OUT_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
  const message = `not read from the same folder: ${names}; the name of a rule file ends in .yaml or .yml`;
  file.warn({ line: 1, column: 1 }, "file_left_out", message);
}

/** A rule of the baseline, before any modifier says what else it is to do. */
function onlyCollecting(draft: RuleDraft): RuleDraft {
  return draft.set.file.source.origin === "baseline" ? { ...draft, action: "collect" } : draft;
}

function baselineFirst(files: readonly YamlFile[]): YamlFile[] {
  return [
    ...files.filter((file) => file.source.origin === "baseline"),
    ...files.filter((file) => file.source.origin === "project"),
  ];
}

function countProject(contents: readonly RuleFileContents[]): LoadedRules["project"] {
  const own = contents.filter(({ file }) => file.source.origin === "project");
  return {
    rules: own.flatMap(({ sets }) => sets).reduce((sum, { rules }) => sum + rules.length, 0),
    modifiers: own.reduce((sum, { modifiers }) => sum + modifiers.length, 0),
  };
}

function finish(draft: RuleDraft, compiled: CompiledRule, settings: Settings): Rule {
  const { set, definition, action, modifiers } = draft;
  return {
    ...compiled,
    rulesetId: set.rulesetId,
    ruleId: definition.ruleId,
    name: definition.name,
    description: definition.description,
    action: actionOf(action, definition.tags, settings),
    maxAlerts: maxAlertsOf(draft, settings.default_max_alerts),
    tags: definition.tags,
    modifiers: [...new Set(modifiers.map(({ modifierId }) => modifierId))],
    place: { ...definition.place, file: set.file.source.name, origin: set.file.source.origin },
  };
}

function actionOf(action: RuleAction, tags: Rule["tags"], { monitor_mode, on_detect }: Settings): RuleAction {
  if (action === "terminate") return monitor_mode ? "detect" : action;
  return action === "detect" && isCritical({ tags }) && on_detect === "terminate" ? "terminate" : action;
}

/** The job that the rules are for, where it is known. */
function jobOf({ provider_host: host, project_path: projectPath }: Settings): Job | undefined {
  return projectPath === undefined
    ? undefined
    : { providerHost: host ?? SETTINGS.provider_host.default, projectPath };
}

function maxAlertsOf(draft: RuleDraft, byDefault: number = MAX_ALERTS.default): number {
  const { maxAlerts, set, definition } = draft;
  if (maxAlerts > MAX_ALERTS.shape.maximum) {
    const given = `max_alerts is ${maxAlerts}, and at most ${MAX_ALERTS.shape.maximum} matches are kept`;
    const message = `${nameOf(draft)}: ${given}; it keeps the default, ${byDefault}`;
    set.file.warn(definition.place, "max_alerts_out_of_range", message);
    return byDefault;
  }
  return maxAlerts === 0 ? byDefault : maxAlerts;
}

function byPlace(a: { line: number; column: number }, b: { line: number; column: number }): number {
  return a.line - b.line || a.column - b.column;
}
