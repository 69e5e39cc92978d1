import type { Event } from "../events/event.ts";
import { ImageAnswers } from "./inherited.ts";
import { printPlan, printSubject, type RulePlan, type Subject } from "./plan.ts";
import { Runner, type Together } from "./run.ts";
import type { Holds } from "./run-reads.ts";
import { BITS, type Bits, positionOf, putBit, SubjectMemory, wordsFor } from "./subject-memory.ts";
import { forgetWeights } from "./weigh.ts";

/** What the rules of all kinds that judge the same events have together. */
export function together(): Together {
  return { answers: new ImageAnswers(), parts: new Map() };
}

/**
 * The rules of one kind of event, ready to run. What is known of an event's process and strings rules most of them
 * out at once; only for those that are left are their other terms asked.
 */
export class KindRules {
  readonly #onMatch: (rule: number, event: Event) => void;
  /** The rules that can be true at all. */
  readonly #all: Bits;
  /** The rules that the event at hand may still match. */
  readonly #open: Bits;
  /** Those that rule out rules, of processes first: there are far fewer processes than strings. */
  readonly #memories: readonly SubjectMemory[];
  /** For each rule, the term that depends on more than one subject, or on another thing. */
  readonly #others: readonly (Holds | undefined)[];

  constructor(
    plans: readonly RulePlan[],
    onMatch: (rule: number, event: Event) => void,
    shared: Together = together(),
  ) {
    this.#onMatch = onMatch;
    this.#all = new Int32Array(wordsFor(plans.length));
    this.#open = new Int32Array(this.#all.length);
    const memories = new Map<string, SubjectMemory>();
    const memoryOf = (subject: Subject): SubjectMemory => {
      const name = printSubject(subject);
      const memory = memories.get(name) ?? new SubjectMemory(subject, plans.length);
      memories.set(name, memory);
      return memory;
    };
    const runner = new Runner(shared, ({ subject, part }, holds) =>
      memoryOf(subject).addPart(printPlan(part), holds),
    );
    const [processes, texts] = [new Set<SubjectMemory>(), new Set<SubjectMemory>()];
    this.#others = plans.map(({ terms }, rule) => {
      if (!terms.some(({ holds }) => holds.op === "constant")) putBit(this.#all, rule);
      let other: Holds | undefined;
      for (const { subject, holds } of terms) {
        if (subject === undefined) other = runner.holds(holds);
        else {
          const memory = memoryOf(subject);
          memory.addTerm(rule, runner.holds(holds));
          (subject.kind === "process" ? processes : texts).add(memory);
        }
      }
      return other;
    });
    this.#memories = [...processes, ...texts];
    forgetWeights();
  }

  /** Says to `onMatch` the number of each rule that is true for the event, in order. */
  judge(event: Event): void {
    const open = this.#open;
    open.set(this.#all);
    for (const memory of this.#memories) if (!memory.narrow(open, event)) return;
    for (let word = 0; word < open.length; word++) {
      for (let rest = open[word] ?? 0; rest !== 0; rest &= rest - 1) {
        const rule = word * BITS + positionOf(rest);
        const other = this.#others[rule];
        if (other === undefined || other(event)) this.#onMatch(rule, event);
      }
    }
  }
}

/** One rule alone, ready to run; made when it is asked for the first time. */
export function holdsOf(plan: RulePlan): Holds {
  let rules: KindRules | undefined;
  let isTrue = false;
  return (event) => {
    rules ??= new KindRules([plan], () => {
      isTrue = true;
    });
    isTrue = false;
    rules.judge(event);
    return isTrue;
  };
}
