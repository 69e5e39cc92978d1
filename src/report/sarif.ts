import { VERSION } from "../log/format.ts";
import { warningLine } from "./fault-text.ts";
import { gaps } from "./gaps.ts";
import { coverageLine } from "./headline.ts";
import { type JobRun, jobRun, jobSpan } from "./job-run.ts";
import { logFaultSentence } from "./log-fault.ts";
import { count } from "./phrase.ts";
import type { Report } from "./report.ts";
import { causesOf, ROOT, type SarifCause, tamperingCauses } from "./sarif-cause.ts";
import { shown } from "./sarif-text.ts";

/**
 * What GitHub's code scanning takes: 25,000 results of a run, of which it shows 5,000, and 10 MB packed. The file is below
 * that unpacked, so that it is so however it is packed. It has one run, a location for each result, and no thread flows.
 * https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
 */
const RESULTS_LIMIT = 5000;
/** Bytes. */
const FILE_LIMIT = 9_000_000;
/** Of it, what is kept for what is said of the whole. */
const HEAD_LIMIT = 500_000;

const DATA_LIMIT = 200;
const SENTENCE_LIMIT = 1000;
const NOTIFICATIONS_LIMIT = 50;

const HOME = "https://github.com/runwarden/runwarden";

/**
 * The report in SARIF 2.1.0, for GitHub's code scanning. A result stands for all matches of a rule that have the same
 * cause: the program, the package and the action that it ran for. So it is the same in every run of the job, while pids,
 * addresses and temporary folders are not, and code scanning knows it again. What is too much is left out from the least
 * important end, and counted.
 */
export function renderSarif(report: Report): string {
  const run = jobRun(report);
  const { since, until } = jobSpan(report);
  const causes = [
    ...tamperingCauses(report, run),
    ...report.outcome.rules.flatMap((rule) => causesOf(rule, run, report.activity)),
  ];
  causes.sort((a, b) => b.weight - a.weight);
  const { rules, results } = withinLimits(causes);
  const omitted = causes.length - results.length;
  const more =
    omitted === 0
      ? []
      : [`${count(omitted, "result")} left out of this file for its size; matches.json has more.`];
  const driver = JSON.stringify({ name: "Runwarden", informationUri: HOME, semanticVersion: VERSION });
  const about = JSON.stringify({
    automationDetails: { id: automationId(run) },
    invocations: [
      {
        executionSuccessful: report.result !== "tampered" && report.result !== "incomplete",
        startTimeUtc: since,
        endTimeUtc: until,
        toolExecutionNotifications: notifications(report, more),
      },
    ],
    ...(run?.repositoryUrl && {
      versionControlProvenance: [
        {
          repositoryUri: run.repositoryUrl,
          revisionId: run.sha,
          branch: run.ref && shown(run.ref, DATA_LIMIT),
          mappedTo: { uriBaseId: ROOT },
        },
      ],
    }),
    originalUriBaseIds: { [ROOT]: { description: { text: "The root of the repository." } } },
    columnKind: "utf16CodeUnits",
    properties: { result: report.result, coverage: shown(coverageLine(report), SENTENCE_LIMIT), omitted },
  });
  return [
    `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{`,
    `"tool":{"driver":${driver.slice(0, -1)},"rules":[${rules.map((rule) => `\n${rule}`).join(",")}]}},`,
    `${about.slice(1, -1)},`,
    `"results":[${results.map((result) => `\n${result}`).join(",")}]}]}\n`,
  ].join("\n");
}

/** The most important causes, as JSON, and their rules. */
function withinLimits(causes: readonly SarifCause[]): { rules: string[]; results: string[] } {
  const rules = new Map<string, { readonly index: number; readonly text: string }>();
  const results: string[] = [];
  let left = FILE_LIMIT - HEAD_LIMIT;
  for (const { rule, result } of causes.slice(0, RESULTS_LIMIT)) {
    const known = rules.get(rule.id);
    const { index, text } = known ?? { index: rules.size, text: JSON.stringify(rule.descriptor) };
    const line = JSON.stringify({ ruleId: rule.id, ruleIndex: index, ...result });
    const size = Buffer.byteLength(line) + 2 + (known === undefined ? Buffer.byteLength(text) + 2 : 0);
    if (size > left) break;
    left -= size;
    if (known === undefined) rules.set(rule.id, { index, text });
    results.push(line);
  }
  return { rules: [...rules.values()].map(({ text }) => text), results };
}

/** What is no result: faults of the log, what was not watched, warnings, and what this file leaves out. */
function notifications(report: Report, omitted: readonly string[]): object[] {
  const told = [
    ...omitted.map((text) => ({ level: "warning", text })),
    ...report.tampering.map((fault) => ({ level: "error", text: logFaultSentence(fault) })),
    ...gaps(report).map((text) => ({ level: "warning", text })),
    ...report.warnings.map((warning) => ({ level: "warning", text: warningLine(warning) })),
  ];
  return told
    .slice(0, NOTIFICATIONS_LIMIT)
    .map(({ level, text }) => ({ level, message: { text: shown(text, SENTENCE_LIMIT) } }));
}

/** Its last part is of this run; what stands before it tells uploads of one commit apart. */
function automationId(run: JobRun | undefined): string {
  const parts = ["runwarden", run?.workflowFile, run?.job].filter((part) => part !== undefined);
  return `${shown(parts.join("/"), DATA_LIMIT)}/${run?.id === undefined ? "" : `${run.id}-${run.attempt ?? 1}`}`;
}
