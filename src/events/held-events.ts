import type { ProcessIdentity } from "../kinds/kind.ts";

/** A process whose events are more than this is none of Runwarden's, which does some hundreds of things. */
export const HELD_LIMIT = 10_000;

/** Bytes of all events that are kept back. */
const HELD_BUDGET = 4 * 1024 * 1024;

/** What an event takes besides its texts. */
const EVENT_SIZE = 400;

/** The events of one process, and the bytes that they take. */
interface Held {
  readonly events: (() => void)[];
  size: number;
}

/**
 * Events of processes that may be Runwarden's. Which of them it is, the end of the log tells: until then they are kept
 * back. Each is a function that hands it out.
 */
export class HeldEvents {
  /** Undefined for a process whose events became too many. */
  readonly #held = new Map<ProcessIdentity, Held | undefined>();
  #size = 0;

  /**
   * Keeps an event of this process, or of what it started; `size` is the bytes of its texts. From HELD_LIMIT on hands out
   * all of them, and where all together are too large, those of the process that has most.
   */
  add(process: ProcessIdentity, size: number, handOut: () => void): void {
    if (!this.#held.has(process)) this.#held.set(process, { events: [], size: 0 });
    const held = this.#held.get(process);
    if (held === undefined) {
      handOut();
      return;
    }
    held.events.push(handOut);
    held.size += EVENT_SIZE + size;
    this.#size += EVENT_SIZE + size;
    if (held.events.length > HELD_LIMIT) this.#giveUp(process);
    while (this.#size > HELD_BUDGET) this.#giveUp(this.#largest());
  }

  /** Hands out the events of all processes but this one. */
  end(own: ProcessIdentity | undefined): void {
    for (const [process, held] of this.#held) {
      if (process === own) continue;
      for (const handOut of held?.events ?? []) handOut();
    }
    this.#held.clear();
    this.#size = 0;
  }

  #giveUp(process: ProcessIdentity | undefined): void {
    const held = process && this.#held.get(process);
    if (held === undefined) return;
    this.#held.set(process as ProcessIdentity, undefined);
    this.#size -= held.size;
    for (const handOut of held.events) handOut();
  }

  #largest(): ProcessIdentity | undefined {
    const [first] = [...this.#held].sort(([, a], [, b]) => (b?.size ?? 0) - (a?.size ?? 0));
    return first?.[0];
  }
}
