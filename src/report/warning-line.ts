import type { ReportWarning } from "./report.ts";

/** A warning in one line: where it is about a place in a file, `file:line:col: kind: message`. Not escaped. */
export function warningLine({ file, line, column, kind, message }: ReportWarning): string {
  const place = file === undefined ? "" : `${file}:${line}:${column}: `;
  return `${place}${kind}: ${message}`;
}
