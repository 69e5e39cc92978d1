import { isWhole, type RuleOutcome } from "../evaluate/evaluation.ts";
import type { RuleAction } from "../rules/rule.ts";
import { fitted } from "./fit.ts";
import { groupLine } from "./group-line.ts";
import { fold } from "./html-parts.ts";
import { count } from "./phrase.ts";
import { byGravity } from "./severity.ts";
import { code, escapeHtml } from "./visible.ts";

const ID_LIMIT = 160;
const DESCRIPTION_LIMIT = 1000;
/** What a tag of a rule is shown of. */
const TAG_LIMIT = 160;
const TAGS_SHOWN = 10;
const MODIFIERS_SHOWN = 10;
const GROUPS_SHOWN = 3;
/** Longer than any line of a group: it has been shortened already. */
const LINE_LIMIT = 8192;

export const ACTION_MARKS: Readonly<Record<RuleAction, string>> = {
  terminate: "🛑",
  detect: "🛑",
  collect: "📋",
};

/** The head of a rule's section as an HTML block: its action, its names, its count and what it is about. */
function ruleHead({ rule, totalCount }: RuleOutcome): string {
  const names = `${code(rule.rulesetId, ID_LIMIT)} ${code(rule.ruleId, ID_LIMIT)}`;
  const tags = Object.entries(rule.tags)
    .slice(0, TAGS_SHOWN)
    .map(([key, value]) => code(`${key}: ${value}`, TAG_LIMIT));
  const lines = [
    `<h4>${ACTION_MARKS[rule.action]} ${rule.action} · ${names} · ${count(totalCount, "match", "matches")}</h4>`,
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

/** What the rules that matched are about, the gravest first, folded; as many as have room. */
export function ruleFolds(outcomes: readonly RuleOutcome[], room: number): string {
  const texts = [...outcomes].sort((a, b) => byGravity(a.rule, b.rule)).map(ruleText);
  const more = (number: number): string => `<p>… and ${count(number, "more rule")}</p>`;
  const shown = fitted(texts, room - FOLD_SIZE, more);
  return texts.length === 0 ? "" : fold("What these rules are about", shown.join("\n"));
}

/** For the tags of a fold with its title. */
const FOLD_SIZE = 200;

function ruleText(outcome: RuleOutcome): string {
  const groups = (outcome.groups ?? []).flat();
  const lines = groups
    .slice(0, GROUPS_SHOWN)
    .map((group) => `<li>${escapeHtml(groupLine(group), LINE_LIMIT)}</li>`);
  if (groups.length > lines.length) lines.push(`<li>… and ${groups.length - lines.length} more</li>`);
  const counted = lines.length === 0 ? "" : `<ul>\n${lines.join("\n")}\n</ul>\n`;
  return `${ruleHead(outcome)}${counted}${ruleFoot(outcome)}`.trimEnd();
}

/** What follows: of which matches there are details, where that is not all. Empty when it is. */
function ruleFoot(outcome: RuleOutcome): string {
  if (isWhole(outcome)) return "";
  const { matches, rule } = outcome;
  const kept = count(matches.length, "match", "matches");
  return `<p><sub>Details are kept of ${kept}: the first ${rule.maxAlerts} (max_alerts), the first of each package, step or program that came later, and the last.</sub></p>\n`;
}
