import type { Event } from "../events/event.ts";
import { BITS, type Bits, positionOf, putBit, wordsFor } from "./bits.ts";
import { hasTexts, type Owner } from "./fields.ts";
import type { RulePlan, Subject, Term } from "./plan.ts";
import { printPlan, printSubject } from "./print.ts";
import { Runner } from "./run.ts";
import type { Test } from "./run-reads.ts";
import { SubjectMemory } from "./subject-memory.ts";
import { Together } from "./together.ts";

/*
 * What is asked once. Events repeat what they are about: one process, one path, one program far above. Four memories
 * save asking again, each where another thing repeats.
 *
 * 1. Terms, in the SubjectMemory of each process and text that a term depends on alone: a bit for each rule. They
 *    save asking rule by rule: most events are done when a few words of bits were looked at. Of a text that is new, most
 *    terms are known after one pass through it, since it has none of the strings that they need (`NeedleIndex`).
 * 2. Remembered parts, in the same SubjectMemory: the dear parts of terms that depend on more than one subject,
 *    where the part depends on one (`remembered` in plans). They save the part, though its term is asked again.
 * 3. Shared tests (`Together.ofProcess`): what looks through a list of the event's own process, one for each text,
 *    with its answer for the last process. They save all but the first of the rules, of whichever kind, that ask the
 *    same of a process that is new: memory 1 finds out each rule by itself, and 1 and 2 each kind.
 * 4. ImageAnswers: what `inherited` found, for each program image and question. They save looking through the
 *    ancestors of a new process, whose parent mostly is known.
 *
 * 1 and 2 are of one kind of event, 3 and 4 of all kinds that judge together. What is known of a process or an image
 * goes with it (a WeakMap); what is known of texts has a budget in bytes, and the oldest is forgotten (AnswerPages).
 */

type OnMatch = (rule: number, event: Event) => void;

/**
 * The rules of one kind of event, ready to run: for the events in which all is empty that few events have, and, once
 * there is one, for the others.
 */
export class KindRules {
  readonly #plans: readonly RulePlan[];
  readonly #onMatch: OnMatch;
  readonly #shared: Together;
  /** What is empty in usual events. */
  readonly #rare: readonly string[];
  readonly #usual: PlannedRules;
  #whole: PlannedRules | undefined;

  constructor(plans: readonly RulePlan[], onMatch: OnMatch, shared = new Together()) {
    this.#plans = plans;
    this.#onMatch = onMatch;
    this.#shared = shared;
    this.#rare = [...new Set(plans.flatMap(({ usual }) => usual?.empty ?? []))];
    this.#usual = new PlannedRules(
      plans.map(({ terms, usual }) => usual?.terms ?? terms),
      onMatch,
      shared,
    );
  }

  /** Says to `onMatch` the number of each rule that is true for the event, in order. */
  judge(event: Event): void {
    if (this.#isUsual(event.payload)) {
      this.#usual.judge(event);
      return;
    }
    this.#whole ??= new PlannedRules(
      this.#plans.map(({ terms }) => terms),
      this.#onMatch,
      this.#shared,
    );
    this.#whole.judge(event);
  }

  #isUsual(payload: Owner): boolean {
    for (const name of this.#rare) if (hasTexts(payload, name)) return false;
    return true;
  }
}

/**
 * Rules by their terms. What is known of an event's process and strings rules most of them out at once; only for those
 * that are left are their other terms asked.
 */
class PlannedRules {
  readonly #onMatch: OnMatch;
  /** The rules that can be true at all. */
  readonly #all: Bits;
  /** The rules that the event at hand may still match. */
  readonly #open: Bits;
  /** Those that rule out rules, of processes first: there are far fewer processes than strings. */
  readonly #memories: readonly SubjectMemory[];
  /** For each rule, the term that depends on more than one subject, or on another thing. */
  readonly #others: readonly (Test | undefined)[];

  constructor(rules: readonly (readonly Term[])[], onMatch: OnMatch, shared: Together) {
    this.#onMatch = onMatch;
    this.#all = new Int32Array(wordsFor(rules.length));
    this.#open = new Int32Array(this.#all.length);
    const memories = new Map<string, SubjectMemory>();
    const memoryOf = (subject: Subject): SubjectMemory => {
      const name = printSubject(subject);
      const memory = memories.get(name) ?? new SubjectMemory(subject, rules.length, shared.pages);
      memories.set(name, memory);
      return memory;
    };
    const runner = new Runner(shared, ({ subject, part }, test) =>
      memoryOf(subject).addPart(printPlan(part), test),
    );
    const [processes, texts] = [new Set<SubjectMemory>(), new Set<SubjectMemory>()];
    this.#others = rules.map((terms, rule) => {
      if (!terms.some(({ plan }) => plan.op === "constant")) putBit(this.#all, rule);
      let other: Test | undefined;
      for (const { subject, plan } of terms) {
        if (subject === undefined) other = runner.test(plan);
        else {
          const memory = memoryOf(subject);
          memory.addTerm(rule, plan, runner.test(plan));
          (subject.kind === "process" ? processes : texts).add(memory);
        }
      }
      return other;
    });
    this.#memories = [...processes, ...texts];
  }

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
export function runAlone(plan: RulePlan): Test {
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
