import { type Fault, formatFault, type RuleWarning } from "../rules/fault.ts";
import type { ReportWarning } from "./report.ts";
import { visible } from "./visible.ts";

const MESSAGE_LIMIT = 2000;
/** Of a line that is longer, the part around the fault is shown. */
const LINE_SHOWN = 120;
const BEFORE_FAULT = 60;

/**
 * A fault for a person at a terminal: the line `file:line:col: code: message`, then the line that it is in with a
 * caret below the place. Without an end of line.
 */
export function faultText(fault: Fault): string {
  const head = visible(formatFault(fault), MESSAGE_LIMIT);
  if (fault.lineText === undefined) return head;
  const at = fault.column - 1;
  const start = fault.lineText.length <= LINE_SHOWN ? 0 : Math.max(0, at - BEFORE_FAULT);
  const before = shown(fault.lineText.slice(start, at));
  const after = shown(fault.lineText.slice(at, start + LINE_SHOWN).trimEnd());
  const number = String(fault.line);
  return [
    head,
    `  ${number} | ${before}${after}`,
    `  ${" ".repeat(number.length)} | ${" ".repeat(before.length)}^`,
  ].join("\n");
}

/** A tab takes one place, so that the caret stands where it should. */
function shown(text: string): string {
  return visible(text.replaceAll("\t", " "), LINE_SHOWN);
}

/** A warning in one line: where it is about a place in a file, `file:line:col: kind: message`. Not escaped. */
export function warningLine({ file, line, column, kind, message }: ReportWarning): string {
  const place = file === undefined ? "" : `${file}:${line}:${column}: `;
  return `${place}${kind}: ${message}`;
}

/**
 * What is to be told of files that were left out when the watch begins: the judge gets the texts of rules alone, and
 * its report cannot say what stood beside them.
 */
export function leftOutLines(warnings: readonly RuleWarning[]): string[] {
  return warnings
    .filter(({ kind }) => kind === "file_left_out")
    .map((warning) => visible(warningLine(warning), MESSAGE_LIMIT));
}
