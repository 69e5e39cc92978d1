import { visible } from "./visible.ts";

/**
 * A text of the job as SARIF can have it: visible, with at most `limit` characters of the original, and no link or
 * placeholder of SARIF's messages (3.11.5, 3.11.6).
 */
export function shown(raw: string, limit: number): string {
  return plain(visible(raw, limit));
}

/** The same of several lines, which it keeps. */
export function shownLines(raw: string, limit: number): string {
  const text = raw.slice(0, limit).trim();
  return text
    .split("\n")
    .map((line) => shown(line, limit))
    .join("\n");
}

/** Of a text that is visible already. There is no sure way to write a bracket that begins no link: so there are none. */
export function plain(text: string): string {
  return text
    .replaceAll("[", "\\x5b")
    .replaceAll("]", "\\x5d")
    .replace(/\{(?=\d+\})/g, "\\x7b");
}

/** At most `limit` UTF-16 units of what is shown. */
export function clipped(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
