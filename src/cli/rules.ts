import { type RuleSource, readBaseline, readRuleFiles } from "../rules/source.ts";

/** The rule texts that the options ask for, the baseline first; `bundleUrl` is the entry's own. */
export function readSources(
  { baseline, rules }: { readonly baseline: boolean; readonly rules: readonly string[] },
  bundleUrl: string,
): RuleSource[] {
  return [...(baseline ? readBaseline(bundleUrl) : []), ...readRuleFiles(rules, "project")];
}
