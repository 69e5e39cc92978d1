import type { LetterOptions } from "./known-program.ts";
import { isSecretName } from "./names.ts";
import type { ValueForm } from "./program-options.ts";

/** An option by its name, with its value where that stands in the same word. */
export const LONG_OPTION = /^(?:--?|\/)([A-Za-z][\w.-]*)([=:]?)/;
/** What is rather the next option than a value: a password can begin with a hyphen. */
export const OPTION = /^--?[A-Za-z][a-z-]*(?:=|$)/;
/** What stands behind it is read as a shell reads it. */
export const SCRIPT_OPTION = /^(?:-[a-z]*c|-[Cc]ommand(?:WithArgs)?|\/[ck])$/;
/** Behind it stands who signs in. */
export const USER_OPTION = /^(?:-[uU]|--user(?:name)?)$/;
/** Behind one of these find has a command. */
export const COMMAND_OPTION = /^-(?:exec|execdir|ok|okdir)$/;

/** Says that a secret is read from standard input, or from where a shell has put something; or can be that, cut off. */
const STDIN_OPTION =
  /^--(?:with-token$|pass[a-z-]{0,12}…$|[\w-]{0,40}(?:pass(?:word|phrase|wd)?|token|secret|key|auth)-(?:on-|from-)?(?:stdin|fd)(?:=|$))/;
/** Names a file that holds a secret. */
const FILE_OPTION = /^--([A-Za-z][\w-]{0,40})-file(?:=<)?$/;

/** True where a command reads a secret from what it is given: `--password-stdin`, `--password-file <(echo X)`. */
export function isSecretInput(option: string, next: string): boolean {
  if (STDIN_OPTION.test(option)) return true;
  const name = FILE_OPTION.exec(option)?.[1];
  return name !== undefined && (next === "<" || option.endsWith("=<")) && isSecretName(name);
}

/** Letters of one word that are looked at. */
const LETTERS_LIMIT = 8;

/** What the value of an option of one letter holds, and where it begins: at the end of the word where it is the next. */
interface LetterValue {
  readonly form: ValueForm;
  readonly start: number;
}

/** Options of one letter, which can stand in one word: `-sSu user:password`. Undefined where none of them has a secret. */
export function letterValue(text: string, { letters, valued }: LetterOptions): LetterValue | undefined {
  for (let at = 1; at < Math.min(text.length, LETTERS_LIMIT); at++) {
    const letter = text[at] ?? "";
    const form = letters.get(letter);
    if (form !== undefined) return { form, start: text[at + 1] === "=" ? at + 2 : at + 1 };
    if (valued.includes(letter) || !/[A-Za-z0-9]/.test(letter)) return undefined;
  }
  return undefined;
}

/** A port, a number, a path or another option: what is no password behind a program's `-p`. */
const NO_PASSWORD = /^(?:.{0,3}$|[\d:.,/-]*$|\.{0,2}\/|~|-)/;
/** A word that begins like an option of one letter. */
const WORD = /^[a-z]+$/;

/** `-p PASSWORD` behind `-u NAME`, as many programs have it that no table names. */
export function passwordOfUnknown(text: string, next: string): LetterValue | undefined {
  if (!/^-[pP]/.test(text)) return undefined;
  const value = text.slice(2);
  const isNone = value === "" ? NO_PASSWORD.test(next) : NO_PASSWORD.test(value) || WORD.test(value);
  return isNone ? undefined : { form: "whole", start: 2 };
}
