import type { RuleOutcome } from "../evaluate/evaluation.ts";
import type { LogFault } from "../log/fault.ts";
import { Credentials } from "./credentials.ts";
import { NO_DESTINATIONS } from "./destinations.ts";
import { factsOf } from "./facts.ts";
import { warningLine } from "./fault-text.ts";
import { gaps } from "./gaps.ts";
import { type Incident, incidentsIn } from "./incident.ts";
import { logFaultSentence } from "./log-fault.ts";
import { moreIncidents, overviewOf } from "./overview.ts";
import { count, phraseText } from "./phrase.ts";
import type { Report, ReportWarning } from "./report.ts";
import { visible } from "./visible.ts";
import { actorPhrase } from "./who.ts";

/** What GitHub shows beside a job. Title and message are escaped but for what a workflow command needs. */
export interface Annotation {
  readonly level: "error" | "warning";
  readonly title: string;
  readonly message: string;
  /** Where in a rule file it is shown. */
  readonly place?: FilePlace;
}

/** A place in a file. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** GitHub keeps ten of each level for a step, of which its own failure needs one; a handful is what is read. */
const INCIDENTS_SHOWN = 4;
const WARNINGS_SHOWN = 4;
const DATA_LIMIT = 200;
const SENTENCE_LIMIT = 1000;

/** A few annotations: why the log is not to be trusted, what happened, what was not watched, what is odd in rules. */
export function annotations(report: Report): Annotation[] {
  const { failing, credentials } = overviewOf(report);
  return [
    ...notice("error", "Runwarden: the event log cannot be trusted", report.tampering.map(logFaultSentence)),
    ...incidents(failing, credentials),
    ...notice("warning", "Runwarden: not watched", gaps(report)),
    ...warnings(report.warnings),
  ];
}

/** What came after the report was made: rules that fail the job, and what is wrong with the log. */
export function lateAnnotations(rules: readonly RuleOutcome[], faults: readonly LogFault[]): Annotation[] {
  const late = incidentsIn({ rules, destinations: NO_DESTINATIONS, living: [] });
  return [
    ...notice("error", "Runwarden: the event log cannot be trusted", faults.map(logFaultSentence)),
    ...incidents(late, new Credentials(rules.map(({ rule }) => rule))),
  ];
}

function incidents(failing: readonly Incident[], credentials: Credentials): Annotation[] {
  const omitted = failing.length - INCIDENTS_SHOWN;
  return [
    ...failing.slice(0, INCIDENTS_SHOWN).map((incident): Annotation => {
      const facts = phraseText(factsOf(incident, credentials), DATA_LIMIT);
      return {
        level: "error",
        title: `Runwarden: ${phraseText(actorPhrase(incident.actor), DATA_LIMIT)}`,
        message: `${facts} ${ruleNames(incident)}`,
      };
    }),
    ...notice(
      "error",
      "Runwarden",
      omitted > 0 ? [sentence(`${moreIncidents(omitted, failing)} in the summary.`)] : [],
    ),
  ];
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** The rules that matched, the gravest first. */
function ruleNames({ rules }: Incident): string {
  const [gravest] = rules;
  const more = rules.length - 1;
  const name = visible(`${gravest?.rulesetId}/${gravest?.ruleId}`, DATA_LIMIT);
  return `(${name}${more > 0 ? ` and ${count(more, "more rule")}` : ""})`;
}

/** Those that are about a line of a file stand there, as many as are read; the others together. */
function warnings(all: readonly ReportWarning[]): Annotation[] {
  const placed = all.flatMap((warning): Annotation[] => {
    const { kind, message, file, line, column } = warning;
    if (file === undefined || line === undefined || column === undefined) return [];
    return [placedAnnotation("warning", kind, message, { file, line, column })];
  });
  const more = placed.length - WARNINGS_SHOWN;
  return [
    ...placed.slice(0, WARNINGS_SHOWN),
    ...notice("warning", "Runwarden: rules", [
      ...all.filter(({ file }) => file === undefined).map(warningLine),
      ...(more > 0 ? [`${count(more, "more warning")} in the summary.`] : []),
    ]),
  ];
}

function notice(level: Annotation["level"], title: string, sentences: readonly string[]): Annotation[] {
  return sentences.length === 0
    ? []
    : [{ level, title, message: visible(sentences.join(" "), SENTENCE_LIMIT) }];
}

/** PATH_MAX of Linux. */
const PATH_LIMIT = 4096;

/** What is wrong or odd at a place of a rule file, by its code or kind; the same wherever it is told. */
export function placedAnnotation(
  level: Annotation["level"],
  kind: string,
  message: string,
  place: FilePlace,
): Annotation {
  const title = `Runwarden: ${visible(kind, DATA_LIMIT)}`;
  return { level, title, message: visible(message, SENTENCE_LIMIT), place };
}

function placeProperties({ file, line, column }: FilePlace): string {
  return `file=${escapeProperty(visible(file, PATH_LIMIT))},line=${line},col=${column}`;
}

/**
 * A line that GitHub makes an annotation of when a step prints it. Not by @actions/core: it would make three of the
 * command line's bundle.
 */
export function annotationCommand({ level, title, message, place }: Annotation): string {
  const where = place === undefined ? "" : `,${placeProperties(place)}`;
  return `::${level} title=${escapeProperty(title)}${where}::${escapeData(message)}`;
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
