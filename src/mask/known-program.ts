import type { ProgramOptions, ValueForm } from "./program-options.ts";

/** The options of one letter that a program takes. */
export interface LetterOptions {
  readonly letters: ReadonlyMap<string, ValueForm>;
  readonly valued: string;
  readonly isAttached: boolean;
}

/** A program of a command, and what its words so far say of those that come. */
export class KnownProgram {
  readonly #parts: readonly ProgramOptions[];
  /** The words that its parts name. */
  readonly #verbs: ReadonlySet<string>;
  readonly #seen = new Set<string>();
  readonly #places = new Map<ProgramOptions, number>();
  #active: readonly ProgramOptions[];
  #letters: LetterOptions | undefined;

  /** `words` are all of the command. */
  constructor(parts: readonly ProgramOptions[], words: ReadonlySet<string>) {
    this.#parts = parts.filter(({ beside }) => beside === undefined || words.has(beside));
    this.#verbs = new Set(this.#parts.flatMap(({ verbs = [] }) => verbs.flatMap((verb) => verb.split(" "))));
    this.#active = this.#parts.filter(({ verbs }) => verbs === undefined);
  }

  get isLauncher(): boolean {
    return this.#parts.some((part) => part.isLauncher);
  }

  /** What its standard input holds. */
  get input(): ValueForm | undefined {
    return this.#active.find(({ input }) => input !== undefined)?.input;
  }

  /** Takes a word that was read: those that follow can mean something else then. */
  see(word: string): void {
    if (!this.#verbs.has(word) || this.#seen.has(word)) return;
    this.#seen.add(word);
    this.#active = this.#parts.filter(
      ({ verbs }) =>
        verbs === undefined || verbs.some((verb) => verb.split(" ").every((each) => this.#seen.has(each))),
    );
    this.#letters = undefined;
  }

  long(name: string): ValueForm | undefined {
    for (const { long } of this.#active) {
      if (long !== undefined && Object.hasOwn(long, name)) return long[name];
    }
    return undefined;
  }

  /** Undefined where none holds a secret. */
  get letters(): LetterOptions | undefined {
    if (this.#letters === undefined) {
      const with_ = this.#active.filter(({ letters }) => letters !== undefined);
      this.#letters = {
        letters: new Map(with_.flatMap(({ letters = {} }) => Object.entries(letters))),
        valued: with_.map(({ valued = "" }) => valued).join(""),
        isAttached: with_.some(({ isAttached }) => isAttached),
      };
    }
    return this.#letters.letters.size === 0 ? undefined : this.#letters;
  }

  /** What the next word that is no option holds. */
  operand(word: string): ValueForm | undefined {
    let found: ValueForm | undefined;
    for (const part of this.#active) {
      if (part.operands === undefined || part.operands.but?.test(word)) continue;
      const named = /^[\w.-]{1,64}(?==)/.exec(word)?.[0];
      if (part.operands.members !== undefined) {
        if (named !== undefined && part.operands.members.includes(named)) return part.operands.form;
        continue;
      }
      const place = this.#places.get(part) ?? 0;
      this.#places.set(part, place + 1);
      if (place >= (part.operands.from ?? 0)) found ??= part.operands.form;
    }
    return found;
  }
}
