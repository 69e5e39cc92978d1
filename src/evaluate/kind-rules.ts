import type { Term } from "../cel/term.ts";
import type { Subject } from "../cel/value.ts";
import type { Event } from "../events/event.ts";
import type { EventRule } from "../rules/rule.ts";
import { BITS, type Bits, bitsOf, positionOf } from "./bits.ts";
import { SubjectMemory } from "./subject-memory.ts";

/**
 * The rules of one kind of event. What is known of an event's process and strings rules most of them out at once;
 * only for those that are left are their other terms asked.
 */
export class KindRules {
  readonly #onMatch: (number: number, event: Event) => void;
  readonly #all: Bits;
  /** The rules that the event at hand may still match. */
  readonly #open: Bits;
  readonly #memories: readonly SubjectMemory[];
  /** For each rule, the term that depends on more than one subject, or on a number. */
  readonly #others: readonly (Term | undefined)[];

  constructor(rules: readonly EventRule[], onMatch: (number: number, event: Event) => void) {
    this.#onMatch = onMatch;
    this.#all = bitsOf(rules.length, () => true);
    this.#open = bitsOf(rules.length, () => false);
    this.#memories = subjectsOf(rules).map((subject) => {
      const terms = rules.map((rule) => rule.terms.find((term) => isSame(term.subject, subject)));
      const concerned = bitsOf(rules.length, (number) => terms[number] !== undefined);
      return new SubjectMemory(
        subject,
        terms.map((term) => term?.holds),
        concerned,
      );
    });
    this.#others = rules.map((rule) => rule.terms.find((term) => term.subject === undefined));
  }

  /** Says to `onMatch` the number of each rule that is true for the event, in order. */
  judge(event: Event): void {
    const open = this.#open;
    open.set(this.#all);
    for (const memory of this.#memories) if (!memory.narrow(open, event)) return;
    for (let word = 0; word < open.length; word++) {
      for (let rest = open[word] ?? 0; rest !== 0; rest &= rest - 1) {
        const number = word * BITS + positionOf(rest);
        const other = this.#others[number];
        if (other === undefined || other.holds(event)) this.#onMatch(number, event);
      }
    }
  }
}

/** The subjects of the rules' terms, the process first: there are far fewer processes than strings. */
function subjectsOf(rules: readonly EventRule[]): Subject[] {
  const subjects: Subject[] = [];
  for (const { subject } of rules.flatMap(({ terms }) => terms)) {
    if (subject === undefined || subjects.some((other) => isSame(other, subject))) continue;
    if (subject.kind === "process") subjects.unshift(subject);
    else subjects.push(subject);
  }
  return subjects;
}

function isSame(a: Subject | undefined, b: Subject): boolean {
  if (a === undefined || a.kind === "process" || b.kind === "process") return a?.kind === b.kind;
  return a.name === b.name;
}
