import type { RuleOutcome } from "../evaluate/evaluation.ts";
import { doerOf, type KeptMatch } from "../evaluate/kept-matches.ts";
import { activityLines } from "./activity-lines.ts";
import { egressLines } from "./egress-section.ts";
import { warningLine } from "./fault-text.ts";
import { gaps } from "./gaps.ts";
import { groupLine } from "./group-line.ts";
import { coverageLine, headline, resultSentence } from "./headline.ts";
import { watchedTime } from "./job-run.ts";
import { lineageLines } from "./lineage-lines.ts";
import { logFaultSentence } from "./log-fault.ts";
import { overviewOf, untoldSentence } from "./overview.ts";
import { count, describe, phraseText, spaced, timeOfDay } from "./phrase.ts";
import { livingLines, recordedLines } from "./recorded-lines.ts";
import { isUnjudged, type Report, type Result } from "./report.ts";
import { ACTION_MARKS } from "./rule-section.ts";
import { byGravity } from "./severity.ts";
import { terminationLines } from "./termination-lines.ts";
import { visible } from "./visible.ts";

const DATA_LIMIT = 400;
const SENTENCE_LIMIT = 1000;
/** Incidents of which it is told that not all destinations are kept. */
const UNTOLD_SHOWN = 3;
/** Of each rule; a terminal is no place to read more. */
const MATCHES_SHOWN = 3;

/** What a part of the text says, for a terminal that has colours. */
export type Tone = "good" | "bad" | "doubtful" | "minor";

export type Paint = (tone: Tone, text: string) => string;

const UNPAINTED: Paint = (_tone, text) => text;

const TONES: Readonly<Record<Result, Tone>> = {
  passed: "good",
  detected: "bad",
  terminated: "bad",
  incomplete: "doubtful",
  tampered: "bad",
};

/**
 * The report for a terminal: what fails a job comes first. Every line starts with words of our own, so that no line can
 * be a workflow command where this is printed in a job.
 */
export function renderText(report: Report, paint: Paint = UNPAINTED): string {
  const watched = watchedTime(report);
  const lines = [
    paint(isUnjudged(report) ? "doubtful" : TONES[report.result], headline(report)),
    resultSentence(report),
    ...factLines(report),
    ...terminationLines(report.termination).map((line) => `Stopped: ${visible(line, SENTENCE_LIMIT)}`),
    `Coverage: ${coverageLine(report)}`,
    // Of which run it is stands in the lines below.
    ...(watched === "" ? [] : [`Watched: ${watched}`]),
    ...recordedLines(report.recorded).map((line) => visible(line, SENTENCE_LIMIT)),
    ...livingLines(report.recorded).map((line) => `Still running: ${visible(line, SENTENCE_LIMIT)}`),
    ...report.tampering.map(
      (fault) => `${paint("bad", "Log:")} ${visible(logFaultSentence(fault), SENTENCE_LIMIT)}`,
    ),
    ...gaps(report).map((gap) => `${paint("doubtful", "Not watched:")} ${visible(gap, SENTENCE_LIMIT)}`),
    ...report.warnings.map(
      (warning) => `${paint("doubtful", "Warning:")} ${visible(warningLine(warning), SENTENCE_LIMIT)}`,
    ),
    ...report.outcome.rules
      .toSorted((a, b) => byGravity(a.rule, b.rule))
      .flatMap((outcome) => ruleLines(outcome, paint)),
    ...stepLines(report),
    ...egressLines(report),
  ];
  return `${lines.join("\n")}\n`;
}

/** The worst that happened, as the summary's headline has it. */
function factLines(report: Report): string[] {
  const { headline: facts, failing } = overviewOf(report);
  const untold = failing.map(untoldSentence).filter((sentence) => sentence !== "");
  const text = phraseText(facts, DATA_LIMIT);
  return text === "" ? [] : [`What happened: ${text}`, ...untold.slice(0, UNTOLD_SHOWN)];
}

/** What each step did, where that is known. */
function stepLines({ activity }: Report): string[] {
  const lines = activity === undefined ? [] : activityLines(activity);
  return lines.length === 0 ? [] : ["", ...lines];
}

function ruleLines({ rule, totalCount, matches, groups }: RuleOutcome, paint: Paint): string[] {
  const name = visible(`${rule.rulesetId}/${rule.ruleId}`, DATA_LIMIT);
  const head = `${ACTION_MARKS[rule.action]} ${rule.action} ${name}: ${count(totalCount, "match", "matches")}`;
  const told = matches.map((event, at) => ({ event, groups: groups?.[at] ?? [] }));
  const shown = ofDifferent(told);
  const more = totalCount - shown.length;
  const title = rule.name === undefined ? [] : [`  ${visible(rule.name, DATA_LIMIT)}`];
  return [
    "",
    paint(rule.action === "collect" ? "minor" : "bad", head),
    ...title,
    ...shown.flatMap((match) => matchLines(match, paint)),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
}

/** As many as are shown, the first of each who did it before others: a decoy of one hides nothing of another. */
function ofDifferent(told: readonly KeptMatch[]): KeptMatch[] {
  const doers = new Set<string>();
  const isRepeated = told.map(({ event: { process } }) => {
    const doer = doerOf(process);
    const isKnown = doers.has(doer);
    doers.add(doer);
    return isKnown;
  });
  const places = [...told.keys()].sort((a, b) => Number(isRepeated[a]) - Number(isRepeated[b]) || a - b);
  const shown = new Set(places.slice(0, MATCHES_SHOWN));
  return told.filter((_match, place) => shown.has(place));
}

function matchLines({ event, groups }: KeptMatch, paint: Paint): string[] {
  const time = timeOfDay(event.timeNs);
  return [
    `  - ${time === "" ? "" : `${time} `}${phraseText(spaced(describe(event)), DATA_LIMIT)}`,
    ...groups.map((group) => `    ${groupLine(group)}`),
    ...lineageLines(event.process).map((line) => paint("minor", `    | ${line}`)),
  ];
}
