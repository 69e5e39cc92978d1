import { isSecretName, NAME_LIMIT } from "./names.ts";
import { findInPhrases } from "./phrases.ts";
import { isQuote, quotedEnd, templateEnd } from "./quoted.ts";
import { merged, type SecretPart, type Secrets } from "./spans.ts";
import { findTokens, mayHaveTokens } from "./tokens.ts";
import { findInUrls } from "./urls.ts";
import { addLiteral, addValue, isCredential, schemeSize } from "./value.ts";

/**
 * What a text is, which says where a value in it ends.
 * - argument: what a program was given, as it has it: no character means anything
 * - script: what a shell reads, with its quotes, spaces and variables
 * - data: lines, as of HTTP
 */
export type TextForm = "argument" | "script" | "data";

/**
 * Finds what is secret in a text by what stands around it: tokens, credentials in URLs, values of variables, members,
 * parameters and headers with a secret's name. Takes time in proportion to the text, whatever it is.
 */
export function findInText(text: string, form: TextForm, secrets: Secrets): void {
  findTokens(text, secrets);
  findInUrls(text, form === "script", secrets);
  findInPhrases(text, form === "script", secrets);
  findValues(text, form, secrets);
}

const SIGN = /[=:]/;

/** False where a text has nothing that findInText would find: nearly always. */
export function mayHaveSecrets(text: string): boolean {
  return SIGN.test(text) || mayHaveTokens(text);
}

/** Headers that are secret from their first character to the end of their line; of the first the scheme is not. */
const SECRET_HEADER = /^(?:(?:proxy-)?authorization|(?:set-)?cookie2?)$/i;

const LINE_END = /[\r\n]/g;
const SIGNS = /[=:]/g;

/** What stands behind `=` or `:` and a name that is a secret's. */
function findValues(text: string, form: TextForm, secrets: Secrets): void {
  const prose = new PartReader(secrets.prose);
  const named = new PartReader(secrets.named);
  const patterns = new PartReader(secrets.patterns);
  SIGNS.lastIndex = 0;
  for (let sign = SIGNS.exec(text); sign !== null; sign = SIGNS.exec(text)) {
    const at = sign.index;
    const name = nameBefore(text, at);
    if (name === undefined) continue;
    if (named.has(at)) continue;
    const isPattern = patterns.has(at);
    const isProse = prose.has(at);
    const end = isPattern
      ? findInPattern(text, at, name.name, secrets)
      : sign[0] === "="
        ? findAssigned(text, at, name, form, secrets)
        : findNamed(text, at, name, isProse ? "prose" : form, secrets);
    // What stands in a value is masked with it. A regular expression of a module is shared.
    SIGNS.lastIndex = Math.max(end, at + 1);
  }
}

/** Tells of places, each behind the one before, whether they are in one of some parts. */
class PartReader {
  readonly #parts: readonly SecretPart[];
  #next = 0;

  constructor(parts: readonly SecretPart[]) {
    this.#parts = merged(parts);
  }

  has(at: number): boolean {
    while ((this.#parts[this.#next]?.[1] ?? at) < at) this.#next++;
    return (this.#parts[this.#next]?.[0] ?? at) < at;
  }
}

interface NameBefore {
  readonly name: string;
  readonly start: number;
  /** The quotes around it, or before it: a backslash too where they have one. */
  readonly quote: string;
  readonly isQuoted: boolean;
  /** There is a space between it and the sign. */
  readonly hasSpace: boolean;
}

function nameBefore(text: string, sign: number): NameBefore | undefined {
  let end = sign;
  while (end > 0 && sign - end < 2 && text[end - 1] === " ") end--;
  const hasSpace = end < sign;
  const isQuoted = isQuote(text[end - 1]);
  if (isQuoted) end--;
  if (isQuoted && text[end - 1] === "\\") end--;
  let start = end;
  while (start > 0 && end - start <= NAME_LIMIT && isNameCharacter(text.charCodeAt(start - 1))) start--;
  if (start === end || end - start > NAME_LIMIT) return undefined;
  const mark = text[start - 1];
  const quote = isQuote(mark) ? (text[start - 2] === "\\" ? `\\${mark}` : (mark ?? "")) : "";
  return { name: text.slice(start, end), start, quote, isQuoted, hasSpace };
}

/** A letter, a digit, `_`, `-` or a dot. */
function isNameCharacter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code === 0x2d ||
    code === 0x2e
  );
}

const SIGNATURE = /^(?:x-(?:amz|goog)-)?sig(?:nature)?$/i;

/** `name=value`; gives where the value ends, or 0 where there is none that is secret. */
function findAssigned(
  text: string,
  sign: number,
  { name, start, quote, hasSpace }: NameBefore,
  form: TextForm,
  secrets: Secrets,
): number {
  if (text[sign + 1] === "=" || text[sign - 1] === "!") return 0;
  const isOfQuery = text[start - 1] === "?" || text[start - 1] === "&";
  // What signs an address is as good as a password for it; elsewhere it is a file, or a hash.
  const from = hasSpace ? behindSpaces(text, sign + 1) : sign + 1;
  const closed =
    quotedEnd(text, from, form) ??
    templateEnd(text, from, form === "script" && !hasSpace ? "assigned" : form);
  if (closed !== undefined && SECRET_HEADER.test(name)) {
    // `@{Authorization="Bearer X"}`
    const at = closed.start + schemeSize(text, closed.start);
    addValue(text, at, closed.end, closed.isExpanded, name, secrets);
    return closed.end;
  }
  if (!isSecretName(name) && !(isOfQuery && SIGNATURE.test(name))) return 0;
  if (closed !== undefined) {
    return addValue(text, closed.start, closed.end, closed.isExpanded, name, secrets) ? closed.end : 0;
  }
  const end = assignedEnd(text, from, quote, form, isOfQuery);
  if (form === "data") {
    addLiteral(text, from, end, name, secrets);
    return end;
  }
  return addValue(text, from, end, form === "script" && quote !== "'", name, secrets) ? end : 0;
}

const SCRIPT_END = /[\s;|&<>()"'`]/g;
const DATA_END = /[\s;&"']/g;
/** In what a program was given, only what looks like the next of several ends a value, and the quotes around it. */
const NEXT_NAME = /[&;,](?=[\w.%-]{1,64}=)/g;
const NEXT_OR_QUOTE: Readonly<Record<string, RegExp>> = {
  "'": /[&;,](?=[\w.%-]{1,64}=)|'/g,
  '"': /[&;,](?=[\w.%-]{1,64}=)|"/g,
  "\\'": /[&;,](?=[\w.%-]{1,64}=)|\\'/g,
  '\\"': /[&;,](?=[\w.%-]{1,64}=)|\\"/g,
};
const QUERY_END = /[&#\s"'`]/g;

function assignedEnd(text: string, from: number, quote: string, form: TextForm, isOfQuery: boolean): number {
  if (isOfQuery) return placeOf(QUERY_END, text, from);
  switch (form) {
    case "script":
      return placeOf(SCRIPT_END, text, from);
    case "data":
      return placeOf(DATA_END, text, from);
    case "argument":
      return placeOf(NEXT_OR_QUOTE[quote] ?? NEXT_NAME, text, from);
  }
}

const WORD_END = /[\s,;}"'&)]/g;

/** `name: value`; gives where the value ends, or 0. */
function findNamed(
  text: string,
  sign: number,
  { name, start, quote, isQuoted }: NameBefore,
  form: TextForm | "prose",
  secrets: Secrets,
): number {
  const isHeader = SECRET_HEADER.test(name);
  const isLineStart = start === 0 || text[start - 1] === "\n";
  const from = behindSpaces(text, sign + 1);
  // In `image/token:latest` the name is another's.
  const isApart =
    from > sign + 1 || isQuoted || /["'`]/.test(text[from] ?? "") || (form === "data" && isLineStart);
  if (!(isHeader || (isApart && isSecretName(name)))) return 0;
  // `read -p "Password: " NAME` asks for one; `{"password": {…}}` describes one.
  if (!isQuoted && quote !== "" && text.startsWith(quote, from)) return from;
  if (isQuoted && /[[{]/.test(text[from] ?? "")) return 0;
  if (form === "prose") return findInProse(text, from, name, secrets);
  const closed = quotedEnd(text, from, form) ?? templateEnd(text, from, form);
  const isLine = isHeader || name.includes("-") || (form === "data" && isLineStart);
  const end =
    closed?.end ?? (isLine ? lineEnd(text, from, isQuoted ? "" : quote) : placeOf(WORD_END, text, from));
  const value = closed?.start ?? from;
  const scheme = isHeader ? schemeSize(text, value) : 0;
  const isExpanded = closed?.isExpanded ?? (form === "script" && quote !== "'");
  return addValue(text, Math.min(value + scheme, end), end, isExpanded, name, secrets) ? end : 0;
}

/** What people wrote behind a secret's name is a word of theirs, unless it can be none. */
function findInProse(text: string, from: number, name: string, secrets: Secrets): number {
  const start = from + schemeSize(text, from);
  const at = isQuote(text[start]) ? start + 1 : start;
  const end = placeOf(WORD_END, text, at);
  if (isCredential(text.slice(at, end))) addValue(text, at, end, true, name, secrets);
  return end;
}

const PATTERN_SIGN = /[\s"'/|\\()[\]{}*+?.^$,;&]/;
const PATTERN_LIMIT = 256;
const PATTERN_END = /[\s"'|;]/g;

/** What is looked for behind a secret's name is one where it is written out, up to a sign of the pattern, and can be no word. */
function findInPattern(text: string, sign: number, name: string, secrets: Secrets): number {
  const from = behindSpaces(text, sign + 1);
  if (!isSecretName(name)) return from;
  const [literal = ""] = text.slice(from, from + PATTERN_LIMIT).split(PATTERN_SIGN, 1);
  if (!isCredential(literal)) return from;
  const end = placeOf(PATTERN_END, text, from);
  addValue(text, from, end, true, name, secrets);
  return end;
}

/** The end of a header: that of its line, or of the quotes that it stands in. */
function lineEnd(text: string, from: number, quote: string): number {
  const end = placeOf(LINE_END, text, from);
  const closing = quote === "" ? -1 : text.indexOf(quote, from);
  return closing < 0 ? end : Math.min(end, closing);
}

function behindSpaces(text: string, at: number): number {
  let end = at;
  while (text[end] === " " || text[end] === "\t") end++;
  return end;
}

/** Where something is found behind a place, or the end of the text. */
function placeOf(what: RegExp, text: string, from: number): number {
  what.lastIndex = from;
  return what.exec(text)?.index ?? text.length;
}
