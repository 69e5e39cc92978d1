import type { RuleOutcome } from "../evaluate/evaluation.ts";
import type { CompletedGroup } from "../evaluate/grouped-correlation.ts";
import type { Event } from "../events/event.ts";
import { warningLine } from "./fault-text.ts";
import { gaps } from "./gaps.ts";
import { groupLine } from "./group-line.ts";
import { coverageLine, headline, resultSentence } from "./headline.ts";
import { lineageLines } from "./lineage-lines.ts";
import { logFaultSentence } from "./log-fault.ts";
import { count, describe, timeOfDay } from "./phrase.ts";
import { livingLines, recordedLines } from "./recorded-lines.ts";
import type { Report } from "./report.ts";
import { ACTION_MARKS } from "./rule-section.ts";
import { visible } from "./visible.ts";

const DATA_LIMIT = 400;
const SENTENCE_LIMIT = 1000;
/** Of each rule; a terminal is no place to read more. */
const MATCHES_SHOWN = 3;

/**
 * The report for a terminal. Every line starts with words of our own, so that no line can be a workflow command
 * where this is printed in a job.
 */
export function renderText(report: Report): string {
  const lines = [
    headline(report),
    resultSentence(report),
    `Coverage: ${coverageLine(report)}`,
    ...recordedLines(report.recorded).map((line) => visible(line, SENTENCE_LIMIT)),
    ...livingLines(report.recorded).map((line) => `Still running: ${visible(line, SENTENCE_LIMIT)}`),
    ...report.tampering.map((fault) => `Log: ${visible(logFaultSentence(fault), SENTENCE_LIMIT)}`),
    ...gaps(report).map((gap) => `Not watched: ${visible(gap, SENTENCE_LIMIT)}`),
    ...report.warnings.map((warning) => `Warning: ${visible(warningLine(warning), SENTENCE_LIMIT)}`),
    ...report.outcome.rules.flatMap(ruleLines),
  ];
  return `${lines.join("\n")}\n`;
}

function ruleLines({ rule, totalCount, matches, groups }: RuleOutcome): string[] {
  const name = visible(`${rule.rulesetId}/${rule.ruleId}`, DATA_LIMIT);
  const head = `${ACTION_MARKS[rule.action]} ${rule.action} ${name}: ${count(totalCount, "match", "matches")}`;
  const shown = matches.slice(0, MATCHES_SHOWN).flatMap((event, at) => matchLines(event, groups?.[at] ?? []));
  const more = totalCount - Math.min(matches.length, MATCHES_SHOWN);
  const title = rule.name === undefined ? [] : [`  ${visible(rule.name, DATA_LIMIT)}`];
  return ["", head, ...title, ...shown, ...(more > 0 ? [`  … and ${more} more`] : [])];
}

function matchLines(event: Event, groups: readonly CompletedGroup[]): string[] {
  const happened = describe(event).map(({ kind, text }) =>
    kind === "words" ? text : visible(text, DATA_LIMIT),
  );
  const time = timeOfDay(event.timeNs);
  return [
    `  - ${[...(time === "" ? [] : [time]), ...happened].join(" ")}`,
    ...groups.map((group) => `    ${groupLine(group)}`),
    ...lineageLines(event.process).map((line) => `    | ${line}`),
  ];
}
