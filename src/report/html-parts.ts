import type { Phrase } from "../kinds/kind.ts";
import { fitted } from "./fit.ts";
import { code, escapeHtml } from "./visible.ts";

/**
 * Parts of a summary. Each stands in an HTML block of its own, between blank lines and without any inside, where Markdown
 * is not read: what came from the job is only escaped.
 */

const DATA_LIMIT = 300;
const SENTENCE_LIMIT = 2000;
const SENTENCES_SHOWN = 30;

/** A sentence whose pieces are put together as they stand. */
export function phraseHtml(phrase: readonly Phrase[], limit = DATA_LIMIT): string {
  return phrase
    .map(({ kind, text }) => (kind === "words" ? escapeHtml(text, limit) : code(text, limit)))
    .join("");
}

/** Our own title and a list of sentences, as many as have room; nothing where there are none. */
export function list(title: string, sentences: readonly string[], room: number): string {
  return htmlList(
    title,
    sentences.map((text) => escapeHtml(text, SENTENCE_LIMIT)),
    room,
  );
}

/** The same of what is HTML already. */
export function htmlList(title: string, items: readonly string[], room: number): string {
  if (items.length === 0) return "";
  const head = `**${title}**\n\n<ul>\n`;
  const foot = "\n</ul>\n\n";
  const all = items.map((item) => `<li>${item}</li>`);
  const more = (count: number): string => `<li>… and ${count} more</li>`;
  const first = all.slice(0, SENTENCES_SHOWN);
  const left = all.length - first.length;
  const shown = fitted(first, room - head.length * 2 - foot.length, (count) => more(count + left));
  if (shown.length === first.length && left > 0) shown.push(more(left));
  return `${head}${shown.join("\n")}${foot}`;
}

/** A cell that is HTML already; one that is also that of rows below it; undefined where one above is. */
export type TableCell = string | { readonly html: string; readonly rows: number } | undefined;

/** A table, as many rows as have room. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly TableCell[])[],
  room: number,
  more: (count: number) => string,
): string {
  if (rows.length === 0) return "";
  const head = `<table>\n<tr>${heads.map((each) => `<th align="left">${each}</th>`).join("")}</tr>\n`;
  const foot = "\n</table>\n\n";
  const lines = rows.map((cells) => `<tr>${cells.map(cellHtml).join("")}</tr>`);
  const last = (count: number): string => `<tr><td colspan="${heads.length}">${more(count)}</td></tr>`;
  return `${head}${fitted(lines, room - head.length - foot.length, last).join("\n")}${foot}`;
}

function cellHtml(cell: TableCell): string {
  if (cell === undefined) return "";
  if (typeof cell === "string") return `<td>${cell}</td>`;
  return cell.rows > 1 ? `<td rowspan="${cell.rows}">${cell.html}</td>` : `<td>${cell.html}</td>`;
}

/** Lines as they are, in a block of fixed width. */
export function preformatted(lines: readonly string[], limit: number): string {
  return `<pre>${lines.map((line) => escapeHtml(line, limit)).join("\n")}</pre>`;
}

/** Something that is folded away: its title and its inside are HTML without blank lines. */
export function fold(title: string, inside: string): string {
  return `<details><summary>${title}</summary>\n${inside}\n</details>\n\n`;
}
