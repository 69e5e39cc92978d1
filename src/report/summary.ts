import type { RuleOutcome } from "../evaluate/evaluation.ts";
import { EVENT_KIND_NAMES } from "../kinds/index.ts";
import type { LogFault } from "../log/fault.ts";
import { isFailing } from "../rules/rule.ts";
import { activitySections } from "./activity-section.ts";
import { NO_DESTINATIONS } from "./destinations.ts";
import { egressSection } from "./egress-section.ts";
import { warningLine } from "./fault-text.ts";
import { type FittedPart, fit } from "./fit.ts";
import { blindSpots, gaps } from "./gaps.ts";
import { coverageLine, headline, resultSentence } from "./headline.ts";
import { htmlList, list, phraseHtml } from "./html-parts.ts";
import { incidentsIn } from "./incident.ts";
import { incidentFold, incidentSection, livingItems } from "./incident-section.ts";
import { runPhrase, watchedTime } from "./job-run.ts";
import { logFaultSentence } from "./log-fault.ts";
import { modifierSection } from "./modifier-section.ts";
import { nextSteps } from "./next-steps.ts";
import { moreIncidents, type Overview, overviewOf } from "./overview.ts";
import { count } from "./phrase.ts";
import { recordedLines } from "./recorded-lines.ts";
import type { Report } from "./report.ts";
import { rotateTable } from "./rotate-table.ts";
import { ruleFolds } from "./rule-section.ts";
import { terminationLines } from "./termination-lines.ts";
import { verdictTable } from "./verdict-table.ts";
import { escapeHtml } from "./visible.ts";

/** The runner drops a summary of more than 1024 KiB as a whole; this leaves room for its other parts. */
export const SUMMARY_LIMIT = 1000 * 1024;
/** What comes behind a summary that may be as large as that. */
const LATE_LIMIT = 16 * 1024;
/** For what each step did, which gives way to matches. */
const ACTIVITY_LIMIT = 128 * 1024;
const EGRESS_LIMIT = 64 * 1024;
/** Before the folds there is what fits on two screens or so. */
const OPEN_ROWS = 12;
const OPEN_TREE_LINES = 42;
const NEXT_TREE_LINES = 16;
const INCIDENTS_OPEN = 2;
const SENTENCE_LIMIT = 2000;
const SENTENCES_SHOWN = 30;

/**
 * The report for GitHub's job summary: Markdown, with everything that came from the job or from rule files inside
 * HTML blocks, escaped. At most SUMMARY_LIMIT bytes: what counts least is left out, and that is said.
 */
export function renderSummary(report: Report): string {
  const overview = overviewOf(report);
  return fit(partsOf(report, overview), SUMMARY_LIMIT);
}

/** The summary of a job that was not watched at all: why, and what to do, never "no matches". */
export function renderNotWatched(reason: string): string {
  return `## ⚠️ Runwarden: not watched\n\nNothing is known of what this job did.\n\n${paragraphs(reason)}\n`;
}

/** What is added where something came after the report was made, in the form of renderSummary. */
export function renderLate(rules: readonly RuleOutcome[], faults: readonly LogFault[]): string {
  const incidents = incidentsIn({ rules, destinations: NO_DESTINATIONS, living: [] });
  const head = [
    "## 🛑 Runwarden: after the report was made",
    "This happened while the job's last step reported, and fails the job.",
    "",
  ].join("\n\n");
  return fit(
    [
      { name: "head", rank: 0, render: () => head },
      {
        name: "why the log cannot be trusted",
        rank: 1,
        render: (room) => list("Why the log cannot be trusted", faults.map(logFaultSentence), room),
      },
      { name: "the rules that matched", rank: 2, render: (room) => verdictTable(rules, OPEN_ROWS, room) },
      {
        name: "what happened",
        rank: 3,
        render: (room) =>
          incidentSection(incidents.slice(0, INCIDENTS_OPEN), NEXT_TREE_LINES, NEXT_TREE_LINES, room),
      },
    ],
    LATE_LIMIT,
  );
}

function paragraphs(text: string): string {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(0, SENTENCES_SHOWN)
    .map((line) => `<p>${escapeHtml(line, SENTENCE_LIMIT)}</p>`)
    .join("\n");
}

/** In the order in which they stand; what is worth nothing to most who read it is folded away. */
function partsOf(report: Report, overview: Overview): FittedPart[] {
  const { outcome } = report;
  const failing = outcome.rules.filter(({ rule }) => isFailing(rule));
  const collecting = outcome.rules.filter(({ rule }) => !isFailing(rule));
  const open = overview.failing.slice(0, INCIDENTS_OPEN);
  return [
    { name: "head", rank: 0, render: () => head(report, overview) },
    {
      name: "why the log cannot be trusted",
      rank: 1,
      render: (room) => list("Why the log cannot be trusted", report.tampering.map(logFaultSentence), room),
    },
    {
      name: "what was stopped",
      rank: 1,
      render: (room) => list("What was stopped", terminationLines(report.termination), room),
    },
    { name: "what was not watched", rank: 2, render: (room) => list("Not watched", gaps(report), room) },
    {
      name: "the verdicts",
      rank: 2,
      render: (room) => verdictTable(failing, OPEN_ROWS, room, report.activity),
    },
    {
      name: "the incidents",
      rank: 3,
      render: (room) => incidentSection(open, OPEN_TREE_LINES, NEXT_TREE_LINES, room),
    },
    {
      name: "what is still running",
      rank: 4,
      render: (room) =>
        htmlList("Still running when the job was judged", livingItems(report, overview), room),
    },
    { name: "what to rotate", rank: 5, render: (room) => rotateTable(overview.families, room) },
    {
      name: "what to do next",
      rank: 6,
      render: (room) =>
        htmlList(
          "What to do next",
          nextSteps(report, overview.failing, overview.families).map((step) => phraseHtml(step)),
          room,
        ),
    },
    {
      name: "warnings of the rules",
      rank: 7,
      render: (room) => list("Warnings of the rules", report.warnings.map(warningLine), room),
    },
    {
      name: "more incidents",
      rank: 8,
      render: (room) => {
        const more = overview.failing.slice(INCIDENTS_OPEN);
        return incidentFold(moreIncidents(more.length, overview.failing), "", more, room);
      },
    },
    {
      name: "what each step did",
      rank: 8,
      render: (room) => activitySections(report.activity, Math.min(ACTIVITY_LIMIT, room)),
    },
    {
      name: "what the job may reach",
      rank: 8,
      render: (room) => egressSection(report, Math.min(EGRESS_LIMIT, room)),
    },
    {
      name: "modifiers",
      rank: 9,
      // Of what a log says that proves nothing, nothing is to be excepted.
      render: (room) =>
        report.result === "tampered" ? "" : modifierSection(overview.failing, outcome.rules, room),
    },
    {
      name: "what rules only report",
      rank: 10,
      render: (room) => reportedFold(collecting, report, overview, room),
    },
    { name: "the rules that matched", rank: 11, render: (room) => ruleFolds(outcome.rules, room) },
    { name: "counts and blind spots", rank: 7, render: (room) => countsFold(report, room) },
  ];
}

/**
 * The result, what it means, and what was watched: none of it can be left out. Three lines where nothing fails the job: of
 * which run it is then stands in a fold.
 */
function head(report: Report, { headline: facts }: Overview): string {
  const said = facts.length === 0 ? [] : [`<p><b>${phraseHtml(facts)}</b></p>`];
  const time = watchedTime(report);
  const run = report.result === "passed" ? [] : runPhrase(report);
  const isDoubtful = report.result === "tampered" || report.result === "incomplete";
  const meaning = resultSentence(report);
  return [
    `## ${headline(report)}`,
    // What the result means comes first where it says that there can be more than is told.
    ...(isDoubtful ? [meaning, ...said] : [...said, meaning]),
    `**Coverage:** ${coverageLine(report)}${time === "" ? "" : ` · watched ${time}`}`,
    ...(run.length === 0 ? [] : [`<p><b>Job:</b> ${phraseHtml(run)}</p>`]),
    "",
  ].join("\n\n");
}

function reportedFold(
  collecting: readonly RuleOutcome[],
  { activity }: Report,
  { reported }: Overview,
  room: number,
): string {
  if (collecting.length === 0) return "";
  const rows = verdictTable(collecting, collecting.length, room / 2, activity).trimEnd();
  const title = `${count(collecting.length, "rule")} that only report${collecting.length === 1 ? "s" : ""}`;
  return incidentFold(title, rows, reported, room);
}

function countsFold(report: Report, room: number): string {
  const inside = [
    "<details><summary>Counts of every kind, and what no hook sees</summary>",
    kindTable(report),
    ...costLine(report),
    "",
  ].join("\n\n");
  const left = room - inside.length;
  const job = list("This job", recordedLines(report.recorded), left / 2);
  const blind = list("Blind spots", blindSpots(report), left / 2);
  return `${inside}${job}${blind}</details>\n\n`;
}

/** What watching took of the machine, in a sentence; none where it is not known. Holds no data of the job. */
function costLine({ coverage }: Report): string[] {
  if (coverage.cost === undefined) return [];
  const { cpuMs, memoryKib } = coverage.cost;
  const seconds = (cpuMs / 1000).toLocaleString("en", { maximumFractionDigits: 2 });
  return [
    `The collector took ${seconds} s of CPU time, and at most ${Math.round(memoryKib / 1024)} MiB of memory.`,
  ];
}

/** The counts of every kind as a Markdown table; holds no data of the job. */
function kindTable({ coverage }: Report): string {
  const rows = EVENT_KIND_NAMES.map((kind) => {
    const hooks = coverage.source === "file" ? "" : (coverage.hooks[kind] ?? "missing");
    const source = coverage.sources[kind] ?? "";
    return `| ${kind} | ${number(coverage.events[kind])} | ${coverage.isLossKnown ? number(coverage.dropped[kind]) : "?"} | ${hooks} | ${source} |`;
  });
  return ["| kind | events | dropped | hooks | source |", "|---|--:|--:|---|---|", ...rows].join("\n");
}

function number(value: number): string {
  return value.toLocaleString("en");
}
