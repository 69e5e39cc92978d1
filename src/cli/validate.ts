import { kernelTable, type Placement } from "../kernel/table.ts";
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
  /** Of each rule that terminates, where that is decided. */
  readonly placements: readonly Placement[];
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
    const { warnings, project, rules } = loadRules(sources);
    const files = sources.filter(({ origin }) => origin === "project").length;
    const modifiers = project.modifiers === 0 ? "" : ` and ${count(project.modifiers, "modifier")}`;
    const isOne = project.rules === 1 && project.modifiers === 0;
    return {
      faults: [],
      warnings,
      verdict: `${count(project.rules, "rule")}${modifiers} in ${count(files, "file")} ${isOne ? "is" : "are"} right`,
      placements: kernelTable(rules).placements,
    };
  } catch (error) {
    if (!(error instanceof RulesError)) throw error;
    return { faults: error.faults, warnings: error.warnings, verdict: "", placements: [] };
  }
}

function printText({ faults, warnings, verdict, placements }: Check): void {
  for (const warning of warnings)
    process.stdout.write(`warning: ${visible(warningLine(warning), WARNING_LIMIT)}\n`);
  for (const placement of placements)
    process.stdout.write(`${visible(placementLine(placement), WARNING_LIMIT)}\n`);
  for (const fault of faults) process.stderr.write(`${faultText(fault)}\n`);
  if (faults.length === 0) process.stdout.write(`${verdict}\n`);
}

/** Whether what the kernel's part of a rule finds is refused before it is done: of opens and execs not by all kernels. */
function deniedIn({ rule, where }: Pick<Placement, "rule" | "where">): "always" | "where_possible" | "never" {
  if (where === "judge" || rule.type !== "event") return "never";
  return rule.eventKind === "network_connect" ? "always" : "where_possible";
}

/** What happens in the kernel, by the above. */
const DENIAL_WORDS = { always: "denied", where_possible: "denied or killed", never: "killed" } as const;

/** Where a rule that terminates is decided. */
function placementLine({ rule, where, left }: Placement): string {
  const name = `${rule.rulesetId}/${rule.ruleId}`;
  const kernel = `${DENIAL_WORDS[deniedIn({ rule, where })]} in the kernel`;
  if (where === "kernel") return `${name}: ${kernel}`;
  const needs = `the judge is needed for ${left.join("; ")}`;
  return `${name}: ${where === "part" ? `in part ${kernel}` : "killed by the judge"}; ${needs}`;
}

function jsonText({ faults, warnings, placements }: Check): string {
  const plain = faults.map(({ file, line, column, code, message }) => ({
    file,
    line,
    column,
    code,
    message,
  }));
  const terminating = placements.map(({ rule, where, left }) => ({
    ruleset_id: rule.rulesetId,
    rule_id: rule.ruleId,
    ended_by: where,
    denied: deniedIn({ rule, where }),
    left,
  }));
  return `${JSON.stringify({ faults: plain, warnings, ...(terminating.length > 0 && { terminating }) })}\n`;
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
