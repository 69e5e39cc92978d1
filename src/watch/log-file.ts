import { createHash } from "node:crypto";
import { constants, type FileHandle, open } from "node:fs/promises";
import { RunwardenError } from "../errors.ts";
import { reasonOf } from "./outputs.ts";

const CHUNK_SIZE = 64 * 1024;

/**
 * The bytes of an event log, as many as it has when it is opened; a chunk is valid until the next is asked for. Nothing but a regular file is read, and no link
 * followed: whoever put a pipe or a device in its place must not make the reader wait. Throws `collector-read`.
 */
export async function* readLogFile(path: string): AsyncGenerator<Uint8Array> {
  const file = await trying(() => openRegular(path));
  try {
    const { size } = await trying(() => file.stat());
    const chunk = Buffer.allocUnsafeSlow(CHUNK_SIZE);
    for (let at = 0; at < size; ) {
      const room = Math.min(CHUNK_SIZE, size - at);
      const { bytesRead } = await trying(() => file.read(chunk, 0, room, at));
      if (bytesRead === 0) return;
      at += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Bytes. No log is as large, but a job that is root can put a file without an end in the place of one. */
const DIGEST_LIMIT = 4 * 1024 ** 3;

/** SHA-256 (hex) over the bytes of a log. Throws `collector-read`, as readLogFile does. */
export async function digestLogFile(path: string, limit = DIGEST_LIMIT): Promise<string> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of readLogFile(path)) {
    size += chunk.length;
    if (size > limit) throw new RunwardenError("collector-read", "It is too large for an event log.");
    hash.update(chunk);
  }
  return hash.digest("hex");
}

async function openRegular(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new Error("it is no regular file");
}

async function trying<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw new RunwardenError("collector-read", `${reasonOf(cause)}.`, { cause });
  }
}
