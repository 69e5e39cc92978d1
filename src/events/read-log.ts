import { RunwardenError } from "../errors.ts";
import { SCHEMA_DIGEST } from "../kinds/digest.ts";
import {
  EVENT_KIND_NAMES,
  type EventKind,
  LINEAGE_KINDS,
  type LineageKind,
  RECORD_KIND_NAMES,
  type RecordKind,
} from "../kinds/schema.ts";
import { BlockReader, trailerAtEnd } from "../log/blocks.ts";
import type { Coverage } from "../log/coverage.ts";
import type { LogFault } from "../log/fault.ts";
import {
  type LogStart,
  type ProcessIdentity,
  parseLogStart,
  parseTrailer,
  type Trailer,
} from "../log/log-ends.ts";
import { Decoder } from "./decode.ts";
import type { Event } from "./event.ts";

/** What a log says besides its events. */
export interface LogSummary {
  readonly start: LogStart;
  /** The text that was given at the start: job context and rules. Empty where the log lost it. */
  readonly job: string;
  readonly trailer: Trailer | undefined;
  readonly coverage: Coverage;
}

export interface ReadLogOptions {
  /**
   * Processes of Runwarden itself, whose events are left out. Default: none; the trailer names the process that
   * ended the log, see `findOwn`.
   */
  readonly own?: readonly ProcessIdentity[];
  /** Called with the text that was given at the start, before the first event. */
  readonly onJob?: (job: string) => void;
}

/** Sums over event kinds, all present. */
export function countsPerKind(count: (kind: EventKind) => number): Record<EventKind, number> {
  return Object.fromEntries(EVENT_KIND_NAMES.map((kind) => [kind, count(kind)])) as Record<EventKind, number>;
}

/**
 * Reads an event log as it comes and hands out its events in order. A log that is truncated or garbled is read as
 * far as it is whole; the coverage says why it is not. Throws `log-invalid` where the bytes are no log, or one
 * whose records this version does not know.
 */
export async function readLog(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onEvent: (event: Event) => void,
  options: ReadLogOptions = {},
): Promise<LogSummary> {
  const reader = new LogReader(onEvent, options);
  for await (const chunk of chunks) reader.push(chunk);
  return reader.end();
}

/** Bytes at the end of a log that surely hold its trailer. */
export const TRAILER_ROOM = 64 * 1024;

/** Finds, in the last bytes of a stored log, which process of Runwarden ended it; none where it has no trailer. */
export function findOwn(end: Uint8Array): ProcessIdentity[] {
  const trailer = trailerAtEnd(end);
  const own = trailer && parseTrailer(trailer.toString("utf8"))?.own;
  return own === undefined ? [] : [own];
}

class LogReader {
  readonly #blocks = new BlockReader();
  readonly #onEvent: (event: Event) => void;
  readonly #options: ReadLogOptions;
  readonly #events = countsPerKind(() => 0);
  readonly #faults: string[] = [];
  #start: LogStart | undefined;
  #job = "";
  #decoder: Decoder | undefined;
  #trailer: Trailer | undefined;

  constructor(onEvent: (event: Event) => void, options: ReadLogOptions) {
    this.#onEvent = onEvent;
    this.#options = options;
  }

  push(chunk: Uint8Array): void {
    for (const { type, payload } of this.#blocks.push(chunk)) {
      switch (type) {
        case "start":
          this.#begin(payload.toString("utf8"));
          break;
        case "job":
          this.#job = payload.toString("utf8");
          this.#options.onJob?.(this.#job);
          break;
        case "records":
          this.#decoder?.block(payload);
          break;
        case "trailer":
          this.#trailer = parseTrailer(payload.toString("utf8"));
          break;
      }
    }
  }

  end(): LogSummary {
    this.#blocks.end();
    if (!this.#blocks.isLog) {
      throw new RunwardenError("log-invalid", `This is no event log: ${this.#blocks.fault}.`);
    }
    if (this.#start === undefined) {
      throw new RunwardenError(
        "log-invalid",
        `The event log has no readable start${this.#blocks.fault === undefined ? "" : `: ${this.#blocks.fault}`}.`,
      );
    }
    return {
      start: this.#start,
      job: this.#job,
      trailer: this.#trailer,
      coverage: this.#coverage(this.#start),
    };
  }

  #begin(text: string): void {
    const start = parseLogStart(text);
    if (start === undefined || this.#start !== undefined) return;
    if (start.schema !== SCHEMA_DIGEST) {
      throw new RunwardenError(
        "log-invalid",
        "The event log was written by a collector of another version. Read it with the version of Runwarden that wrote it.",
      );
    }
    this.#start = start;
    this.#decoder = new Decoder({
      start,
      own: this.#options.own ?? [],
      onEvent: (event) => {
        this.#events[event.kind] += event.count;
        this.#onEvent(event);
      },
    });
  }

  #coverage(start: LogStart): Coverage {
    const counts = this.#trailer?.counts ?? {};
    const dropped = (kind: RecordKind): number => counts[kind]?.dropped ?? 0;
    this.#findFaults();
    return {
      source: start.source,
      reach: { scope: start.scope, adoption: start.adoption, adopted: this.#decoder?.adopted ?? 0 },
      hooks: start.hooks,
      sources: start.sources,
      events: this.#events,
      dropped: countsPerKind(dropped),
      droppedLineage: (Object.keys(LINEAGE_KINDS) as LineageKind[]).reduce(
        (sum, kind) => sum + dropped(kind),
        0,
      ),
      droppedAnswers: dropped("dns_answer"),
      blindSpots: this.#trailer?.blindSpots ?? {},
      cost: this.#trailer && { cpuMs: this.#trailer.cpuMs, memoryKib: this.#trailer.memoryKib },
      // Sentences until the reader gives codes; read-log-next.ts turns them.
      faults: this.#faults as unknown as readonly LogFault[],
    };
  }

  #findFaults(): void {
    const fault = this.#blocks.fault ?? this.#decoder?.fault;
    if (fault !== undefined) this.#faults.push(`The event log is not whole: ${fault}.`);
    const trailer = this.#trailer;
    if (trailer === undefined) {
      if (fault === undefined) this.#faults.push("The trailer of the event log cannot be read.");
      return;
    }
    switch (trailer.reason) {
      case "stop":
        break;
      case "signal":
        this.#faults.push(
          `The collector was ended by signal ${trailer.signal} from process ${trailer.senderPid}.`,
        );
        break;
      case "scope-ended":
        this.#faults.push("The process whose job was watched ended before the report was made.");
        break;
      case "log-failed":
        this.#faults.push("The collector could not write the event log any further; the disk may be full.");
        break;
    }
    if (trailer.continued > 0) {
      this.#faults.push("The collector was stopped for a time: somebody sent it SIGSTOP and SIGCONT.");
    }
    if (fault !== undefined) return;
    for (const kind of RECORD_KIND_NAMES) {
      const read = this.#decoder?.records[kind] ?? 0;
      const written = trailer.counts[kind]?.written ?? 0;
      // Snapshots are written before there is anything to count.
      if (kind !== "process_snapshot" && read !== written) {
        this.#faults.push(`The event log has ${read} ${kind} records, but the collector wrote ${written}.`);
      }
    }
  }
}
