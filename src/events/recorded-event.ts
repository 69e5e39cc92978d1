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
  readonly #baseNs: bigint;

  /** The time is `timeLow` nanoseconds, of 32 bits, after `baseNs`, which is one since 1970 that many events share. */
  constructor(told: Told<K>, index: number, timeLow: number, baseNs: bigint) {
    this.kind = told.kind;
    this.index = index;
    this.process = told.process;
    this.payload = told.payload;
    this.tags = told.tags;
    this.#timeLow = timeLow;
    this.#baseNs = baseNs;
  }

  get timeNs(): bigint {
    return this.#baseNs + BigInt(this.#timeLow);
  }
}
