import { visible } from "./visible.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Escapes text for the summary. It may stand only inside an HTML block (a line that starts with a block tag, up
 * to the next blank line): there Markdown is not read, so these five characters are all there is to escape.
 */
export function escapeHtml(raw: string, limit: number): string {
  return visible(raw, limit).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Escaped text as code, where GitHub makes no links, mentions or emoji of it either. */
export function code(raw: string, limit: number): string {
  return `<code>${escapeHtml(raw, limit)}</code>`;
}
