/**
 * Makes a string from an event safe to look at, wherever it is shown: one line, nothing invisible, nothing that
 * turns the text around, at most `limit` characters of the original. What stands for a byte that is no UTF-8
 * (U+DC80 to U+DCFF) and the ASCII controls become \xNN, anything else that cannot be seen \u{N}.
 *
 * `##[` is broken up because the runner takes it for a workflow command anywhere in a line.
 */
export function visible(raw: string, limit: number): string {
  const shown = cut(raw, limit);
  const text = shown.replace(UNSEEN, escapeUnseen).replaceAll("##[", "#\\x23[");
  return shown.length === raw.length ? text : `${text}… (+${raw.length - shown.length} characters)`;
}

/** Controls, format characters (bidi, zero width), lone surrogates, separators, and every space but U+0020. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

function escapeUnseen(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) return `\\x${hex(point)}`;
  if (point >= 0xdc80 && point <= 0xdcff) return `\\x${hex(point - 0xdc00)}`;
  return `\\u{${point.toString(16)}}`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

/** The first `limit` UTF-16 units, one less where that would cut a pair in two. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return text.slice(0, isPair(text, limit - 1) ? limit - 1 : limit);
}

function isPair(text: string, at: number): boolean {
  return (text.codePointAt(at) ?? 0) > 0xffff;
}

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
