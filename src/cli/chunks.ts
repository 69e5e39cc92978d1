import { createReadStream } from "node:fs";
import { RunwardenError } from "../errors.ts";
import { startsLikeLog } from "../log/blocks.ts";

/** Bytes read at once: with the 64 KiB that Node reads, a log is waited for more than it is worked on. */
const CHUNK_SIZE = 1024 * 1024;

/** The bytes of a file as they are read. Throws `usage` where it cannot be. */
export async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_SIZE })) yield chunk;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** True for an event log, as its first bytes tell. Throws `usage` where the file cannot be read. */
export async function isEventLog(path: string): Promise<boolean> {
  for await (const chunk of readChunks(path)) return startsLikeLog(chunk);
  return false;
}

/** What to throw where a file could not be read: `usage`, or the error itself where it is a defect of ours. */
function unreadable(path: string, cause: unknown): unknown {
  if (!isSystemError(cause)) return cause;
  return new RunwardenError("usage", `Cannot read ${path}: ${cause.message}`, { cause });
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
