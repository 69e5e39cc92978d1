import type { TextForm } from "./text.ts";
import { isCredential, schemeSize } from "./value.ts";

/** What stands in quotes. */
export interface QuotedPart {
  readonly start: number;
  readonly end: number;
  /** Something is put into it: by a shell, but in single quotes, or by JavaScript. */
  readonly isExpanded: boolean;
}

/** What stands in the quotes that begin at a place; undefined where there are none. What is not closed goes to the end. */
export function quotedEnd(text: string, at: number, form: TextForm): QuotedPart | undefined {
  const isEscaped = text[at] === "\\" && isQuote(text[at + 1]);
  const quote = isEscaped ? text.slice(at, at + 2) : (text[at] ?? "");
  if (!isEscaped && !isQuote(quote)) return undefined;
  const start = at + quote.length;
  let end = text.indexOf(quote, start);
  // One with a backslash before it is a part of what is quoted.
  while (end > 0 && !isEscaped && quote === '"' && text[end - 1] === "\\") end = text.indexOf(quote, end + 1);
  const isExpanded = form === "script" && quote !== "'";
  return { start, end: end < 0 ? text.length : end, isExpanded };
}

const TEMPLATE_LIMIT = 512;

/**
 * What stands in a template string of JavaScript's. Where a shell reads the text it can be a command too: that is of
 * several words, and what a variable is assigned is one unless it can be no word.
 */
export function templateEnd(text: string, at: number, form: TextForm | "assigned"): QuotedPart | undefined {
  if (text[at] !== "`" || form === "data") return undefined;
  const start = at + 1;
  const inside = text.slice(start, start + TEMPLATE_LIMIT).split("`", 1)[0] ?? "";
  const value = inside.slice(schemeSize(text, start));
  const isCommand =
    form !== "argument" && (/\s/.test(value) || (form === "assigned" && !isCredential(value)));
  return isCommand ? undefined : { start, end: start + inside.length, isExpanded: true };
}

export function isQuote(character: string | undefined): boolean {
  return character === '"' || character === "'";
}
