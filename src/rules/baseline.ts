import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { readRuleFiles } from "./read-files.ts";
import type { RuleSource } from "./source.ts";

/** The rules that come with Runwarden, from their folder beside dist/; `bundleUrl` is the entry's own. */
export function readBaseline(bundleUrl: string): RuleSource[] {
  const folder = fileURLToPath(new URL("../../rules", bundleUrl));
  return readRuleFiles([folder], "baseline").map((source) => ({
    ...source,
    name: `baseline/${relative(folder, source.name)}`,
  }));
}
