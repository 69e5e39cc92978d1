import type { RuleOutcome } from "../evaluate/evaluation.ts";
import { phraseHtml, table } from "./html-parts.ts";
import { count } from "./phrase.ts";
import { ACTION_MARKS } from "./rule-section.ts";
import { type VerdictRow, verdictRows } from "./verdicts.ts";
import { code, escapeHtml } from "./visible.ts";

const ID_LIMIT = 80;
const WHAT_LIMIT = 120;
const WHO_LIMIT = 60;

/** The rules that matched, one a row, the gravest first: at most so many, and the others are counted. */
export function verdictTable(outcomes: readonly RuleOutcome[], rowLimit: number, room: number): string {
  const rows = verdictRows(outcomes);
  const shown = rows.slice(0, rowLimit);
  const left = rows.length - shown.length;
  const more = (number: number): string => `… and ${count(number, "more rule")} matched`;
  const cells = shown.map(rowCells);
  if (left > 0) cells.push([more(left), "", "", "", ""]);
  return table(["Rule", "What", "Who", "Step", "Count"], cells, room, (number) =>
    more(number + (left > 0 ? left - 1 : 0)),
  );
}

function rowCells({ rule, what, who, step, count: times }: VerdictRow): string[] {
  const severity = rule.tags.severity === undefined ? "" : ` ${escapeHtml(rule.tags.severity, WHO_LIMIT)}`;
  return [
    `${ACTION_MARKS[rule.action]} ${code(rule.ruleId, ID_LIMIT)}${severity}`,
    escapeHtml(what, WHAT_LIMIT),
    who === undefined || who.name === "" ? "" : code(who.name, WHO_LIMIT),
    phraseHtml(step, WHO_LIMIT),
    times.toLocaleString("en"),
  ];
}
