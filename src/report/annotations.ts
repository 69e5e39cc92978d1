import type { RuleOutcome } from "../evaluate/evaluation.ts";
import type { Event } from "../events/event.ts";
import type { LogFault } from "../log/fault.ts";
import { warningLine } from "./fault-text.ts";
import { gaps } from "./gaps.ts";
import { commandLine } from "./lineage-lines.ts";
import { logFaultSentence } from "./log-fault.ts";
import { count, describe } from "./phrase.ts";
import type { Report } from "./report.ts";
import { visible } from "./visible.ts";

/** What GitHub shows beside a job. Title and message are escaped but for what a workflow command needs. */
export interface Annotation {
  readonly level: "error" | "warning";
  readonly title: string;
  readonly message: string;
}

/** GitHub keeps ten of each level for a step; the step's own failure needs one of them. */
const DETECTIONS_SHOWN = 7;
const DATA_LIMIT = 200;
const SENTENCE_LIMIT = 1000;

/** A few annotations: why the log is not to be trusted, the rules that fail the job, what was not watched. */
export function annotations(report: Report): Annotation[] {
  const failing = report.outcome.rules.filter(({ rule }) => rule.action !== "collect");
  const omitted = failing.length - DETECTIONS_SHOWN;
  return [
    ...notice("error", "Runwarden: the event log cannot be trusted", report.tampering.map(logFaultSentence)),
    ...failing.slice(0, DETECTIONS_SHOWN).map(detection),
    ...notice("error", "Runwarden", omitted > 0 ? [`${count(omitted, "more rule")} matched.`] : []),
    ...notice("warning", "Runwarden: not watched", gaps(report)),
    ...notice("warning", "Runwarden: rules", report.warnings.map(warningLine)),
  ];
}

/** What came after the report was made: rules that fail the job, and what is wrong with the log. */
export function lateAnnotations(rules: readonly RuleOutcome[], faults: readonly LogFault[]): Annotation[] {
  return [
    ...notice("error", "Runwarden: the event log cannot be trusted", faults.map(logFaultSentence)),
    ...rules.slice(0, DETECTIONS_SHOWN).map(detection),
  ];
}

function notice(level: Annotation["level"], title: string, sentences: readonly string[]): Annotation[] {
  return sentences.length === 0
    ? []
    : [{ level, title, message: visible(sentences.join(" "), SENTENCE_LIMIT) }];
}

function detection({ rule, totalCount, matches }: RuleOutcome): Annotation {
  const name = visible(`${rule.rulesetId}/${rule.ruleId}`, DATA_LIMIT);
  const first = matches[0];
  const what = first === undefined ? "" : `: ${sentence(first)}`;
  const more = totalCount > 1 ? ` (${count(totalCount, "match", "matches")})` : "";
  return { level: "error", title: `Runwarden: ${rule.action} ${name}`, message: `${name}${what}${more}` };
}

function sentence(event: Event): string {
  const happened = describe(event).map(({ text }) => visible(text, DATA_LIMIT));
  return `${commandLine(event.process)} ${happened.join(" ")}`;
}

const TEXT_LIMIT = 2000;
/** PATH_MAX of Linux. */
const PATH_LIMIT = 4096;

/** What is told at a place of a file. */
export interface PlacedText {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/**
 * A line that GitHub makes an annotation of when a step prints it. Not by @actions/core: it would make three of the
 * command line's bundle.
 */
export function workflowCommand(
  level: "error" | "warning",
  { file, line, column, text }: PlacedText,
): string {
  const message = escapeData(visible(text, TEXT_LIMIT));
  const path = escapeProperty(visible(file, PATH_LIMIT));
  return `::${level} file=${path},line=${line},col=${column}::${message}`;
}

/** An annotation of a step, as a line for its log. */
export function annotationCommand({ level, title, message }: Annotation): string {
  return `::${level} title=${escapeProperty(title)}::${escapeData(message)}`;
}

/** The line that says why a step failed; its exit code is what fails it. */
export function failureCommand(message: string): string {
  return `::error::${escapeData(message)}`;
}

/** As the runner takes it back (https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts). */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
