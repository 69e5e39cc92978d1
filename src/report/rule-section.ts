import type { RuleOutcome } from "../evaluate/evaluation.ts";
import type { RuleAction } from "../rules/rule.ts";
import { count } from "./count.ts";
import { code, escapeHtml } from "./html.ts";

const ID_LIMIT = 160;
const DESCRIPTION_LIMIT = 1000;
const TAG_LIMIT = 80;
const TAGS_SHOWN = 10;
const MODIFIERS_SHOWN = 10;

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

/** What follows the matches: how many are not shown, and why. Empty when all are. */
export function ruleFoot({ matches, totalCount, rule }: RuleOutcome, shown: number): string {
  const notes = [];
  if (shown < matches.length) {
    notes.push(
      `${count(matches.length - shown, "match", "matches")} left out here for the summary's size; matches.json has them.`,
    );
  }
  if (rule.type === "event" && matches.length >= rule.maxAlerts && totalCount > matches.length) {
    notes.push(`Details are kept of the first ${matches.length}; max_alerts of the rule sets how many.`);
  }
  return notes.length === 0 ? "" : `<p><sub>${notes.join(" ")}</sub></p>\n`;
}
