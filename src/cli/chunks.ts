import { createReadStream } from "node:fs";
import { RunwardenError } from "../errors.ts";

/** The bytes of a file as they are read. Throws `usage` where it cannot be. */
export async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk;
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw new RunwardenError("usage", `Cannot read ${path}: ${cause.message}`, { cause });
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
