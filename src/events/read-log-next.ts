import type { LogFault, LogPlace } from "../log/fault.ts";
import type { Event } from "./event.ts";
import { findOwn, type LogSummary, readLog as readOldLog, TRAILER_ROOM } from "./read-log.ts";

export type { LogSummary } from "./read-log.ts";

/**
 * A bridge, until read-log.ts itself is called like this: then this file goes, and those who import it import that
 * one. It holds the whole log in memory, for the old reader asks at once whose events it is to leave out.
 */
export async function readLog(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  handlers: {
    readonly onJob?: (text: string) => void;
    readonly onEvent: (event: Event) => void;
    readonly postScriptOf?: (job: string) => string | undefined;
  },
): Promise<LogSummary> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  const bytes = Buffer.concat(parts);
  const { onJob, onEvent } = handlers;
  const own = findOwn(bytes.subarray(-TRAILER_ROOM));
  const summary = await readOldLog([bytes], onEvent, onJob === undefined ? { own } : { own, onJob });
  const faults = (summary.coverage.faults as unknown as readonly string[]).map(toFault);
  if (summary.job === "") faults.unshift({ code: "no-job" });
  return { ...summary, coverage: { ...summary.coverage, faults } };
}

function toFault(sentence: string): LogFault {
  const place: LogPlace = { offset: Number(/byte (\d+)/.exec(sentence)?.[1] ?? 0), block: 0 };
  const [, signal, sender] = /by signal (\d+) from process (\d+)/.exec(sentence) ?? [];
  const [, read, kind = "", written] =
    /has (\d+) (\w+) records, but the collector wrote (\d+)/.exec(sentence) ?? [];
  if (sentence.includes("breaks off")) return { code: "truncated", place };
  if (sentence.includes("no trailer")) return { code: "no-trailer" };
  if (sentence.includes("is not number")) return { code: "sequence", place };
  if (sentence.includes("checksum")) return { code: "checksum", place };
  if (sentence.includes("behind its trailer")) return { code: "order", place, block: "trailer" };
  if (sentence.includes("trailer"))
    return { code: "invalid-text", place, block: "trailer", what: "it is none" };
  if (sentence.includes("no record"))
    return { code: "invalid-record", place, what: "bytes that are no record" };
  if (sentence.includes("ended before")) return { code: "scope-ended" };
  if (sentence.includes("any further")) return { code: "log-failed" };
  if (sentence.includes("for a time")) return { code: "was-stopped" };
  if (signal !== undefined) {
    return { code: "ended-by-signal", ending: { signal: Number(signal), senderPid: Number(sender) } };
  }
  if (read !== undefined) {
    const counts = { kind, seen: Number(written), written: Number(written), dropped: 0, read: Number(read) };
    return { code: "counts", counts };
  }
  return { code: "no-block", place };
}
