import type { RuleOutcome } from "../evaluate/evaluation.ts";
import type { CompletedGroup } from "../evaluate/grouped-correlation.ts";
import type { Event } from "../events/event.ts";
import type { RuleAction } from "../rules/rule.ts";
import { groupLine } from "./group-line.ts";
import { lineageLines } from "./lineage-lines.ts";
import { count, describe, timeOfDay } from "./phrase.ts";
import { code, escapeHtml } from "./visible.ts";

const ID_LIMIT = 160;
const DESCRIPTION_LIMIT = 1000;
/** Of a rule, which its author chose, and of an event. */
const TAG_LIMIT = 80;
const EVENT_TAG_LIMIT = 60;
const TAGS_SHOWN = 10;
const MODIFIERS_SHOWN = 10;
const DATA_LIMIT = 400;
/** Longer than any line that lineageLines gives: it has shortened them itself. */
const LINE_LIMIT = 8192;

export const ACTION_MARKS: Readonly<Record<RuleAction, string>> = {
  terminate: "🛑",
  detect: "🛑",
  collect: "📋",
};

/** The head of a rule's section as an HTML block: its action, its names, its count and what it is about. */
export function ruleHead({ rule, totalCount }: RuleOutcome): string {
  const names = `${code(rule.rulesetId, ID_LIMIT)} ${code(rule.ruleId, ID_LIMIT)}`;
  const tags = Object.entries(rule.tags)
    .slice(0, TAGS_SHOWN)
    .map(([key, value]) => code(`${key}: ${value}`, TAG_LIMIT));
  const lines = [
    `<h3>${ACTION_MARKS[rule.action]} ${rule.action} · ${names} · ${count(totalCount, "match", "matches")}</h3>`,
    ...(rule.name === undefined ? [] : [`<p><b>${escapeHtml(rule.name, ID_LIMIT)}</b></p>`]),
    ...(rule.description === undefined ? [] : [paragraph(rule.description)]),
    ...(tags.length === 0 ? [] : [`<p>${tags.join(" ")}</p>`]),
    ...(rule.modifiers.length === 0 ? [] : [modified(rule.modifiers)]),
  ];
  return `${lines.join("\n")}\n`;
}

function paragraph(description: string): string {
  const lines = description.slice(0, DESCRIPTION_LIMIT).split("\n");
  const text = lines
    .map((line) => escapeHtml(line.trimEnd(), DESCRIPTION_LIMIT))
    .filter((line) => line !== "")
    .join("<br>");
  return `<p>${text}${description.length > DESCRIPTION_LIMIT ? " …" : ""}</p>`;
}

/** Says that the rule is not as its file has it, so that a reader looks for the rest of it in the right place. */
function modified(modifiers: readonly string[]): string {
  const names = modifiers.slice(0, MODIFIERS_SHOWN).map((id) => code(id, ID_LIMIT));
  const more = modifiers.length - names.length;
  return `<p>Changed by ${names.join(", ")}${more > 0 ? ` and ${count(more, "more modifier")}` : ""}</p>`;
}

/**
 * One match as an HTML block without blank lines: what happened, when, the lineage of the process, and what a correlation
 * counted together.
 */
export function matchDetails(
  event: Event,
  state: "open" | "folded",
  groups: readonly CompletedGroup[] = [],
): string {
  const time = timeOfDay(event.timeNs);
  const sentence = describe(event)
    .map(({ kind, text }) => (kind === "words" ? text : code(text, DATA_LIMIT)))
    .join(" ");
  // An exec names the program itself.
  const actor = event.kind === "process_exec" ? "" : code(event.process.exec_path.raw, DATA_LIMIT);
  const head = [time === "" ? "" : `<code>${time}</code>`, actor, sentence].filter((part) => part !== "");
  const lines = lineageLines(event.process).map((line) => escapeHtml(line, LINE_LIMIT));
  return [
    `<details${state === "open" ? " open" : ""}><summary>${head.join(" ")}</summary>`,
    `<pre>${lines.join("\n")}</pre>`,
    ...groups.map((group) => `<p>${escapeHtml(groupLine(group), LINE_LIMIT)}</p>`),
    `<p><sub>${notes(event).join(" · ")}</sub></p>`,
    "</details>",
    "",
  ].join("\n");
}

function notes(event: Event): string[] {
  const tags = event.tags.slice(0, TAGS_SHOWN).map((tag) => `tag ${code(tag, EVENT_TAG_LIMIT)}`);
  return [
    event.kind,
    `event ${event.index}`,
    ...(event.count > 1 ? [`happened ${count(event.count, "time")}`] : []),
    ...tags,
  ];
}

/** What follows the matches: how many are not shown, and why. Empty when all are. */
export function ruleFoot({ matches, totalCount, rule }: RuleOutcome, shown: number): string {
  const notes = [];
  if (shown < matches.length) {
    notes.push(
      `${count(matches.length - shown, "match", "matches")} left out here for the summary's size; matches.json has them.`,
    );
  }
  if (matches.length >= rule.maxAlerts && totalCount > matches.length) {
    notes.push(`Details are kept of the first ${matches.length}; max_alerts of the rule sets how many.`);
  }
  return notes.length === 0 ? "" : `<p><sub>${notes.join(" ")}</sub></p>\n`;
}
