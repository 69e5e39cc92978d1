import { closeSync, openSync, writeSync } from "node:fs";
import { type RecordKind, WATCHED_KIND_NAMES } from "../../src/kinds/index.ts";
import { LOG_MAGIC } from "../../src/log/format.ts";
import {
  JOB,
  RECORDS,
  type RecordParts,
  record,
  START,
  signedBlock,
  startText,
  TRAILER,
  trailerText,
} from "../log/log-bytes.ts";

/** The bytes of records that the collector gathers before it writes a block. */
const BLOCK_SIZE = 256 * 1024;
const TICK_NS = 10_000_000;
/** Since 1970, when the machine was started. */
const REALTIME_OFFSET_NS = 1_750_000_000_000_000_000n;

const ALL_LIVE = Object.fromEntries(WATCHED_KIND_NAMES.map((kind) => [kind, "live"]));

/** A process that is being written about. */
export interface Running {
  readonly pid: number;
  readonly startNs: number;
}

/** Writes a log as the collector does, block by block, of records that somebody invents. */
export class LogWriter {
  readonly #file: number;
  readonly #written: Partial<Record<RecordKind, number>> = {};
  #sequence = 0;
  #records: Buffer[] = [];
  #size = 0;
  #timeNs = 1_000_000_000_000;

  /** Begins the file; `job` is the text of the job block. */
  constructor(path: string, job: string) {
    this.#file = openSync(path, "w");
    writeSync(this.#file, LOG_MAGIC);
    this.#block(
      START,
      startText({ hooks: ALL_LIVE, missing_programs: [], realtime_offset_ns: String(REALTIME_OFFSET_NS) }),
    );
    this.#block(JOB, job);
  }

  write(kind: RecordKind, process: Running, parts: RecordParts = {}): void {
    this.#timeNs += 20_000;
    const bytes = record(kind, { ...parts, ...process, timeNs: this.#timeNs });
    this.#written[kind] = (this.#written[kind] ?? 0) + 1;
    this.#records.push(bytes);
    this.#size += bytes.length;
    if (this.#size >= BLOCK_SIZE) this.#flush();
  }

  /** When the next process starts. */
  tick(): number {
    this.#timeNs += TICK_NS;
    return this.#timeNs - (this.#timeNs % TICK_NS);
  }

  end(): void {
    this.#flush();
    const time_ns = String(REALTIME_OFFSET_NS + BigInt(this.#timeNs));
    this.#block(TRAILER, trailerText(this.#written, { time_ns }));
    closeSync(this.#file);
  }

  #flush(): void {
    if (this.#size > 0) this.#block(RECORDS, Buffer.concat(this.#records));
    this.#records = [];
    this.#size = 0;
  }

  #block(type: number, payload: Buffer | string): void {
    writeSync(this.#file, signedBlock(type, this.#sequence++, payload));
  }
}
