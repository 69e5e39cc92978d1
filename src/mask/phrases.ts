import { isSecretName } from "./names.ts";
import type { Secrets } from "./spans.ts";
import { addValue } from "./value.ts";

/** What one of the expressions below has in it: nearly no text has. */
const HINT = /passw|identified|env|\.auth\(|\[\\?["']|::add-mask|::s[ae][vt]e?-/i;

/** A line of netrc, or several; a shell's printf has `\n` between its words. All repeats are bounded: each place is tried. */
const NETRC =
  /\b(?:machine(?:\s|\\n){1,8}[\w.:-]{1,128}|default)(?:\s|\\n){1,8}login(?:\s|\\n){1,8}[^\s"'\\]{1,128}(?:\s|\\n){1,8}password(?:\s|\\n){1,8}(?=\S)/g;

/** In SQL: `WITH PASSWORD 'X'`, `IDENTIFIED BY 'X'`, `PASSWORD('X')`. */
const SQL =
  /\b(?:identified\s{1,4}(?:with\s{1,4}\w{1,40}\s{1,4})?by|(?:with|encrypted|login|set|(?:role|user)\s{1,4}[^\s"']{1,64})\s{1,4}password|password\s{0,2}\()\s{0,4}=?\s{0,4}(?=\\?["'])/gi;

/** MongoDB's `db.auth("name", "X")`. */
const SIGN_IN = /\.auth\(\s{0,2}(["'])[^"']{0,128}\1\s{0,2},\s{0,2}(?=["'])/g;

/** `os.environ['TOKEN'] = 'X'`, `SetEnvironmentVariable('TOKEN', 'X')`: which name it is says whether it is secret. */
const INDEXED = /\[\s?\\?["']([\w.-]{2,64})\\?["']\s?\]\s{0,3}=\s{0,3}(?=\\?["'])/g;
const ENV_ITEM = /(?<!\$)\bEnv:([\w.-]{2,64})["']?\s{1,4}(?:-Value\s{1,4})?(?=["'])/gi;
const SET_ENV =
  /(?:SetEnvironmentVariable|setenv|putenv)\(\s{0,2}["']([\w.-]{2,64})["']\s{0,2},\s{0,2}(?=["'])/gi;

/** What the runner is told by a step's output. */
const ADD_MASK = /::add-mask::(?=[^\s"'])/g;
const SET_OUTPUT = /::(?:set-output|set-env|save-state) name=([\w.-]{2,64})::/g;

/** Longer ones go on as something else. */
const VALUE_LIMIT = 4096;
const WORD_END = /[\s"'`\\]/;

/** What is told to be secret by the words in front of it. */
export function findInPhrases(text: string, isExpanded: boolean, secrets: Secrets): void {
  if (!HINT.test(text)) return;
  for (const { 0: phrase, index } of text.matchAll(NETRC)) {
    const start = index + phrase.length;
    addValue(text, start, wordEnd(text, start), isExpanded, "password", secrets);
  }
  for (const each of [ADD_MASK, SET_OUTPUT]) {
    for (const { 0: phrase, 1: name = "token", index } of text.matchAll(each)) {
      const start = index + phrase.length;
      if (isSecretName(name)) addValue(text, start, wordEnd(text, start), isExpanded, name, secrets);
    }
  }
  for (const each of [SQL, SIGN_IN]) {
    for (const { 0: phrase, index } of text.matchAll(each)) {
      addQuoted(text, index + phrase.length, isExpanded, "password", secrets);
    }
  }
  for (const each of [INDEXED, SET_ENV, ENV_ITEM]) {
    for (const { 0: phrase, 1: name = "", index } of text.matchAll(each)) {
      if (isSecretName(name)) addQuoted(text, index + phrase.length, isExpanded, name, secrets);
    }
  }
}

/** Where the word that begins at a place ends. */
function wordEnd(text: string, start: number): number {
  const word = text.slice(start, start + VALUE_LIMIT);
  const size = word.search(WORD_END);
  return start + (size < 0 ? word.length : size);
}

/** What stands in the quotes that begin at a place. */
function addQuoted(text: string, at: number, isExpanded: boolean, name: string, secrets: Secrets): void {
  const quote = text[at] === "\\" ? text.slice(at, at + 2) : (text[at] ?? "");
  const start = at + quote.length;
  const part = text.slice(start, start + VALUE_LIMIT);
  const size = part.indexOf(quote);
  addValue(text, start, start + (size < 0 ? part.length : size), isExpanded, name, secrets);
}
