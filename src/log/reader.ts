import { posix } from "node:path";
import { RunwardenError } from "../errors.ts";
import { RECORD_KIND_NAMES, type RecordKind } from "../kinds/index.ts";
import { type Block, BlockReader } from "./blocks.ts";
import { type LogStart, parseStart, parseTrailer, type Trailer } from "./document.ts";
import type { LogFault, LogPlace } from "./fault.ts";
import { type BlockType, VERSION } from "./format.ts";
import { canRead, layoutsOf } from "./layouts.ts";
import type { SignatureChain } from "./signatures.ts";

/** A part of a log, checked. They come in this order, records any number of times. */
export type LogPart =
  | { readonly type: "start"; readonly start: LogStart }
  | { readonly type: "job"; readonly text: string }
  | { readonly type: "records"; readonly payload: Buffer; readonly place: LogPlace }
  | { readonly type: "trailer"; readonly trailer: Trailer };

/** What may stand behind each block; at first, a start. */
const NEXT: Readonly<Record<BlockType, readonly BlockType[]>> = {
  start: ["job"],
  job: ["records", "trailer"],
  records: ["records", "trailer"],
  trailer: [],
};

/**
 * Reads a log as its bytes come: start, job, records any number of times, trailer; nothing twice, nothing after the
 * trailer. At the first thing that is otherwise it stops: what came before is good, and `faults` says what is wrong.
 */
export class LogReader {
  readonly faults: LogFault[] = [];
  readonly #blocks: BlockReader;
  #allowed: readonly BlockType[] = ["start"];
  #last: BlockType | undefined;
  /** Those that the log has layouts of. */
  #kinds: readonly RecordKind[] = [];

  /** Checks the signatures where it is given a chain to do so. */
  constructor(signatures?: SignatureChain) {
    this.#blocks = new BlockReader(signatures);
  }

  /**
   * Adds bytes; gives the parts that they complete. Throws `log-invalid` where the log was written by a version whose
   * records this one does not know.
   */
  *push(chunk: Uint8Array): Generator<LogPart> {
    for (const block of this.#blocks.push(chunk)) {
      if (this.faults.length > 0) return;
      const part = this.#part(block);
      if (part !== undefined) yield part;
    }
  }

  /** Why no more blocks can be taken from the bytes; a fault only once no more are awaited. */
  get blockFault(): LogFault | undefined {
    return this.#blocks.isLog ? this.#blocks.fault : { code: "no-block", place: { offset: 0, block: 0 } };
  }

  /** Lets the next block leave out the number of the trailer, which went into the file alone. */
  passTrailer(): void {
    this.#blocks.passOne();
  }

  /** Takes no more: whoever has the records has found a fault in them. */
  stop(fault: LogFault): void {
    this.faults.push(fault);
  }

  /** True where no byte that is still to come can be good. */
  get isOver(): boolean {
    return this.faults.length > 0 || this.#blocks.fault !== undefined || !this.#blocks.isLog;
  }

  /** Says that no more bytes come. Throws `log-invalid` where there was not even a start. */
  end(): void {
    this.#blocks.end();
    if (this.#blocks.isOtherLog) {
      throw new RunwardenError(
        "log-invalid",
        `The event log was written by another version of Runwarden, in a form that ${VERSION} does not read. Read it with that version.`,
      );
    }
    if (!this.#blocks.isLog) {
      throw new RunwardenError("log-invalid", "This is no event log: it does not start as one does.");
    }
    if (this.faults.length === 0 && this.#blocks.fault !== undefined) this.faults.push(this.#blocks.fault);
    if (this.#last === undefined) {
      throw new RunwardenError("log-invalid", "The event log has no start that can be read.");
    }
    if (this.faults.length > 0) return;
    if (this.#last === "start") this.faults.push({ code: "no-job" });
    if (this.#last !== "trailer") this.faults.push({ code: "no-trailer" });
  }

  #part({ type, payload, place }: Block): LogPart | undefined {
    if (!this.#allowed.includes(type)) {
      this.faults.push({ code: "order", place, block: type });
      return undefined;
    }
    this.#allowed = NEXT[type];
    const part = this.#read(type, payload, place);
    if (part !== undefined) this.#last = type;
    return part;
  }

  #read(type: BlockType, payload: Buffer, place: LogPlace): LogPart | undefined {
    switch (type) {
      case "start": {
        const read = parseStart(payload.toString("utf8"));
        if ("wrong" in read) return this.#invalid(type, place, read.wrong);
        refuseOthers(read.value);
        this.#kinds = layoutsOf(read.value.layouts).map(({ kind }) => kind);
        return { type, start: read.value };
      }
      case "job":
        return { type, text: payload.toString("utf8") };
      case "records":
        return { type, payload, place };
      case "trailer": {
        const read = parseTrailer(payload.toString("utf8"), this.#kinds);
        if ("wrong" in read) return this.#invalid(type, place, read.wrong);
        return { type, trailer: read.value };
      }
    }
  }

  #invalid(block: BlockType, place: LogPlace, what: string): undefined {
    this.faults.push({ code: "invalid-text", place, block, what });
  }
}

function refuseOthers(start: LogStart): void {
  if (canRead(start.layouts)) return;
  throw new RunwardenError("log-invalid", `The event log was written by ${writerOf(start)}.`);
}

/** Who wrote a log that cannot be read, and what to do. */
function writerOf({ version, build }: LogStart): string {
  if (version === VERSION) {
    const which = /^[0-9a-f]{12}/.exec(build)?.[0] ?? "unknown";
    return `another build of Runwarden ${VERSION} (${which}), whose records this one does not read. Read it with that build`;
  }
  const writer = /^[\w.+-]{1,40}$/.test(version) ? version : "of an unknown version";
  return `Runwarden ${writer}, whose records ${VERSION} does not read. Read it with that version`;
}

/** Why a log whose blocks are all good cannot be trusted all the same: how it ended, and counts that do not agree. */
export function trailerFaults(
  { directory }: Pick<LogStart, "directory">,
  trailer: Trailer,
  read: Readonly<Record<RecordKind, number>>,
): readonly LogFault[] {
  const faults: LogFault[] = [];
  switch (trailer.reason) {
    case "stop":
      break;
    case "signal":
      faults.push({
        code: "ended-by-signal",
        ending: { signal: trailer.signal, senderPid: trailer.sender_pid },
      });
      break;
    case "scope-ended":
    case "log-failed":
    case "post-ended":
      faults.push({ code: trailer.reason });
      break;
    case "disk-full":
      faults.push({ code: "disk-full", folder: posix.dirname(directory) });
  }
  if (trailer.continued > 0) faults.push({ code: "was-stopped" });
  if (!trailer.has_counters) faults.push({ code: "counters-unread" });
  for (const kind of RECORD_KIND_NAMES) {
    const { seen, written, dropped } = trailer.counts[kind] ?? { seen: 0, written: 0, dropped: 0 };
    const agrees = written === read[kind] && (!trailer.has_counters || seen === written + dropped);
    if (!agrees) faults.push({ code: "counts", counts: { kind, seen, written, dropped, read: read[kind] } });
  }
  return faults;
}
