import type { Event, Process } from "../events/event.ts";
import type { Text } from "../events/text.ts";

/** Room for what is known about each subject that comes: `width` words each, 0 at first. */
export interface SubjectSlots {
  /** Finds the room of the event's subject; it is then at `start` of `words`. */
  find(event: Event): void;
  readonly words: Int32Array;
  readonly start: number;
}

/** Room for each process, which is gone with it. */
export class ProcessSlots implements SubjectSlots {
  words: Int32Array;
  readonly start = 0;
  readonly #width: number;
  readonly #slots = new WeakMap<Process, Int32Array>();
  #last: Process | undefined;

  constructor(width: number) {
    this.#width = width;
    this.words = new Int32Array(width);
  }

  find({ process }: Event): void {
    if (process === this.#last) return;
    let words = this.#slots.get(process);
    if (words === undefined) {
      words = new Int32Array(this.#width);
      this.#slots.set(process, words);
    }
    this.words = words;
    this.#last = process;
  }
}

/** Texts with room in one array; a kind of event meets few of all texts, so there are many small arrays. */
const PAGE = 1024;

const NO_TEXT: Text = { raw: "", folded: "" };

/** Room for each interned text that a field of the payload has. */
export class TextSlots implements SubjectSlots {
  words: Int32Array;
  start = 0;
  readonly #field: string;
  readonly #width: number;
  readonly #pages: (Int32Array | undefined)[] = [];
  /** For a text that has no number, and about which nothing is remembered. */
  readonly #unnumbered: Int32Array;

  constructor(field: string, width: number) {
    this.#field = field;
    this.#width = width;
    this.#unnumbered = new Int32Array(width);
    this.words = this.#unnumbered;
  }

  find(event: Event): void {
    // A rule only sees events of its own kind, which have the field.
    const { number } = (event.payload as Readonly<Record<string, Text>>)[this.#field] ?? NO_TEXT;
    if (number === undefined) {
      this.words = this.#unnumbered.fill(0);
      this.start = 0;
      return;
    }
    const page = Math.floor(number / PAGE);
    this.words = this.#pages[page] ??= new Int32Array(PAGE * this.#width);
    this.start = (number % PAGE) * this.#width;
  }
}
