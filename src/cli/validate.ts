import { loadRules } from "../rules/load.ts";
import { readRuleFiles } from "../rules/read-files.ts";
import { EXIT, type ExitCode } from "./exit.ts";

/** `validate PATH…`: checks rule files. Faults come as a `rules` error, all at once; warnings are printed. */
export function validate(paths: readonly string[]): ExitCode {
  const sources = readRuleFiles(paths, "project");
  const { rules, warnings } = loadRules(sources);
  for (const { kind, message } of warnings) process.stdout.write(`warning: ${kind}: ${message}\n`);
  process.stdout.write(`${rules.length} rules in ${sources.length} files are right\n`);
  return EXIT.passed;
}
