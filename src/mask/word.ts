import { addHeld } from "./held.ts";
import { isSecretName } from "./names.ts";
import type { ValueForm } from "./program-options.ts";
import { addRandom } from "./random.ts";
import { withoutQuotes } from "./script.ts";
import { type Secrets, SecretsOfPart } from "./spans.ts";
import { findInText } from "./text.ts";

/** A word of a command, as a program gets it, or as it stands in a script. */
export interface CommandWord {
  readonly text: string;
  /** A shell puts the values of variables into it. */
  readonly isExpanded: boolean;
}

/** Reads what a shell is to read. */
export type ScriptFinder = (text: string, secrets: Secrets) => void;

export const ASSIGNMENT = /^(?:--?[\w-]+=)?([A-Za-z_][\w.-]{0,63})=/;

/** What has spaces in it, or else is ended by something in a script that is quoted. */
const QUOTED = /[\s;|&<>()"'`]/;

/** What any word can hold, whoever it is for. `form` is what its program takes it for. */
export function findInWord(
  { text, isExpanded }: CommandWord,
  form: ValueForm | undefined,
  origin: "given" | "script",
  findInScript: ScriptFinder,
  secrets: Secrets,
): void {
  const [assignment = "", name = ""] = ASSIGNMENT.exec(text) ?? [];
  const { start, end } = withoutQuotes(text, assignment.length, text.length);
  if (form === "prose" || form === "pattern" || form === "none") {
    if (origin === "given") findInText(text, "argument", secrets);
  } else if (isSecretName(name)) {
    if (!isExpanded) findInText(text, "argument", secrets);
    else if (QUOTED.test(text)) addHeld("whole", { text, start, end, isExpanded, name }, secrets);
  } else if (assignment !== "" && addRandom(name, text, start, end, secrets)) {
    return;
  } else if (/\s/.test(text)) {
    // `GIT_SSH_COMMAND="sshpass -p X ssh"`
    if (assignment === "") findInScript(text, secrets);
    else findInScript(text.slice(start, end), new SecretsOfPart(secrets, start));
  } else if (origin === "given") {
    // What stands in the words of a script was found in its text.
    findInText(text, "argument", secrets);
  }
}
