import { isSecretName } from "./names.ts";
import {
  LAUNCHERS,
  LONG_OPTIONS,
  PROGRAMS,
  type ProgramOptions,
  SHELLS,
  type ValueForm,
} from "./programs.ts";
import { withoutQuotes, wordsOfScript } from "./script.ts";
import { type SecretPart, Secrets } from "./spans.ts";
import { addValue, findInText } from "./text.ts";

/** Scripts in scripts that are read: `bash -c "sudo sh -c 'mysql -pX'"` has two. */
const DEPTH_LIMIT = 4;

/** Letters of one word that are looked at. */
const LETTERS_LIMIT = 8;

/** A word of a command, as a program gets it, or as it stands in a script. */
interface CommandWord {
  readonly text: string;
  /** A shell puts the values of variables into it. */
  readonly isExpanded: boolean;
}

/** Finds what is secret in the arguments of a program, the first of which is its name: for each its places. */
export function secretsOfArguments(args: readonly string[]): readonly (readonly SecretPart[])[] {
  const values = new Set<string>();
  const command = new CommandReader(0);
  const found = args.map((text) => {
    const secrets = new Secrets(values);
    command.take({ text, isExpanded: false }, secrets);
    return secrets;
  });
  return found.map((secrets, index) => {
    secrets.addEach(args[index] ?? "", values);
    return secrets.spans;
  });
}

/** Finds what is secret in a text that a shell reads, such as a line of a step. */
export function secretsOfScript(text: string): readonly SecretPart[] {
  const secrets = new Secrets();
  findInScript(text, secrets, 1);
  secrets.addEach(text, secrets.values);
  return secrets.spans;
}

/** `depth` is how many scripts and commands it stands in. */
function findInScript(text: string, secrets: Secrets, depth: number): void {
  findInText(text, "script", secrets);
  if (depth > DEPTH_LIMIT) return;
  for (const words of wordsOfScript(text)) {
    const command = new CommandReader(depth);
    for (const word of words) command.take(word, new SecretsOfPart(secrets, word.start));
  }
}

/** Takes what is found in a part of a text for the text. */
class SecretsOfPart extends Secrets {
  readonly #whole: Secrets;
  readonly #start: number;

  constructor(whole: Secrets, start: number) {
    super(whole.values);
    this.#whole = whole;
    this.#start = start;
  }

  override add(start: number, end: number, value: string): void {
    this.#whole.add(start + this.#start, end + this.#start, value);
  }
}

/** An option by its name, with its value where that stands in the same word. */
const LONG_OPTION = /^--?([A-Za-z][\w.:-]*)(=?)/;
/** What is rather the next option than a value: a password can begin with a hyphen. */
const OPTION = /^--?[A-Za-z][a-z-]*(?:=|$)/;
const SCRIPT_OPTION = /^-[a-z]*c$/;
const ASSIGNMENT = /^(?:--?[\w-]+=)?([A-Za-z_][\w.-]{0,63})=/;
/** What a secret is read from, for openssl; and the first of the members by which docker's `--secret` names one. */
const SOURCE = /^(?:(?:env|file|fd):|stdin$|(?:id|type|source|src|env)=)/;
/** A scheme is shorter than what is a secret of `--auth`. */
const AUTH_SIZE = 12;

/** What a value that is still to come holds. */
type AwaitedForm = ValueForm | "script";

/** One command: goes through its words once, and knows which program the options are of. */
class CommandReader {
  readonly #depth: number;
  #program: ProgramOptions | undefined;
  #isBegun = false;
  #isLauncher = false;
  #isShell = false;
  #hasVerb = false;
  #isSetting = false;
  /** What the next word holds, and the name of the option that it is of. */
  #awaited: { readonly form: AwaitedForm; readonly name: string } | undefined;

  /** `depth` is 0 for what a program was given, else how many scripts and commands it stands in. */
  constructor(depth: number) {
    this.#depth = depth;
  }

  /** Takes the next word. */
  take(word: CommandWord, secrets: Secrets): void {
    const { text } = word;
    const awaited = this.#awaited;
    this.#awaited = undefined;
    if (awaited !== undefined && !OPTION.test(text)) {
      this.#value(awaited.form, awaited.name, word, 0, secrets);
    } else if (text.startsWith("-") && this.#isBegun) {
      this.#option(word, secrets);
    } else {
      this.#operand(word, secrets);
    }
    if (awaited?.form !== "script") this.#text(word, secrets);
  }

  #option(word: CommandWord, secrets: Secrets): void {
    const { text } = word;
    if (this.#isShell && SCRIPT_OPTION.test(text)) {
      this.#awaited = { form: "script", name: "" };
      return;
    }
    if (!text.startsWith("--") && this.#letters(word, secrets)) return;
    const [whole = "", name = "", sign] = LONG_OPTION.exec(text) ?? [];
    const form = this.#formOf(name);
    if (form === undefined) return;
    if (sign === "") this.#awaited = { form, name };
    else this.#value(form, name, word, whole.length, secrets);
  }

  #formOf(name: string): ValueForm | undefined {
    const long = this.#program?.long;
    if (long !== undefined && Object.hasOwn(long, name)) return long[name];
    return LONG_OPTIONS.get(name) ?? (isSecretName(name) ? "whole" : undefined);
  }

  /** Options of one letter, which can stand in one word: `-sSu user:password`. True where one of them has a secret. */
  #letters(word: CommandWord, secrets: Secrets): boolean {
    const { letters, valued = "", isAttached, verbs } = this.#program ?? {};
    if (letters === undefined || (verbs !== undefined && !this.#hasVerb)) return false;
    const { text } = word;
    for (let at = 1; at < Math.min(text.length, LETTERS_LIMIT); at++) {
      const letter = text[at] ?? "";
      const form = Object.hasOwn(letters, letter) ? letters[letter] : undefined;
      if (form !== undefined) {
        const start = text[at + 1] === "=" ? at + 2 : at + 1;
        if (start < text.length) this.#value(form, "", word, start, secrets);
        else if (!isAttached) this.#awaited = { form, name: "" };
        return true;
      }
      if (valued.includes(letter) || !/[A-Za-z0-9]/.test(letter)) return false;
    }
    return false;
  }

  #operand(word: CommandWord, secrets: Secrets): void {
    const { text } = word;
    if (this.#hasVerb && this.#program?.isBare) {
      this.#value("whole", "", word, 0, secrets);
      return;
    }
    if ((!this.#isBegun || this.#isLauncher) && !ASSIGNMENT.test(text)) this.#begin(text);
    if (this.#program?.verbs?.includes(text)) this.#hasVerb = true;
    // `npm config set //registry.example/:_authToken X`, `aws configure set aws_secret_access_key X`
    if (this.#isSetting && isSecretName(behindColon(text))) this.#awaited = { form: "whole", name: text };
    if (text === "set" || text === "config") this.#isSetting = true;
  }

  /** The program; behind one that executes others, any word can be the next. */
  #begin(word: string): void {
    const name = word.slice(word.lastIndexOf("/") + 1).replace(/^-/, "");
    const isShell = SHELLS.has(name);
    if (!this.#isBegun || isShell) this.#isShell = isShell;
    this.#isBegun = true;
    if (LAUNCHERS.has(name)) {
      this.#isLauncher = true;
      if (this.#program?.isLauncher) this.#program = undefined;
    }
    const program = PROGRAMS.get(name);
    if (program === undefined) return;
    this.#program = program;
    this.#hasVerb = false;
  }

  /** What any word can hold, whoever it is for. */
  #text(word: CommandWord, secrets: Secrets): void {
    const { text } = word;
    const [assignment = "", name = ""] = ASSIGNMENT.exec(text) ?? [];
    if (isSecretName(name)) {
      if (word.isExpanded) this.#value("whole", name, word, assignment.length, secrets);
      else findInText(text, "argument", secrets);
    } else if (/\s/.test(text)) {
      findInScript(text, secrets, this.#depth + 1);
    } else if (this.#depth === 0) {
      // What stands in the words of a script was found in its text.
      findInText(text, "argument", secrets);
    }
  }

  #value(form: AwaitedForm, name: string, word: CommandWord, from: number, secrets: Secrets): void {
    const { text, isExpanded } = word;
    const { start, end } = withoutQuotes(text, from, text.length);
    const value = text.slice(start, end);
    const add = (at: number): void => addValue(text, at, end, isExpanded, name, secrets);
    switch (form) {
      case "script":
        findInScript(value, new SecretsOfPart(secrets, start), this.#depth + 1);
        return;
      case "header":
        findInText(value, isExpanded ? "script" : "data", new SecretsOfPart(secrets, start));
        return;
      case "cookie":
        if (value.includes("=")) add(start);
        return;
      case "whole":
        if (SOURCE.test(value) || (/^auth$/i.test(name) && value.length < AUTH_SIZE)) return;
        add(value.startsWith("pass:") && /^pass/.test(name) ? start + 5 : start);
        return;
      default: {
        const sign = value.indexOf(form);
        // A token can be a user that has no password.
        if (sign === value.length - 1 && sign >= AUTH_SIZE)
          secrets.add(start, start + sign, value.slice(0, -1));
        else if (sign >= 0) add(start + sign + 1);
      }
    }
  }
}

/** The key of npm's settings behind the registry that it is for. */
function behindColon(text: string): string {
  return text.includes("=") ? "" : text.slice(text.lastIndexOf(":") + 1);
}
