import { inflateRawSync } from "node:zlib";
import { block } from "../log/log-bytes.ts";

const MAGIC_SIZE = 16;
const HEADER_SIZE = 40;

/** The same log with all of its blocks as they were before they were packed. */
export function unpacked(log: Buffer): Buffer {
  const parts: Buffer[] = [log.subarray(0, MAGIC_SIZE)];
  for (let at = MAGIC_SIZE; at < log.length; ) {
    const end = at + HEADER_SIZE + log.readUInt32LE(at + 16);
    const payload = log.subarray(at + HEADER_SIZE, end);
    const isPacked = log.readUInt32LE(at + 28) !== 0;
    parts.push(
      block(log.readUInt16LE(at + 4), parts.length - 1, isPacked ? inflateRawSync(payload) : payload),
    );
    at = end;
  }
  return Buffer.concat(parts);
}
