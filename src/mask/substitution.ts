import { isSecretName } from "./names.ts";
import { type Secrets, SecretsOfPart } from "./spans.ts";
import { findInText } from "./text.ts";
import { addValue, isCredential } from "./value.ts";

/** `s`, and the sign between its parts. */
const BEGIN = /(?<=^|[\s;{/\d$])s([/|#,@!:~%+])/g;
const PART_LIMIT = 512;
/** What hides a secret in a text. */
const HIDDEN = /^(?:\\\d|[&*xX.#-])+$/;

/** What sed puts for a name, with its places. */
interface Substitution {
  readonly start: number;
  readonly left: string;
  readonly rightStart: number;
  readonly end: number;
}

/** `s/API_KEY/X/`, where X looks like a secret, and `s/__API_KEY__/X/` whatever it looks like: what sed puts for a name. */
export function findInSubstitutions(text: string, isExpanded: boolean, secrets: Secrets): void {
  for (const each of substitutionsOf(text)) addPutForName(text, each, isExpanded, secrets);
}

function addPutForName(
  text: string,
  { left, rightStart, end }: Substitution,
  isExpanded: boolean,
  secrets: Secrets,
): void {
  const name = left.replaceAll(/^[\W_]+|[\W_]+$/g, "");
  const right = text.slice(rightStart, end);
  const isSecret = isSecretName(name) && !right.includes(name) && !HIDDEN.test(right);
  if (isSecret && (left !== name || isCredential(right)))
    addValue(text, rightStart, end, isExpanded, "", secrets);
}

function* substitutionsOf(text: string): Generator<Substitution> {
  BEGIN.lastIndex = 0;
  for (let begin = BEGIN.exec(text); begin !== null; begin = BEGIN.exec(text)) {
    const sign = begin[1] ?? "";
    const from = BEGIN.lastIndex;
    const middle = partEnd(text, from, sign);
    const end = middle === undefined ? undefined : (partEnd(text, middle + 1, sign) ?? text.length);
    if (middle === undefined || end === undefined) continue;
    yield { start: begin.index, left: text.slice(from, middle), rightStart: middle + 1, end };
    BEGIN.lastIndex = end;
  }
}

function partEnd(text: string, from: number, sign: string): number | undefined {
  const size = text.slice(from, from + PART_LIMIT).indexOf(sign);
  return size < 0 ? undefined : from + size;
}

/** `$a TEXT`, `3i\TEXT`, `/^password/c\TEXT`: a text that sed adds, up to the end of its line. */
const ADDED = /(?<=^|[\d$/};]\s{0,4}|\n)[aic](?:\\\n?\s{0,8}|\s{1,8})(?=\S)/g;
/** A line of a file of settings: `requirepass X`. */
const SPACED_SETTING = /^([A-Za-z_][\w.-]{1,63})\s{1,8}["']?([^\s"']+)["']?\s{0,8}$/;
const SIGN = /[=:]/;

/**
 * What a script of sed's puts into a file: for a name, behind one that it stands behind already, or as new lines. The rest
 * of the script looks for something.
 */
export function findInEdit(text: string, isExpanded: boolean, secrets: Secrets): void {
  const form = isExpanded ? "script" : "argument";
  let at = 0;
  for (const each of substitutionsOf(text)) {
    addPutForName(text, each, isExpanded, secrets);
    const right = new SecretsOfPart(secrets, each.rightStart);
    const put = text.slice(each.rightStart, each.end);
    // Where no setting is looked for, it can be of a text for people.
    if (!SIGN.test(each.left)) right.addProse(0, put.length);
    findInText(put, form, right);
    addSpaced(put, (name) => each.left.includes(name), isExpanded, right);
    secrets.addNamed(each.start, each.end);
    at = each.end;
  }
  if (at === 0) {
    ADDED.lastIndex = 0;
    const begin = ADDED.exec(text);
    const from = begin === null ? text.length : ADDED.lastIndex;
    const end = lineEnd(text, from);
    const added = text.slice(from, end);
    findInText(added, form, new SecretsOfPart(secrets, from));
    addSpaced(added, () => true, isExpanded, new SecretsOfPart(secrets, from));
  }
  secrets.addPattern(0, text.length);
}

/** What stands behind a secret's name, and a space, on a line of its own. */
function addSpaced(
  line: string,
  isSetting: (name: string) => boolean,
  isExpanded: boolean,
  secrets: Secrets,
): void {
  const [whole, name = "", value = ""] = SPACED_SETTING.exec(line) ?? [];
  if (whole === undefined || !isSecretName(name) || !isSetting(name)) return;
  const start = line.lastIndexOf(value);
  addValue(line, start, start + value.length, isExpanded, name, secrets);
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}
