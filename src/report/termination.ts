import { DENIED_IN_KERNEL, type Event, KILLED_IN_KERNEL } from "../events/event.ts";
import type { Termination } from "../kinds/kind.ts";

/** How a job was stopped because of a match. Times are nanoseconds since 1970. */
export interface TerminationReport {
  readonly answer: Termination["answer"];
  /** `RULESET/RULE`. */
  readonly rule: string;
  /** When the event happened that matched, and its process. */
  readonly matchedNs: bigint;
  readonly matchPid: number;
  /** When it was locked down, or none of the job's processes was left; undefined where some could not be ended at once. */
  readonly goneNs: bigint | undefined;
  /** Processes that have ended since. */
  readonly ended: number;
  /** Programs of later steps, and of what came later, that ended at their exec. */
  readonly refused: number;
  /** Processes that could not be ended, at the last look. */
  readonly living: number;
  /** The first that were ended. */
  readonly processes: Termination["processes"];
  /** Programs that the kernel part ended before they got what they asked for: how many, and the first events for which. */
  readonly killed: { readonly count: number; readonly events: readonly Event[] };
  /** For how many of these it was denied as well, before it was done. */
  readonly denied: number;
  /** What the job did between the match and its end, or until it was locked down: how many events, and the first of them. */
  readonly meanwhile: { readonly count: number; readonly events: readonly Event[] };
}

/** How many events there were, and the first of them. */
class FirstEvents {
  static readonly #KEPT = 10;
  readonly events: Event[] = [];
  count = 0;

  add(event: Event): void {
    this.count += event.count;
    if (this.events.length < FirstEvents.#KEPT) this.events.push(event);
  }
}

/** Finds out how a job was stopped, from its events in their order and what the log tells between them. */
export class TerminationObserver {
  readonly #mask: (name: string) => string;
  readonly #meanwhile = new FirstEvents();
  readonly #killed = new FirstEvents();
  #denied = 0;
  #hasMatched = false;
  #first: Termination | undefined;
  #last: Termination | undefined;
  #offsetNs = 0n;

  /** `mask` takes secrets out of the names of processes. */
  constructor(mask: (name: string) => string) {
    this.#mask = mask;
  }

  /** An event, and whether a rule has matched by it for which the job is stopped. */
  add(event: Event, isMatch: boolean): void {
    if (event.tags.includes(KILLED_IN_KERNEL)) this.#killed.add(event);
    if (event.tags.includes(DENIED_IN_KERNEL)) this.#denied += event.count;
    if (this.#first !== undefined) return;
    if (this.#hasMatched) this.#meanwhile.add(event);
    this.#hasMatched ||= isMatch;
  }

  done(termination: Termination, offsetNs: bigint): void {
    // What was locked down can still be ended.
    if (this.#first?.answer !== termination.answer) this.#first = termination;
    this.#last = termination;
    this.#offsetNs = offsetNs;
  }

  /** Undefined where the log tells of no stop. */
  report(): TerminationReport | undefined {
    const [first, last] = [this.#first, this.#last];
    if (first === undefined || last === undefined) return undefined;
    return {
      answer: first.answer,
      rule: first.rule,
      matchedNs: this.#offsetNs + BigInt(first.matchedNs),
      matchPid: first.matchPid,
      goneNs: first.goneNs === 0 ? undefined : this.#offsetNs + BigInt(first.goneNs),
      ended: last.ended,
      refused: last.refused,
      living: last.living,
      processes: last.processes.map(({ pid, name }) => ({ pid, name: this.#mask(name) })),
      killed: this.#killed,
      denied: this.#denied,
      meanwhile: this.#meanwhile,
    };
  }
}
