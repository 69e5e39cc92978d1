import type { Event, Process } from "../events/event.ts";
import { BITS, type Bits, positionOf, putBit, wordsFor } from "./bits.ts";
import { stringOf, textOf } from "./fields.ts";
import { NeedleIndex } from "./needle-index.ts";
import { type Needle, needlesOf } from "./needles.ts";
import type { Plan, Subject } from "./plan.ts";
import { processRead, type Read, type Test } from "./run-reads.ts";

/**
 * An index is worth its making, which takes some milliseconds, where so many terms need something of a text, and after so
 * many texts.
 */
const [MANY_TERMS, MANY_TEXTS] = [8, 256];

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
  readonly #pages: AnswerPages;
  /** Of a text, what it must have for the terms of rules to hold. */
  readonly #needles = new Map<number, readonly Needle[]>();
  #index: NeedleIndex | undefined;
  #newTexts = 0;
  /** For each word of rules, and then of parts: those that are known, and those of them that hold. */
  #slots: SubjectSlots | undefined;
  /** Where there can be an index, the word behind these, which is 1 once it was asked. */
  #asked: number | undefined;

  /** `pages` has the room for what is known about texts, whichever memory they are in. */
  constructor(subject: Subject, rules: number, pages: AnswerPages) {
    this.#subject = subject;
    this.#pages = pages;
    this.#concerned = new Int32Array(wordsFor(rules));
  }

  /** Takes the term of a rule, before the first event. */
  addTerm(rule: number, plan: Plan, term: Test): void {
    this.#terms[rule] = term;
    putBit(this.#concerned, rule);
    const needles = this.#subject.kind === "text" ? needlesOf(plan, this.#subject.field) : undefined;
    if (needles !== undefined) this.#needles.set(rule, needles);
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
        if (!isFound) this.#find(slots, event);
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
    this.#slots ??= this.#newSlots();
    return this.#slots;
  }

  #newSlots(): SubjectSlots {
    const width = 2 * (this.#concerned.length + wordsFor(this.#parts.length));
    if (this.#subject.kind === "process") return new ProcessSlots(processRead(this.#subject.process), width);
    const isIndexed = this.#needles.size >= MANY_TERMS;
    if (isIndexed) this.#asked = width;
    return new TextSlots(this.#subject.field, isIndexed ? width + 1 : width, this.#pages);
  }

  /** Finds the room of the event's subject. Of a new text, the terms are known that lack what they need. */
  #find(slots: SubjectSlots, event: Event): void {
    slots.find(event);
    if (this.#asked === undefined || this.#subject.kind === "process") return;
    const { words, start } = slots;
    if (words[start + this.#asked] !== 0) return;
    words[start + this.#asked] = 1;
    if (this.#newTexts++ < MANY_TEXTS) return;
    this.#index ??= new NeedleIndex(this.#terms.length, this.#needles);
    const open = this.#index.rulesFor(stringOf(event.payload, this.#subject.field));
    for (let word = 0; word < open.length; word++) {
      const at = start + 2 * word;
      words[at] = (words[at] ?? 0) | ~(open[word] ?? 0);
    }
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

/** Bytes that all pages may take. */
const PAGES_BUDGET = 6 * 1024 * 1024;

/** Counts the bytes of the pages of all memories, and forgets the oldest where they are too many. */
export class AnswerPages {
  readonly #budget: number;
  #pages: { readonly owner: Map<number, Int32Array>; readonly key: number; readonly bytes: number }[] = [];
  #bytes = 0;

  constructor(budget = PAGES_BUDGET) {
    this.#budget = budget;
  }

  /** Puts an empty page of so many words among those of its owner. */
  add(owner: Map<number, Int32Array>, key: number, size: number): Int32Array {
    const words = new Int32Array(size);
    owner.set(key, words);
    this.#pages.push({ owner, key, bytes: words.byteLength });
    this.#bytes += words.byteLength;
    // The newest, which is about to be used, stays: what a term asks is of the term's own subject, and so brings no other.
    if (this.#bytes > this.#budget) this.#forget(this.#pages.length - 1, this.#budget / 2);
    return words;
  }

  /** Forgets all, between two events. */
  clear(): void {
    this.#forget(this.#pages.length, 0);
  }

  /** Forgets the oldest, so many at the most, until there are no more than so many bytes. */
  #forget(count: number, bytes: number): void {
    let first = 0;
    for (; first < count && this.#bytes > bytes; first++) {
      const page = this.#pages[first];
      if (page === undefined) break;
      page.owner.delete(page.key);
      this.#bytes -= page.bytes;
    }
    this.#pages = this.#pages.slice(first);
  }
}

/** Room for each interned text that a field of the payload has. */
class TextSlots implements SubjectSlots {
  words: Int32Array;
  start = 0;
  readonly #field: string;
  readonly #width: number;
  readonly #shared: AnswerPages;
  readonly #pages = new Map<number, Int32Array>();
  /** For a text that has no number, and about which nothing is remembered. */
  readonly #unnumbered: Int32Array;

  constructor(field: string, width: number, shared: AnswerPages) {
    this.#field = field;
    this.#width = width;
    this.#shared = shared;
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
    this.words = this.#pages.get(page) ?? this.#shared.add(this.#pages, page, PAGE * this.#width);
    this.start = (number % PAGE) * this.#width;
  }
}
