import { annotationCommand, placedAnnotation } from "../report/annotations.ts";
import { faultText, warningLine } from "../report/fault-text.ts";
import { count } from "../report/phrase.ts";
import { visible } from "../report/visible.ts";
import { type Fault, RulesError, type RuleWarning } from "../rules/fault.ts";
import { loadRules } from "../rules/load.ts";
import type { RuleSource } from "../rules/source.ts";
import type { ValidateOptions } from "./arguments.ts";
import { readSources } from "./config.ts";
import { EXIT, type ExitCode } from "./exit.ts";

const WARNING_LIMIT = 2000;

/** What a check of rule files gives. */
interface Check {
  readonly faults: readonly Fault[];
  readonly warnings: readonly RuleWarning[];
  /** What to say where nothing is wrong. */
  readonly verdict: string;
}

/**
 * `validate PATH…`: checks rule files, with the baseline's beside them, which modifiers may be about. Faults go to
 * standard error in the form for people, else to standard output.
 */
export function validate(options: ValidateOptions, bundleUrl: string): ExitCode {
  const sources = readSources({ baseline: options.baseline, rules: options.paths }, bundleUrl);
  const result = check(sources);
  switch (options.format) {
    case "text":
      printText(result);
      break;
    case "json":
      process.stdout.write(jsonText(result));
      break;
    case "github":
      process.stdout.write(annotationLines(result));
  }
  return result.faults.length > 0 ? EXIT.usage : EXIT.passed;
}

function check(sources: readonly RuleSource[]): Check {
  try {
    const { warnings, project } = loadRules(sources);
    const files = sources.filter(({ origin }) => origin === "project").length;
    const modifiers = project.modifiers === 0 ? "" : ` and ${count(project.modifiers, "modifier")}`;
    const isOne = project.rules === 1 && project.modifiers === 0;
    return {
      faults: [],
      warnings,
      verdict: `${count(project.rules, "rule")}${modifiers} in ${count(files, "file")} ${isOne ? "is" : "are"} right`,
    };
  } catch (error) {
    if (!(error instanceof RulesError)) throw error;
    return { faults: error.faults, warnings: error.warnings, verdict: "" };
  }
}

function printText({ faults, warnings, verdict }: Check): void {
  for (const warning of warnings)
    process.stdout.write(`warning: ${visible(warningLine(warning), WARNING_LIMIT)}\n`);
  for (const fault of faults) process.stderr.write(`${faultText(fault)}\n`);
  if (faults.length === 0) process.stdout.write(`${verdict}\n`);
}

function jsonText({ faults, warnings }: Check): string {
  const plain = faults.map(({ file, line, column, code, message }) => ({
    file,
    line,
    column,
    code,
    message,
  }));
  return `${JSON.stringify({ faults: plain, warnings })}\n`;
}

function annotationLines({ faults, warnings, verdict }: Check): string {
  const lines = [
    ...faults.map(({ code, message, ...place }) =>
      annotationCommand(placedAnnotation("error", code, message, place)),
    ),
    ...warnings.map(({ kind, message, ...place }) =>
      annotationCommand(placedAnnotation("warning", kind, message, place)),
    ),
  ];
  if (faults.length === 0) lines.push(verdict);
  return lines.map((line) => `${line}\n`).join("");
}
