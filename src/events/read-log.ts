import { LINEAGE_KIND_NAMES, type RecordKind } from "../kinds/index.ts";
import type { ProcessIdentity, Termination } from "../kinds/kind.ts";
import type { Process } from "../kinds/value.ts";
import { type Coverage, countsPerKind } from "../log/coverage.ts";
import type { LogStart, Trailer } from "../log/document.ts";
import type { LogFault } from "../log/fault.ts";
import { LogReader, trailerFaults } from "../log/reader.ts";
import { SignatureChain, type SignatureCheck } from "../log/signatures.ts";
import { Decoder } from "./decode.ts";
import type { Event } from "./event.ts";
import { nobody } from "./own-processes.ts";

/** What a log says besides its events. */
export interface LogSummary {
  readonly start: LogStart;
  /** The text that was given at the start: job context and rules. Empty where the log lost it. */
  readonly job: string;
  readonly trailer: Trailer | undefined;
  readonly coverage: Coverage;
  /** The job's processes that ran when the log was ended; undefined where nobody has ended it, or it was full before. */
  readonly living: readonly Process[] | undefined;
}

/** What a job says of the processes that end its log, whose doing is no event. */
export interface OwnInJob {
  /** The script that ends it, as it is executed; undefined where there is none but the collector itself. */
  readonly postScript: string | undefined;
}

export interface ReadLogOptions {
  /** Called with the text that was given at the start, before the first event. */
  readonly onJob?: (job: string) => void;
  readonly onEvent?: (event: Event) => void;
  /** Hears of what was done because of a rule with the action terminate; with what times since boot lack to those since 1970. */
  readonly onTermination?: (termination: Termination, offsetNs: bigint) => void;
  /** What that text says of Runwarden's own processes; where it is not given, that only `run` has any. */
  readonly ownOf?: (job: string) => OwnInJob | undefined;
  /**
   * How the signatures are checked; where it is not given, by the first key that the log itself names. From the first block
   * on whose signature is not good, nothing is believed (`unsigned`, `signature`, `other-key`).
   */
  readonly signatures?: SignatureCheck | "unchecked" | undefined;
}

/**
 * Reads an event log as it comes and hands out its events in order. Where the job has processes of Runwarden, theirs are
 * left out: of who asked for its end, where the start, the job and the records show that it is Runwarden. What only
 * looks like it is handed out last. A log that is cut or altered is read as far as it is whole, and no further; the
 * coverage says why it is not. Throws `log-invalid` where the bytes are no log, or one whose records this
 * version does not know.
 */
export async function readLog(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadLogOptions,
): Promise<LogSummary> {
  const reading = new Reading(options);
  for await (const chunk of chunks) {
    reading.push(chunk);
    // What was put in the place of a log can have no end.
    if (reading.isOver) break;
  }
  return reading.end();
}

const ONLY_COLLECTOR: OwnInJob = { postScript: undefined };

class Reading {
  readonly #log: LogReader;
  readonly #options: ReadLogOptions;
  readonly #events = countsPerKind(() => 0);
  #start: LogStart | undefined;
  #job = "";
  #decoder: Decoder | undefined;
  #trailer: Trailer | undefined;
  #unknownKind: LogFault | undefined;
  #isEndedByOwn = true;
  #hasOwn = true;

  constructor(options: ReadLogOptions) {
    const { signatures } = options;
    this.#log = new LogReader(signatures === "unchecked" ? undefined : new SignatureChain(signatures));
    this.#options = options;
  }

  push(chunk: Uint8Array): void {
    for (const part of this.#log.push(chunk)) {
      switch (part.type) {
        case "start":
          this.#start = part.start;
          break;
        case "job":
          this.#job = part.text;
          this.#options.onJob?.(part.text);
          if (this.#start !== undefined) this.#decoder = this.#newDecoder(this.#start);
          break;
        case "records": {
          const fault = this.#decoder?.block(part.payload);
          if (fault?.code === "invalid-record") this.#log.stop({ ...fault, place: part.place });
          // It is passed over; to tell the first place is enough.
          else if (fault !== undefined) this.#unknownKind ??= { ...fault, place: part.place };
          break;
        }
        case "trailer":
          this.#trailer = part.trailer;
          break;
      }
    }
  }

  get isOver(): boolean {
    return this.#log.isOver;
  }

  end(): LogSummary {
    this.#log.end();
    // The log reader has thrown where there is no start.
    const start = this.#start as LogStart;
    this.#isEndedByOwn = this.#decoder?.end(this.#hasOwn ? askerOf(this.#trailer) : undefined) ?? true;
    const trailer = this.#trailer;
    const isKnown = trailer !== undefined && !isFull(trailer);
    const living = isKnown ? this.#decoder?.living(start.scope, askerOf(trailer)) : undefined;
    return { start, job: this.#job, trailer, coverage: this.#coverage(start), living };
  }

  #newDecoder(start: LogStart): Decoder {
    const { ownOf = () => ONLY_COLLECTOR } = this.#options;
    const own = ownOf(this.#job);
    this.#hasOwn = own !== undefined;
    return new Decoder({
      start,
      own:
        own === undefined
          ? nobody(start.scope_pid)
          : { scopePid: start.scope_pid, directory: start.directory, ...own },
      onEvent: (event) => {
        this.#events[event.kind] += event.count;
        this.#options.onEvent?.(event);
      },
      onTermination: (termination) => this.#options.onTermination?.(termination, start.realtime_offset_ns),
    });
  }

  #coverage(start: LogStart): Coverage {
    const trailer = this.#trailer;
    const dropped = (kind: RecordKind): number => trailer?.counts[kind]?.dropped ?? 0;
    return {
      source: start.source,
      reach: { scope: start.scope, adoption: start.adoption, adopted: this.#decoder?.adopted ?? 0 },
      protection: start.protection,
      kernelRules: kernelRulesOf(start),
      hooks: start.hooks,
      sources: start.sources,
      events: this.#events,
      isLossKnown: trailer?.has_counters ?? false,
      unknownAfterNs: trailer === undefined ? this.#decoder?.lastTimeNs : undefined,
      full: isFull(trailer) ? { limit: start.log_limit, sinceNs: trailer.full_ns } : undefined,
      dropped: countsPerKind(dropped),
      droppedLineage: LINEAGE_KIND_NAMES.reduce((sum, kind) => sum + dropped(kind), 0),
      droppedAnswers: dropped("dns_answer"),
      forgottenOrigins: this.#decoder?.forgottenOrigins ?? 0,
      blindSpots: met(trailer?.blind_spots ?? {}),
      cost: trailer && { cpuMs: trailer.cpu_ms, memoryKib: trailer.memory_kib },
      faults: this.#faults(start),
    };
  }

  #faults(start: LogStart): Coverage["faults"] {
    const faults = [...(this.#unknownKind === undefined ? [] : [this.#unknownKind]), ...this.#log.faults];
    if (this.#trailer === undefined || this.#decoder === undefined) return faults;
    const found = [...faults, ...trailerFaults(start, this.#trailer, this.#decoder.records)];
    // What asked came when the log was full: no record can show what it was.
    if (this.#isEndedByOwn || isFull(this.#trailer)) return found;
    return [...found, { code: "ended-by-other" }];
  }
}

/** Who asked for the end of the log, where it was a process of the scope. */
function kernelRulesOf({ kernel_rules }: LogStart): NonNullable<Coverage["kernelRules"]> {
  return Object.fromEntries(Object.entries(kernel_rules).filter(([, became]) => became !== "none"));
}

export function askerOf(trailer: Trailer | undefined): ProcessIdentity | undefined {
  if (trailer?.reason !== "stop" || trailer.own_pid === 0) return undefined;
  return { pid: trailer.own_pid, startNs: Number(trailer.own_start_ns) };
}

/** True where the log had all that it may have before its end. */
function isFull(trailer: Trailer | undefined): trailer is Trailer {
  return trailer !== undefined && trailer.full_ns > 0n;
}

/** What was met at least once. */
function met(counts: Coverage["blindSpots"]): Coverage["blindSpots"] {
  return Object.fromEntries(Object.entries(counts).filter(([, times]) => times > 0));
}
