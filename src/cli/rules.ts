import { readBaseline } from "../action/rule-sources.ts";
import { readRuleFiles } from "../rules/read-files.ts";
import type { RuleSource } from "../rules/source.ts";
import type { JudgeOptions } from "./arguments.ts";

/** The rule texts that the options ask for, the baseline first; `bundleUrl` is the entry's own. */
export function readSources(options: JudgeOptions, bundleUrl: string): RuleSource[] {
  const baseline = options.baseline ? readBaseline(bundleUrl) : [];
  return [...baseline, ...(options.rules.length > 0 ? readRuleFiles(options.rules, "project") : [])];
}
