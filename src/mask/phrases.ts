import { isSecretName } from "./names.ts";
import type { Secrets } from "./spans.ts";
import { addValue } from "./value.ts";

/** What one of the expressions below has in it: nearly no text has. */
const HINT =
  /passw|assword|identified|env|auth|\[\\?["']|::add-mask|::s[ae][vt]e?-|value|role_id|\$\(|<\/|login\(|credential\(|pdo|mysqli|ftp|create_|pragma|printf/i;

/** A line of netrc, or several; a shell's printf has `\n` between its words. All repeats are bounded: each place is tried. */
const NETRC =
  /\b(?:machine(?:\s|\\n){1,8}[\w.:-]{1,128}|default)(?:\s|\\n){1,8}login(?:\s|\\n){1,8}[^\s"'\\]{1,128}(?:\s|\\n){1,8}password(?:\s|\\n){1,8}(?=\S)/g;

/** In SQL: `WITH PASSWORD 'X'`, `IDENTIFIED BY 'X'`, `PASSWORD('X')`. */
const SQL =
  /\b(?:pragma\s{1,4}(?:re)?key|identified\s{1,4}(?:with\s{1,4}\w{1,40}\s{1,4})?by|(?:with|encrypted|login|set|(?:role|user)\s{1,4}[^\s"']{1,64})\s{1,4}password|password\s{0,2}\()\s{0,4}=?\s{0,4}(?=\\?["'])/gi;

/** MongoDB's `db.auth("name", "X")`, and what others call it: `auth=("name", "X")`, `HTTPBasicAuth("name", "X")`. */
const SIGN_IN =
  /(?:\.(?:auth|login)\(|(?:network)?credential\(|passwordauthentication\(|\b(?:pdo|mysqli(?:_connect)?|create_(?:super)?user)\(\s{0,2}(["'])[^"']{0,256}\1\s{0,2},|\bauth\s?[=:]\s?[([]|basic_?auth[( ])\s{0,2}(["'])[^"']{0,128}\2\s{0,2},\s{0,2}(?=["'])/gi;

/** What expect types where it is asked for a password. */
const TYPED = /assword:?\s?["'}][\s;{]{0,8}send\s{1,4}(?:--\s{1,4})?(?=["'])/g;

/** `printf 'password=%s' X` */
const PRINTED =
  /\bprintf\s{1,4}(["'])(?:[^"'%]{0,256}[^\w"'%.-])?([A-Za-z_][\w.-]{1,63})[=: ]{1,3}%s[^"'%]{0,64}\1\s{1,4}/g;

/** A name and its value as two members: `{"name":"TOKEN","value":"X"}`, `ParameterKey=Token,ParameterValue=X`. */
const MEMBERS =
  /\b(?:parameter)?(?:name|key)\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?([\w.-]{2,64})\\?["']?\s{0,2}(?:,\s{0,16}|\s{1,16})\\?["']?(?:parameter)?value\\?["']?\s{0,4}[:=]\s{0,4}/gi;

/** `<password>X</password>` */
const ELEMENT = /<(?:\w{1,32}:)?([A-Za-z][\w.-]{1,63})(?:\s[^<>]{0,128})?>(?=[^<>\s])/g;

/** What ftp is told: a name, and a password. */
const FTP_USER =
  /(?<=^|[\n;"'])[ \t]{0,8}user[ \t]{1,4}[^\s"']{1,128}[ \t]{1,4}(?=[^\s"']{1,128}(?:[\n;"']|$))/g;

/** What Vault takes for a password behind the name of a role. */
const APP_ROLE =
  /\brole_id\\?["']?\s{0,4}[:=]\s{0,4}[^\s,&]{1,128}[\s,&]\s{0,8}\\?["']?secret_id\\?["']?\s{0,4}[:=]\s{0,4}/g;

/** `TOKEN=$(echo X | base64 -d)`, `--password "$(printf %s X)"`: what is put there is written out. */
const WRITTEN =
  /([A-Za-z_][\w.-]{1,63})[= ]["']?\$\(\s{0,4}(?:echo|printf)\s{1,4}(?:-\w{1,3}\s{1,4}|["']?%s(?:\\n)?["']?\s{1,4}){0,2}/g;

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
const MEMBER_END = /[\s"'`\\,;&|}\])]/;

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
  for (const { 0: phrase, index } of text.matchAll(TYPED)) {
    addQuoted(text, index + phrase.length, isExpanded, "password", secrets);
  }
  for (const { 0: phrase, index } of text.matchAll(APP_ROLE)) {
    addMember(text, index + phrase.length, isExpanded, "secret", secrets);
  }
  if (/ftp/i.test(text)) {
    for (const { 0: phrase, index } of text.matchAll(FTP_USER)) {
      addMember(text, index + phrase.length, isExpanded, "password", secrets);
    }
  }
  for (const { 0: phrase, 1: name = "", index } of text.matchAll(ELEMENT)) {
    const start = index + phrase.length;
    const end = text.slice(start, start + VALUE_LIMIT).indexOf("<");
    if (isSecretName(name) && end >= 0) addValue(text, start, start + end, isExpanded, name, secrets);
  }
  for (const { 0: phrase, 2: name = "", index } of text.matchAll(PRINTED)) {
    if (isSecretName(name)) addMember(text, index + phrase.length, isExpanded, name, secrets);
  }
  for (const each of [MEMBERS, WRITTEN]) {
    for (const { 0: phrase, 1: name = "", index } of text.matchAll(each)) {
      if (isSecretName(name)) addMember(text, index + phrase.length, isExpanded, name, secrets);
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

/** What stands in quotes at a place, or one word up to what ends it in a list, in brackets or in a command. */
function addMember(text: string, at: number, isExpanded: boolean, name: string, secrets: Secrets): void {
  if (/^\\?["']/.test(text.slice(at, at + 2))) {
    addQuoted(text, at, isExpanded, name, secrets);
    return;
  }
  const size = text.slice(at, at + VALUE_LIMIT).search(MEMBER_END);
  addValue(
    text,
    at,
    size < 0 ? Math.min(text.length, at + VALUE_LIMIT) : at + size,
    isExpanded,
    name,
    secrets,
  );
}

/** What stands in the quotes that begin at a place. */
function addQuoted(text: string, at: number, isExpanded: boolean, name: string, secrets: Secrets): void {
  const quote = text[at] === "\\" ? text.slice(at, at + 2) : (text[at] ?? "");
  const start = at + quote.length;
  const part = text.slice(start, start + VALUE_LIMIT);
  const size = part.indexOf(quote);
  addValue(text, start, start + (size < 0 ? part.length : size), isExpanded, name, secrets);
}
