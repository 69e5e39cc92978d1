import type { RuleOutcome } from "../evaluate/evaluation.ts";
import type { Phrase } from "../kinds/kind.ts";
import type { Activity } from "./activity.ts";
import { phraseHtml, type TableCell, table } from "./html-parts.ts";
import { count } from "./phrase.ts";
import { ACTION_MARKS } from "./rule-section.ts";
import { type VerdictRow, verdictRows } from "./verdicts.ts";
import { code, escapeHtml } from "./visible.ts";

const ID_LIMIT = 80;
const WHAT_LIMIT = 120;
const WHO_LIMIT = 60;
const STEP_LIMIT = 40;

/** The rules that matched, one a row, the gravest first: at most so many, and the others are counted. */
export function verdictTable(
  outcomes: readonly RuleOutcome[],
  rowLimit: number,
  room: number,
  activity?: Activity,
): string {
  const rows = verdictRows(outcomes, activity);
  const shown = rows.slice(0, rowLimit);
  const left = rows.length - shown.length;
  const more = (number: number): string => `… and ${count(number, "more rule")} matched`;
  const actors = shown.map(actorCells);
  const cells: TableCell[][] = shown.map((row, place) => [
    ...ruleCells(row),
    ...spanning(actors, place),
    countOf(row),
  ]);
  if (left > 0) cells.push([more(left), "", "", "", ""]);
  return table(["Rule", "What", "Who", "Step", "Count"], cells, room, (number) =>
    more(number + (left > 0 ? left - 1 : 0)),
  );
}

function ruleCells({ rule, what }: VerdictRow): string[] {
  const severity = rule.tags.severity === undefined ? "" : ` ${escapeHtml(rule.tags.severity, WHO_LIMIT)}`;
  return [
    `${ACTION_MARKS[rule.action]} ${code(rule.ruleId, ID_LIMIT)}${severity}`,
    escapeHtml(what, WHAT_LIMIT),
  ];
}

function countOf({ count: times }: VerdictRow): string {
  return times.toLocaleString("en");
}

/** Who, and in which step. */
function actorCells({ who, others, isCut, step }: VerdictRow): string[] {
  const first = who === undefined || who.name === "" ? "" : code(who.name, WHO_LIMIT);
  const more = others === 0 ? "" : ` and ${isCut ? "at least " : ""}${count(others, "other")}`;
  return [`${first}${more}`.trim(), phraseHtml(step.map(short))];
}

/** Of a step its beginning says enough: a wide column makes all rows high. */
function short(part: Phrase): Phrase {
  const characters = [...part.text];
  return characters.length > STEP_LIMIT
    ? { ...part, text: `${characters.slice(0, STEP_LIMIT).join("")}…` }
    : part;
}

/** What the same actor did in one step stands beside one cell of each. */
function spanning(actors: readonly (readonly string[])[], place: number): TableCell[] {
  const own = actors[place] ?? [];
  const isSame = (at: number): boolean => actors[at]?.join("\n") === own.join("\n");
  if (place > 0 && isSame(place - 1)) return own.map(() => undefined);
  let rows = 1;
  while (isSame(place + rows)) rows++;
  return own.map((html) => ({ html, rows }));
}
