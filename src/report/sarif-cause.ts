import { createHash } from "node:crypto";
import type { RuleOutcome } from "../evaluate/evaluation.ts";
import type { Event } from "../events/event.ts";
import type { Rule } from "../rules/rule.ts";
import { isRuleFile } from "../rules/source.ts";
import type { Activity } from "./activity.ts";
import { packageTitleOf, stepTitleOf } from "./activity-phrases.ts";
import { type JobRun, repositoryPath } from "./job-run.ts";
import { commandLine } from "./lineage-lines.ts";
import { logFaultSentence } from "./log-fault.ts";
import { baseName, count, describe } from "./phrase.ts";
import type { Report } from "./report.ts";
import { LEVELS, type SarifRule, sarifRule, severityScore } from "./sarif-rule.ts";
import { plain, shown } from "./sarif-text.ts";

/** The name of the repository's root in a SARIF file. */
export const ROOT = "%SRCROOT%";

const DATA_LIMIT = 200;
const SENTENCE_LIMIT = 1000;
/** Different things that a result says were done. */
const DEEDS_LIMIT = 5;
const ANCESTORS_LIMIT = 6;

/** Matches of a rule that have the same cause, and what is said of them. */
export interface SarifCause {
  /** The more, the more important. */
  readonly weight: number;
  readonly rule: SarifRule;
  readonly result: Readonly<Record<string, unknown>>;
}

/** The causes that the matches of a rule have. */
export function causesOf(
  { rule, matches, totalCount }: RuleOutcome,
  run: JobRun | undefined,
  activity: Activity,
): SarifCause[] {
  const described = sarifRule(rule);
  const weight = (rule.action === "collect" ? 0 : 100) + severityScore(rule);
  const byCause = new Map<string, [Event, ...Event[]]>();
  for (const event of matches) {
    const key = JSON.stringify(causeOf(event));
    const known = byCause.get(key);
    if (known === undefined) byCause.set(key, [event]);
    else known.push(event);
  }
  return [...byCause].map(([key, events]) => ({
    weight,
    rule: described,
    result: {
      level: LEVELS[rule.action],
      message: { text: sentences(events, totalCount, activity) },
      locations: [placeOf(rule, run)],
      ...relatedTo(rule, run),
      // GitHub looks at this one alone.
      partialFingerprints: { primaryLocationLineHash: fingerprint(described.id, key, run) },
      occurrenceCount: events.length,
      properties: { action: rule.action, eventIndexes: events.map(({ index }) => index), totalCount },
    },
  }));
}

/** What is the same whenever the job does the same: no pid, no address, no path below a temporary folder. */
function causeOf({ kind, process }: Event): string[] {
  const action = process.action?.raw ?? "";
  return [
    kind,
    baseName(process.exec_path.raw),
    process.tool?.raw ?? "",
    process.package?.raw ?? "",
    action.slice(0, (action.indexOf("@") + 1 || action.length + 1) - 1),
  ];
}

function fingerprint(ruleId: string, cause: string, run: JobRun | undefined): string {
  const text = JSON.stringify([ruleId, run?.workflowFile ?? "", run?.job ?? "", cause]);
  return `${createHash("sha256").update(text).digest("hex").slice(0, 32)}:1`;
}

/** The first sentence stands alone where there is little room: which program, the first thing that it did, and for what. */
function sentences(events: readonly [Event, ...Event[]], totalCount: number, activity: Activity): string {
  const [{ process }] = events;
  const [first = "", ...others] = [...new Set(events.map(deed))];
  const above = process.ancestors.slice(0, ANCESTORS_LIMIT).map((image) => plain(commandLine(image)));
  const title = packageTitleOf(process, activity);
  const step = stepTitleOf(process, activity);
  // It says itself that it is one where it has no name.
  const within = step[0]?.kind === "data" ? "in the step" : "in";
  const subject = [
    shown(process.exec_path.raw || "an unknown program", DATA_LIMIT),
    first,
    ...(title === "" ? [] : ["for the package", shown(title, DATA_LIMIT)]),
    ...(process.step?.raw ? [within, ...step.map(({ text }) => shown(text, DATA_LIMIT))] : []),
  ].join(" ");
  return [
    `${subject}.`,
    ...(others.length > 0 ? [`It also ${others.slice(0, DEEDS_LIMIT).join("; ")}.`] : []),
    ...(totalCount > 1 ? [`The rule matched ${count(totalCount, "time")} in the job.`] : []),
    `Command: ${plain(commandLine(process))}`,
    ...(above.length > 0 ? [`← ${above.join(" ← ")}`] : []),
  ].join(" ");
}

function deed(event: Event): string {
  return describe(event)
    .map(({ text }) => shown(text, DATA_LIMIT))
    .join(" ");
}

/**
 * What has no file of the repository is not shown: the workflow, which tells the job what to do, or else the rule's file.
 */
function placeOf(rule: Rule, run: JobRun | undefined): object {
  if (run?.workflowFile !== undefined) return location(run.workflowFile, 1, 1);
  const { file = "", line = 1, column = 1 } = rule.place ?? {};
  return ruleLocation(rule) ?? location(file, line, column);
}

function relatedTo(rule: Rule, run: JobRun | undefined): object {
  const related = run?.workflowFile === undefined ? undefined : ruleLocation(rule);
  return related === undefined
    ? {}
    : { relatedLocations: [{ id: 1, ...related, message: { text: "The rule." } }] };
}

/** Of a rule in a file of the project; one in the workflow itself, or of another repository, has none here. */
function ruleLocation({ place }: Rule): object | undefined {
  if (place?.origin !== "project" || !isRuleFile(place.file)) return undefined;
  const path = repositoryPath(place.file);
  return path === undefined ? undefined : location(path, place.line, place.column);
}

function location(path: string, line: number, column: number): object {
  const region = { startLine: line, startColumn: column, endLine: line, endColumn: column + 1 };
  return { physicalLocation: { artifactLocation: { uri: uriOf(path), uriBaseId: ROOT }, region } };
}

/** A path below the root, whatever it was. */
function uriOf(path: string): string {
  const parts = path.toWellFormed().split("/");
  const inside = parts.filter((part) => part !== "" && part !== "." && part !== "..");
  return inside.map(encodeURIComponent).join("/") || NO_FILE;
}

/** What GitHub shows where there is no file. */
const NO_FILE = "job";

/** That the log cannot be trusted outranks what was found in it. */
export function tamperingCauses(report: Report, run: JobRun | undefined): SarifCause[] {
  const [first] = report.tampering;
  if (first === undefined) return [];
  const text = report.tampering
    .slice(0, DEEDS_LIMIT)
    .map((fault) => shown(logFaultSentence(fault), SENTENCE_LIMIT));
  const more = report.tampering.length - text.length;
  const id = "runwarden/event_log_tampered";
  const what = "The event log is incomplete or was altered";
  const help = `${what}, so it proves nothing about what is not in it.`;
  const descriptor = {
    id,
    shortDescription: { text: what },
    fullDescription: { text: help },
    help: { text: help },
    defaultConfiguration: { level: "error" },
    properties: { tags: ["security"], "security-severity": "9.5" },
  };
  const result = {
    level: "error",
    message: { text: [...text, ...(more > 0 ? [`And ${count(more, "more fault")}.`] : [])].join(" ") },
    locations: [location(run?.workflowFile ?? "", 1, 1)],
    partialFingerprints: { primaryLocationLineHash: fingerprint(id, first.code, run) },
    occurrenceCount: report.tampering.length,
  };
  return [{ weight: 1000, rule: { id, descriptor }, result }];
}
