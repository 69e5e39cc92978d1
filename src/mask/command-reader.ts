import { addHeld } from "./held.ts";
import { KnownProgram } from "./known-program.ts";
import { isEndOfSecretName, isSecretName } from "./names.ts";
import {
  COMMAND_OPTION,
  isSecretInput,
  LONG_OPTION,
  letterValue,
  OPTION,
  passwordOfUnknown,
  SCRIPT_OPTION,
  USER_OPTION,
} from "./options.ts";
import type { ValueForm } from "./program-options.ts";
import {
  ANYWHERE,
  KEYWORDS,
  LAUNCHERS,
  LONG_OPTIONS,
  PROGRAMS,
  programName,
  SHELLS,
  WRITERS,
} from "./programs.ts";
import { withoutQuotes } from "./script.ts";
import { isSecretKey, SETTERS, SIGN_IN_KEY } from "./setting.ts";
import { type Secrets, SecretsOfPart } from "./spans.ts";
import { isCredential } from "./value.ts";
import { ASSIGNMENT, type CommandWord, findInWord, type ScriptFinder } from "./word.ts";

/** Of openssl: it reads the secret from its standard input. */
const STDIN = /^(?:stdin|fd:0)$/;
/** Programs that their names are asked of, also behind one that executes them. */
const NAMES_ASKED = new Set(["find", "tee"]);
/** What argv.ts puts where something is cut off. */
const CUT_NAME = /^…-{0,2}([\w-]{2,40})$/;

/** One command: goes through its words once, and knows which program the options are of. */
export class CommandReader {
  readonly #words: readonly string[];
  readonly #origin: "given" | "told" | "kept";
  readonly #findInScript: ScriptFinder;
  #wordSet: ReadonlySet<string> | undefined;
  #program: KnownProgram | undefined;
  #name = "";
  #isBegun = false;
  #isLauncher = false;
  #isShell = false;
  #isSetting = false;
  /** The word before was `password:`, or the like. */
  #isNamed = false;
  /** Of a program that no table names: it was told a user. */
  #hasUser = false;
  /** What all operands hold from here on. */
  #operands: ValueForm | undefined;
  #input: ValueForm | undefined;
  /** What the next word holds, and the name of the option that it is of. */
  #awaited: { readonly form: ValueForm; readonly name: string } | undefined;
  #count = 0;
  #writesFrom = 0;

  /**
   * `words` are all of it: what a program was given, or of a script; there it is told where what the command writes goes
   * where people look, and kept where it goes into a file or another command.
   */
  constructor(words: readonly string[], origin: "given" | "told" | "kept", findInScript: ScriptFinder) {
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
    let form: ValueForm | undefined;
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
    // `echo password: X`
    if (this.#origin === "given" && this.#isNamed && isCredential(text)) secrets.add(0, text.length, text);
    this.#isNamed = text.endsWith(":") && isSecretName(text.slice(0, -1));
    if (this.#origin === "told" && this.#writesFrom > 0) secrets.addProse(0, text.length);
    if (form !== "script")
      findInWord(word, form, this.#origin === "given" ? "given" : "script", this.#findInScript, secrets);
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
  #option(word: CommandWord, secrets: Secrets): ValueForm | undefined {
    const { text } = word;
    if (this.#isShell && SCRIPT_OPTION.test(text)) {
      this.#awaited = { form: "script", name: "" };
      return undefined;
    }
    const next = this.#words[this.#count] ?? "-";
    if (USER_OPTION.test(text) && !next.startsWith("-")) this.#hasUser = true;
    if (isSecretInput(text, next)) this.#input = "whole";
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

  /** True where an option of one letter has a secret. */
  #letters(word: CommandWord, secrets: Secrets): boolean {
    const { text } = word;
    const options = this.#program?.letters;
    const ofUnknown = this.#hasUser ? passwordOfUnknown(text, this.#words[this.#count] ?? "") : undefined;
    const value = options === undefined ? ofUnknown : letterValue(text, options);
    if (value === undefined) return false;
    if (value.start < text.length) this.#value(value.form, "", word, value.start, secrets);
    else if (!options?.isAttached) this.#awaited = { form: value.form, name: "" };
    return true;
  }

  #operand(word: CommandWord, secrets: Secrets): ValueForm | undefined {
    const { text } = word;
    const cutName = CUT_NAME.exec(text)?.[1];
    if (cutName !== undefined && isEndOfSecretName(cutName)) this.#awaited = { form: "whole", name: cutName };
    const form = this.#operands ?? (this.#isBegun ? this.#program?.operand(text) : undefined);
    if (form !== undefined) {
      this.#value(form, "", word, 0, secrets);
      return form;
    }
    if ((!this.#isBegun || this.#isLauncher) && !ASSIGNMENT.test(text)) this.#begin(text);
    if (this.#isSetting && isSecretKey(text)) this.#awaited = { form: "whole", name: text };
    if (this.#isSetting && SIGN_IN_KEY.test(text)) this.#operands = "whole";
    if (SETTERS.has(text)) this.#isSetting = true;
    // `read -r TOKEN <<< X`
    if (this.#name === "read" && isSecretName(text)) this.#input = "whole";
    return undefined;
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

  #value(form: ValueForm, name: string, word: CommandWord, from: number, secrets: Secrets): void {
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
