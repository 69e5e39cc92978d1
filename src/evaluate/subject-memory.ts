import type { Subject } from "../cel/value.ts";
import type { Event } from "../events/event.ts";
import { BITS, type Bits, positionOf } from "./bits.ts";
import { ProcessSlots, type SubjectSlots, TextSlots } from "./subject-slots.ts";

type Holds = (event: Event) => boolean;

/**
 * The terms of many rules that depend on one subject alone, a process or a string. Which of them hold is found out
 * once for each subject that comes, as far as it is asked.
 */
export class SubjectMemory {
  readonly #terms: readonly (Holds | undefined)[];
  /** The rules that have such a term. */
  readonly #concerned: Bits;
  /** For each word of rules, those whose term is known, and those of them whose term holds. */
  readonly #slots: SubjectSlots;

  /** `terms` has the term of each rule, or undefined for a rule that has none of this subject. */
  constructor(subject: Subject, terms: readonly (Holds | undefined)[], concerned: Bits) {
    this.#terms = terms;
    this.#concerned = concerned;
    const width = 2 * concerned.length;
    this.#slots = subject.kind === "process" ? new ProcessSlots(width) : new TextSlots(subject.name, width);
  }

  /** Takes out of `open` the rules whose term does not hold. False where none is left. */
  narrow(open: Bits, event: Event): boolean {
    const slots = this.#slots;
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

  #learn(words: Int32Array, at: number, word: number, unknown: number, event: Event): void {
    let holding = words[at + 1] ?? 0;
    for (let rest = unknown; rest !== 0; rest &= rest - 1) {
      if (this.#terms[word * BITS + positionOf(rest)]?.(event)) holding |= rest & -rest;
    }
    words[at] = (words[at] ?? 0) | unknown;
    words[at + 1] = holding;
  }
}
