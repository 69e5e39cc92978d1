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

/** Bytes that tell what a file is. */
const START_SIZE = 4096;

/** A file whose first bytes are read; a pipe, as `<(cat events.log)` is, can be opened only once. */
export interface OpenFile {
  /** As many bytes as tell what the file is, or more; all of a file that has fewer. */
  readonly start: Uint8Array;
  readonly isEventLog: boolean;
  /** All bytes of the file, those of its start as well; to be read once. */
  readonly chunks: AsyncGenerator<Uint8Array>;
}

/** Opens a file and reads its start. Throws `usage` where it cannot be read, as its chunks do later. */
export async function openFile(path: string): Promise<OpenFile> {
  const rest = readChunks(path);
  const first: Uint8Array[] = [];
  for (let size = 0; size < START_SIZE; ) {
    const { done, value } = await rest.next();
    if (done) break;
    first.push(value);
    size += value.length;
  }
  const start = Buffer.concat(first);
  return { start, isEventLog: startsLikeLog(start), chunks: startAgain(start, rest) };
}

async function* startAgain(start: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield start;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

/** What to throw where a file could not be read: `usage`, or the error itself where it is a defect of ours. */
function unreadable(path: string, cause: unknown): unknown {
  if (!isSystemError(cause)) return cause;
  const remedy = REMEDIES[cause.code ?? ""];
  const message = `Cannot read ${path}: ${cause.message}${remedy === undefined ? "" : `; ${remedy}`}`;
  return new RunwardenError("usage", message, { cause });
}

/** What to do, by the code of the error. */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOENT: "name a file that is there, such as the event log in a folder of --out, or in an artifact",
  EISDIR: "it is a folder: name the event log in it",
  EACCES: "read it as a user who may: a log that the collector has left is root's",
};

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
