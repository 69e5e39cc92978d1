import type { ProcessIdentity } from "../kinds/kind.ts";

/** A process whose events are more than this is none of Runwarden's, which does some hundreds of things. */
export const HELD_LIMIT = 10_000;

/**
 * Events of processes that may be Runwarden's. Which of them it is, the end of the log tells: until then they are kept
 * back. Each is a function that hands it out.
 */
export class HeldEvents {
  /** Undefined for a process whose events became too many. */
  readonly #held = new Map<ProcessIdentity, (() => void)[] | undefined>();

  /** Keeps an event of this process, or of what it started; from HELD_LIMIT on hands out all of them. */
  add(process: ProcessIdentity, handOut: () => void): void {
    if (!this.#held.has(process)) this.#held.set(process, []);
    const events = this.#held.get(process);
    if (events === undefined) {
      handOut();
      return;
    }
    events.push(handOut);
    if (events.length <= HELD_LIMIT) return;
    this.#held.set(process, undefined);
    for (const held of events) held();
  }

  /** Hands out the events of all processes but this one. */
  end(own: ProcessIdentity | undefined): void {
    for (const [process, events = []] of this.#held) {
      if (process === own) continue;
      for (const held of events) held();
    }
    this.#held.clear();
  }
}
