import { addHeld } from "./held.ts";
import { KnownProgram } from "./known-program.ts";
import { isEndOfSecretName, isSecretName } from "./names.ts";
import { ANYWHERE, LAUNCHERS, LONG_OPTIONS, PROGRAMS, SHELLS, type ValueForm, WRITERS } from "./programs.ts";
import { withoutQuotes } from "./script.ts";
import { type Secrets, SecretsOfPart } from "./spans.ts";
import { findInText } from "./text.ts";

/** Letters of one word that are looked at. */
const LETTERS_LIMIT = 8;

/** A word of a command, as a program gets it, or as it stands in a script. */
interface CommandWord {
  readonly text: string;
  /** A shell puts the values of variables into it. */
  readonly isExpanded: boolean;
}

/** An option by its name, with its value where that stands in the same word. */
const LONG_OPTION = /^(?:--?|\/)([A-Za-z][\w.-]*)([=:]?)/;
/** What is rather the next option than a value: a password can begin with a hyphen. */
const OPTION = /^--?[A-Za-z][a-z-]*(?:=|$)/;
const SCRIPT_OPTION = /^(?:-[a-z]*c|-[Cc]ommand(?:WithArgs)?|\/[ck])$/;
const ASSIGNMENT = /^(?:--?[\w-]+=)?([A-Za-z_][\w.-]{0,63})=/;
/** Of openssl: it reads the secret from its standard input. */
const STDIN = /^(?:stdin|fd:0)$/;
/** Says that a secret is read from standard input, or from where a shell has put something; or can be that, cut off. */
const STDIN_OPTION =
  /^--(?:with-token$|pass[a-z-]{0,12}…$|[\w-]{0,40}(?:pass(?:word|phrase|wd)?|token|secret|key|auth)-(?:on-|from-)?(?:stdin|fd)(?:=|$))/;
const USER_OPTION = /^(?:-[uU]|--user(?:name)?)$/;
/** Programs that their names are asked of, also behind one that executes them. */
const NAMES_ASKED = new Set(["find", "tee"]);
/** Behind one of these find has a command. */
const COMMAND_OPTION = /^-(?:exec|execdir|ok|okdir)$/;

/** What argv.ts puts where something is cut off. */
const CUT_NAME = /^…-{0,2}([\w-]{2,40})$/;

/** What a shell has in front of a command. */
const KEYWORDS = new Set(["!", "{", "}", "do", "elif", "else", "if", "then", "until", "while"]);

/** Settings of package managers that are for a registry: what follows signs in there. */
const SIGN_IN_KEY = /^(?:http-basic|github-oauth|gitlab-(?:token|oauth)|bearer|pypi-token)\./;
const SETTERS = new Set(["set", "config", "env:set"]);

/** What has spaces in it, or else is ended by something in a script that is quoted. */
const QUOTED = /[\s;|&<>()"'`]/;

/** A port, a number, a path or another option: what is no password behind a program's `-p`. */
const NO_PASSWORD = /^(?:.{0,3}$|[\d:.,/-]*$|\.{0,2}\/|~|-)/;
/** A word that begins like an option of one letter. */
const WORD = /^[a-z]+$/;

/** What a value that is still to come holds. */
type AwaitedForm = ValueForm | "script";

/** One command: goes through its words once, and knows which program the options are of. */
export class CommandReader {
  readonly #words: readonly string[];
  readonly #origin: "given" | "told" | "kept";
  readonly #findInScript: (text: string, secrets: Secrets) => void;
  #wordSet: ReadonlySet<string> | undefined;
  #program: KnownProgram | undefined;
  #name = "";
  #isBegun = false;
  #isLauncher = false;
  #isShell = false;
  #isSetting = false;
  /** Of a program that no table names: it was told a user. */
  #hasUser = false;
  /** What all operands hold from here on. */
  #operands: ValueForm | undefined;
  #input: ValueForm | undefined;
  /** What the next word holds, and the name of the option that it is of. */
  #awaited: { readonly form: AwaitedForm; readonly name: string } | undefined;
  #count = 0;
  #writesFrom = 0;

  /**
   * `words` are all of it: what a program was given, or of a script; there it is told where what the command writes goes
   * where people look, and kept where it goes into a file or another command.
   */
  constructor(
    words: readonly string[],
    origin: "given" | "told" | "kept",
    findInScript: (text: string, secrets: Secrets) => void,
  ) {
    this.#origin = origin;
    this.#findInScript = findInScript;
    this.#words = words;
  }

  /** What its standard input holds, where that is a secret. */
  get input(): ValueForm | undefined {
    return this.#input ?? this.#program?.input;
  }

  /** The name of its program's file, in small letters. */
  get name(): string {
    return this.#name;
  }

  /** The first of the words that it writes to its standard output; 0 where it writes none. */
  get writesFrom(): number {
    return this.#writesFrom;
  }

  /** Takes the next word. */
  take(word: CommandWord, secrets: Secrets): void {
    const { text } = word;
    this.#count++;
    const awaited = this.#awaited;
    this.#awaited = undefined;
    let form: AwaitedForm | undefined;
    if (ANYWHERE.has(text.toLowerCase())) {
      this.#begin(text);
    } else if (awaited !== undefined && !OPTION.test(text)) {
      form = awaited.form;
      this.#value(form, awaited.name, word, 0, secrets);
    } else if (!this.#isBegun && KEYWORDS.has(text)) {
      return;
    } else if (
      (this.#isBegun || this.#origin !== "given") &&
      /^[-/]/.test(text) &&
      (text.startsWith("-") || this.#isOption(text))
    ) {
      form = this.#option(word, secrets);
    } else {
      form = this.#operand(word, secrets);
    }
    this.#program?.see(text);
    if (this.#origin === "told" && this.#writesFrom > 0) secrets.addProse(0, text.length);
    if (form !== "script") this.#text(word, form, secrets);
  }

  /** `/password:X`, or one that the program's table names: not a path, and not what is put there (`/token:/token`). */
  #isOption(text: string): boolean {
    const [whole = "", name = "", sign] = LONG_OPTION.exec(text) ?? [];
    if (sign === ":" && !text.startsWith("/", whole.length)) return this.#formOf(name) !== undefined;
    return (
      (this.#isShell && SCRIPT_OPTION.test(text)) ||
      (whole === text && this.#program?.long(name) !== undefined)
    );
  }

  /** Gives what a value in the same word holds. */
  #option(word: CommandWord, secrets: Secrets): AwaitedForm | undefined {
    const { text } = word;
    if (this.#isShell && SCRIPT_OPTION.test(text)) {
      this.#awaited = { form: "script", name: "" };
      return undefined;
    }
    const next = this.#words[this.#count] ?? "-";
    if (USER_OPTION.test(text) && !next.startsWith("-")) this.#hasUser = true;
    if (STDIN_OPTION.test(text)) this.#input = "whole";
    if (this.#name === "find" && COMMAND_OPTION.test(text)) {
      this.#isBegun = false;
      return undefined;
    }
    if (/^-[^-]/.test(text) && this.#letters(word, secrets)) return undefined;
    const [whole = "", name = "", sign] = LONG_OPTION.exec(text) ?? [];
    const form = this.#formOf(name);
    if (form === undefined || form === "flag") return undefined;
    // Of what a table says the name says nothing more.
    const told = this.#program?.long(name) === undefined ? name : "";
    if (sign === "") {
      this.#awaited = { form, name: told };
      return undefined;
    }
    this.#value(form, told, word, whole.length, secrets);
    // What the option holds is found: its name says no more of it.
    secrets.addNamed(0, whole.length);
    return form;
  }

  #formOf(name: string): ValueForm | undefined {
    const known = this.#program?.long(name) ?? LONG_OPTIONS.get(name);
    return known ?? (isSecretName(name) ? "whole" : undefined);
  }

  /** Options of one letter, which can stand in one word: `-sSu user:password`. True where one of them has a secret. */
  #letters(word: CommandWord, secrets: Secrets): boolean {
    const options = this.#program?.letters;
    if (options === undefined) return this.#lettersOfUnknown(word, secrets);
    const { letters, valued, isAttached } = options;
    const { text } = word;
    for (let at = 1; at < Math.min(text.length, LETTERS_LIMIT); at++) {
      const letter = text[at] ?? "";
      const form = letters.get(letter);
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

  /** `-u NAME -p PASSWORD`, as many have it. */
  #lettersOfUnknown(word: CommandWord, secrets: Secrets): boolean {
    const { text } = word;
    const next = this.#words[this.#count] ?? "";
    if (!this.#hasUser || !/^-[pP]/.test(text)) return false;
    if (text.length === 2) {
      if (NO_PASSWORD.test(next)) return false;
      this.#awaited = { form: "whole", name: "" };
      return true;
    }
    const value = text.slice(2);
    if (NO_PASSWORD.test(value) || WORD.test(value)) return false;
    this.#value("whole", "", word, 2, secrets);
    return true;
  }

  #operand(word: CommandWord, secrets: Secrets): ValueForm | undefined {
    const { text } = word;
    const cutName = CUT_NAME.exec(text)?.[1];
    if (cutName !== undefined && isEndOfSecretName(cutName)) this.#awaited = { form: "whole", name: cutName };
    const form = this.#operands ?? (this.#isBegun ? this.#program?.operand() : undefined);
    if (form !== undefined) {
      this.#value(form, "", word, 0, secrets);
      return form;
    }
    if ((!this.#isBegun || this.#isLauncher) && !ASSIGNMENT.test(text)) this.#begin(text);
    if (this.#isSetting) this.#setting(text);
    if (SETTERS.has(text)) this.#isSetting = true;
    // `read -r TOKEN <<< X`
    if (this.#name === "read" && isSecretName(text)) this.#input = "whole";
    return undefined;
  }

  /** `npm config set //registry.example/:_authToken X`, `aws configure set aws_secret_access_key X` */
  #setting(text: string): void {
    if (isSecretName(behindColon(text))) this.#awaited = { form: "whole", name: text };
    if (SIGN_IN_KEY.test(text)) this.#operands = "whole";
  }

  /** The program; behind one that executes others, any word can be the next. */
  #begin(word: string): void {
    const name = programName(word);
    const isShell = SHELLS.has(name);
    if (!this.#isBegun || isShell) this.#isShell = isShell || name === "cmd";
    if (!this.#isBegun || NAMES_ASKED.has(name)) this.#name = name;
    this.#isBegun = true;
    this.#hasUser = false;
    if (WRITERS.has(name)) this.#writesFrom = this.#count;
    if (LAUNCHERS.has(name)) {
      this.#isLauncher = true;
      if (this.#program?.isLauncher) this.#end();
    }
    const parts = PROGRAMS.get(name);
    if (parts === undefined) return;
    this.#end();
    this.#wordSet ??= new Set(this.#words);
    this.#program = new KnownProgram(parts, this.#wordSet);
  }

  #end(): void {
    this.#input ??= this.#program?.input;
    this.#program = undefined;
  }

  /** What any word can hold, whoever it is for. `form` is what the program takes it for. */
  #text(word: CommandWord, form: ValueForm | undefined, secrets: Secrets): void {
    const { text } = word;
    const [assignment = "", name = ""] = ASSIGNMENT.exec(text) ?? [];
    if (form === "prose" || form === "none") {
      if (this.#origin === "given") findInText(text, "argument", secrets);
    } else if (isSecretName(name)) {
      if (!word.isExpanded) findInText(text, "argument", secrets);
      else if (QUOTED.test(text)) this.#value("whole", name, word, assignment.length, secrets);
    } else if (/\s/.test(text) && assignment === "") {
      this.#findInScript(text, secrets);
    } else if (/\s/.test(text)) {
      // `GIT_SSH_COMMAND="sshpass -p X ssh"`
      const { start, end } = withoutQuotes(text, assignment.length, text.length);
      this.#findInScript(text.slice(start, end), new SecretsOfPart(secrets, start));
    } else if (this.#origin === "given") {
      // What stands in the words of a script was found in its text.
      findInText(text, "argument", secrets);
    }
  }

  #value(form: AwaitedForm, name: string, word: CommandWord, from: number, secrets: Secrets): void {
    const { text, isExpanded } = word;
    if (form === "script") {
      // Quotes around the whole of a word are gone already.
      this.#findInScript(text.slice(from), new SecretsOfPart(secrets, from));
      return;
    }
    const { start, end } = withoutQuotes(text, from, text.length);
    const value = text.slice(start, end);
    if (form === "name" && isSecretName(value)) this.#awaited = { form: "whole", name: value };
    if (form === "whole" && STDIN.test(value)) this.#input = "whole";
    addHeld(form, { text, start, end, isExpanded, name }, secrets);
  }
}

/** The name of a program's file, as the tables have it: `/usr/bin/MySQL.exe` is `mysql`, and a login shell's `-bash` is bash. */
function programName(word: string): string {
  const name = word.slice(Math.max(word.lastIndexOf("/"), word.lastIndexOf("\\")) + 1).toLowerCase();
  if (PROGRAMS.has(name)) return name;
  return name
    .replace(/^-/, "")
    .replace(/\.(?:exe|cmd|bat)$/, "")
    .replace(/(?<=^[a-z]{2,20})[\d.]{1,6}$/, "");
}

/** The key of npm's settings behind the registry that it is for. */
function behindColon(text: string): string {
  return text.includes("=") ? "" : text.slice(text.lastIndexOf(":") + 1);
}
