import type { RuleOutcome } from "../evaluate/evaluation.ts";
import { EVENT_KIND_NAMES } from "../kinds/index.ts";
import type { LogFault } from "../log/fault.ts";
import { activitySections } from "./activity-section.ts";
import { warningLine } from "./fault-text.ts";
import { blindSpots, gaps } from "./gaps.ts";
import { coverageLine, headline, resultSentence } from "./headline.ts";
import { logFaultSentence } from "./log-fault.ts";
import { livingLines, recordedLines } from "./recorded-lines.ts";
import type { Report } from "./report.ts";
import { matchDetails, ruleFoot, ruleHead } from "./rule-section.ts";
import { escapeHtml } from "./visible.ts";

/** The runner drops a summary of more than 1024 KiB as a whole; this leaves room for its other parts. */
export const SUMMARY_LIMIT = 1000 * 1024;
/** What comes behind a summary that may be as large as that. */
const LATE_LIMIT = 16 * 1024;
/** For what each step did, which gives way to matches. */
const ACTIVITY_LIMIT = 128 * 1024;
/** Of the first, room for the foot of every rule and the note on rules that were left out. */
const FOOT_ROOM = 512;
const SENTENCE_LIMIT = 2000;
const SENTENCES_SHOWN = 30;

/**
 * The report for GitHub's job summary: Markdown, with everything that came from the job or from rule files inside
 * HTML blocks, escaped. At most SUMMARY_LIMIT bytes: what does not fit is left out and counted.
 */
export function renderSummary(report: Report): string {
  const head = headSection(report);
  const foot = footSection(report);
  const room = SUMMARY_LIMIT - Buffer.byteLength(head) - Buffer.byteLength(foot);
  const activity = activitySections(report.activity, Math.min(ACTIVITY_LIMIT, room));
  return head + ruleSections(report.outcome.rules, room - Buffer.byteLength(activity)) + activity + foot;
}

/** The summary of a job that was not watched at all: why, and what to do, never "no matches". */
export function renderNotWatched(reason: string): string {
  return `## ⚠️ Runwarden: not watched\n\nNothing is known of what this job did.\n\n${paragraphs(reason)}\n`;
}

/** What is added where something came after the report was made, in the form of renderSummary. */
export function renderLate(rules: readonly RuleOutcome[], faults: readonly LogFault[]): string {
  const head = [
    "## 🛑 Runwarden: after the report was made",
    "This happened while the job's last step reported, and fails the job.",
    ...list("Why the log cannot be trusted", faults.map(logFaultSentence)),
    "",
  ].join("\n\n");
  return head + ruleSections(rules, LATE_LIMIT - Buffer.byteLength(head));
}

function paragraphs(text: string): string {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(0, SENTENCES_SHOWN)
    .map((line) => `<p>${escapeHtml(line, SENTENCE_LIMIT)}</p>`)
    .join("\n");
}

function headSection(report: Report): string {
  return [
    `## ${headline(report)}`,
    resultSentence(report),
    `**Coverage:** ${coverageLine(report)}`,
    ...list("Why the log cannot be trusted", report.tampering.map(logFaultSentence)),
    ...list("Not watched", gaps(report)),
    "",
  ].join("\n\n");
}

function footSection(report: Report): string {
  return [
    ...list("Warnings of the rules", report.warnings.map(warningLine)),
    ...list("Still running when the job was judged", livingLines(report.recorded)),
    `<details><summary>Counts of every kind, and what no hook sees</summary>`,
    kindTable(report),
    ...costLine(report),
    ...list("This job", recordedLines(report.recorded)),
    ...list("Blind spots", blindSpots(report)),
    "</details>",
    "",
  ].join("\n\n");
}

function list(title: string, sentences: readonly string[]): string[] {
  if (sentences.length === 0) return [];
  const items = sentences
    .slice(0, SENTENCES_SHOWN)
    .map((text) => `<li>${escapeHtml(text, SENTENCE_LIMIT)}</li>`);
  const more = sentences.length - SENTENCES_SHOWN;
  if (more > 0) items.push(`<li>… and ${more} more</li>`);
  return [`**${title}**`, `<ul>\n${items.join("\n")}\n</ul>`];
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

interface Section {
  readonly outcome: RuleOutcome;
  readonly head: string;
  readonly matches: string[];
}

/** All rules that matched, the failing ones first. */
function ruleSections(rules: readonly RuleOutcome[], room: number): string {
  const failing = rules.filter(({ rule }) => rule.action !== "collect");
  const collecting = rules.filter(({ rule }) => rule.action === "collect");
  const outcomes = [...failing, ...collecting];
  let left = room - FOOT_ROOM;
  const sections: Section[] = [];
  for (const outcome of outcomes) {
    const head = ruleHead(outcome);
    left -= Buffer.byteLength(head) + FOOT_ROOM;
    if (left < 0) break;
    sections.push({ outcome, head, matches: [] });
  }
  fill(sections, left);
  const text = sections.map(({ outcome, head, matches }) =>
    [head, ...matches, ruleFoot(outcome, matches.length), "\n"].join(""),
  );
  const omitted = outcomes.length - sections.length;
  if (omitted > 0)
    text.push(`${omitted} more rules matched and are left out here for the summary's size.\n\n`);
  return text.join("");
}

/** Shares the room out in rounds, one match of every rule in each, so that no rule crowds out another. */
function fill(sections: readonly Section[], room: number): void {
  let left = room;
  let open = sections;
  for (let round = 0; open.length > 0; round++) {
    open = open.filter(({ outcome, matches }) => {
      const event = outcome.matches[round];
      if (event === undefined) return false;
      const isOpen = round === 0 && outcome.rule.action !== "collect";
      const details = matchDetails(event, isOpen ? "open" : "folded", outcome.groups?.[round]);
      left -= Buffer.byteLength(details);
      if (left < 0) return false;
      matches.push(details);
      return true;
    });
  }
}
