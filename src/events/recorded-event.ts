import type { EventKind, Payload } from "../kinds/index.ts";
import type { EventOf, Process } from "./event.ts";

/** What a record tells of an event, besides its time. */
export type Told<K extends EventKind> = Omit<EventOf<K>, "timeNs" | "count" | "index">;

/** An event of a log. Its time is put together when it is asked for: few events are ever shown. */
export class RecordedEvent<K extends EventKind> implements EventOf<K> {
  readonly kind: K;
  readonly index: number;
  readonly process: Process;
  readonly payload: Payload<K>;
  readonly tags: readonly string[];
  readonly count = 1;
  readonly #timeLow: number;
  readonly #timeHigh: number;
  readonly #offsetNs: bigint;

  /** The time is nanoseconds since boot, in two halves of 32 bits; the offset makes it one since 1970. */
  constructor(told: Told<K>, index: number, timeLow: number, timeHigh: number, offsetNs: bigint) {
    this.kind = told.kind;
    this.index = index;
    this.process = told.process;
    this.payload = told.payload;
    this.tags = told.tags;
    this.#timeLow = timeLow;
    this.#timeHigh = timeHigh;
    this.#offsetNs = offsetNs;
  }

  get timeNs(): bigint {
    return this.#offsetNs + (BigInt(this.#timeHigh) << 32n) + BigInt(this.#timeLow);
  }
}
