import { RunwardenError } from "../errors.ts";
import type { LogStart } from "../log/document.ts";
import { LogReader } from "../log/reader.ts";

/** What a log says of itself in its first block, on which nothing may rest yet; undefined for what is no log of this version. */
export async function readStart(chunks: AsyncIterable<Uint8Array>): Promise<LogStart | undefined> {
  const reader = new LogReader();
  try {
    for await (const chunk of chunks) {
      for (const part of reader.push(chunk)) return part.type === "start" ? part.start : undefined;
      if (reader.isOver) return undefined;
    }
  } catch (error) {
    // What cannot be read is told where it is to be proved by it.
    if (!(error instanceof RunwardenError)) throw error;
  }
  return undefined;
}
