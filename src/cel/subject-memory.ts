import type { Event, Process } from "../events/event.ts";
import { textOf } from "./fields.ts";
import type { Subject } from "./plan.ts";
import { processRead, type Read, type Test } from "./run-reads.ts";

/** A set of small numbers, 32 in each word. */
export type Bits = Int32Array;

/** The numbers in one word. */
export const BITS = 32;

/** The words that a set of the numbers below `count` takes. */
export function wordsFor(count: number): number {
  return Math.ceil(count / BITS);
}

/** Puts a number into a set. */
export function putBit(bits: Bits, number: number): void {
  bits[number >>> 5] = (bits[number >>> 5] ?? 0) | (1 << (number & 31));
}

/** The position of the lowest bit of a word that has one. */
export function positionOf(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/**
 * What depends on one subject alone, a process or a string: a term of each of many rules, and parts of other terms.
 * Which of them hold is found out once for each subject that comes, as far as it is asked.
 */
export class SubjectMemory {
  readonly #subject: Subject;
  readonly #terms: (Test | undefined)[] = [];
  /** The rules that have such a term. */
  readonly #concerned: Bits;
  readonly #parts: Test[] = [];
  readonly #partNumbers = new Map<string, number>();
  /** For each word of rules, and then of parts: those that are known, and those of them that hold. */
  #slots: SubjectSlots | undefined;

  constructor(subject: Subject, rules: number) {
    this.#subject = subject;
    this.#concerned = new Int32Array(wordsFor(rules));
  }

  /** Takes the term of a rule, before the first event. */
  addTerm(rule: number, term: Test): void {
    this.#terms[rule] = term;
    putBit(this.#concerned, rule);
  }

  /** Takes a part, before the first event, and gives what asks for it. Parts of one text are one. */
  addPart(text: string, part: Test): Test {
    const number = this.#partNumbers.get(text) ?? this.#parts.push(part) - 1;
    this.#partNumbers.set(text, number);
    const word = this.#concerned.length + (number >>> 5);
    const bit = 1 << (number & 31);
    return (event) => {
      const slots = this.#found();
      slots.find(event);
      const at = slots.start + 2 * word;
      const { words } = slots;
      if (((words[at] ?? 0) & bit) === 0) {
        words[at] = (words[at] ?? 0) | bit;
        if (part(event)) words[at + 1] = (words[at + 1] ?? 0) | bit;
      }
      return ((words[at + 1] ?? 0) & bit) !== 0;
    };
  }

  /** Takes out of `open` the rules whose term does not hold. False where none is left. */
  narrow(open: Bits, event: Event): boolean {
    const slots = this.#found();
    let isFound = false;
    let left = 0;
    for (let word = 0; word < open.length; word++) {
      const before = open[word] ?? 0;
      const asked = before & (this.#concerned[word] ?? 0);
      if (asked !== 0) {
        if (!isFound) slots.find(event);
        isFound = true;
        const at = slots.start + 2 * word;
        const unknown = asked & ~(slots.words[at] ?? 0);
        if (unknown !== 0) this.#learn(slots.words, at, word, unknown, event);
        open[word] = before & ~(asked & ~(slots.words[at + 1] ?? 0));
      }
      left |= open[word] ?? 0;
    }
    return left !== 0;
  }

  #found(): SubjectSlots {
    this.#slots ??= slotsOf(this.#subject, 2 * (this.#concerned.length + wordsFor(this.#parts.length)));
    return this.#slots;
  }

  #learn(words: Int32Array, at: number, word: number, unknown: number, event: Event): void {
    let holding = words[at + 1] ?? 0;
    for (let rest = unknown; rest !== 0; rest &= rest - 1) {
      if (this.#terms[word * BITS + positionOf(rest)]?.(event)) holding |= rest & -rest;
    }
    words[at] = (words[at] ?? 0) | unknown;
    words[at + 1] = holding;
  }
}

/** Room for what is known about each subject that comes: `width` words each, 0 at first. */
interface SubjectSlots {
  /** Finds the room of the event's subject; it is then at `start` of `words`. */
  find(event: Event): void;
  readonly words: Int32Array;
  readonly start: number;
}

/** The room for a kind of subject. */
function slotsOf(subject: Subject, width: number): SubjectSlots {
  return subject.kind === "process"
    ? new ProcessSlots(processRead(subject.process), width)
    : new TextSlots(subject.field, width);
}

/** Room for each process, which is gone with it. */
class ProcessSlots implements SubjectSlots {
  words: Int32Array;
  readonly start = 0;
  readonly #process: Read<Process>;
  readonly #width: number;
  readonly #slots = new WeakMap<Process, Int32Array>();
  #last: Process | undefined;

  constructor(process: Read<Process>, width: number) {
    this.#process = process;
    this.#width = width;
    this.words = new Int32Array(width);
  }

  find(event: Event): void {
    const process = this.#process(event);
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
/** Pages past which all is found out anew: numbers have no end. */
const PAGES_LIMIT = 256;

/** Room for each interned text that a field of the payload has. */
class TextSlots implements SubjectSlots {
  words: Int32Array;
  start = 0;
  readonly #field: string;
  readonly #width: number;
  readonly #pages = new Map<number, Int32Array>();
  /** For a text that has no number, and about which nothing is remembered. */
  readonly #unnumbered: Int32Array;

  constructor(field: string, width: number) {
    this.#field = field;
    this.#width = width;
    this.#unnumbered = new Int32Array(width);
    this.words = this.#unnumbered;
  }

  find(event: Event): void {
    const { number } = textOf(event.payload, this.#field);
    if (number === undefined) {
      this.words = this.#unnumbered.fill(0);
      this.start = 0;
      return;
    }
    const page = Math.floor(number / PAGE);
    this.words = this.#pages.get(page) ?? this.#addPage(page);
    this.start = (number % PAGE) * this.#width;
  }

  #addPage(page: number): Int32Array {
    if (this.#pages.size === PAGES_LIMIT) this.#pages.clear();
    const words = new Int32Array(PAGE * this.#width);
    this.#pages.set(page, words);
    return words;
  }
}
