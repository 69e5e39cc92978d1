import { inflateRawSync } from "node:zlib";
import { block, START, signedBlock } from "./log-bytes.ts";
import { firstKeyOf } from "./signed.ts";

const MAGIC_SIZE = 16;
const HEADER_SIZE = 40;

/** A block of a log; its payload as it was before it was packed. */
interface PlainBlock {
  readonly type: number;
  readonly payload: Buffer;
}

/** The blocks of a log, as far as they are whole. */
function* blocksOf(log: Buffer): Generator<PlainBlock> {
  for (let at = MAGIC_SIZE; at + HEADER_SIZE <= log.length; ) {
    const end = at + HEADER_SIZE + log.readUInt32LE(at + 16);
    if (!(end <= log.length)) return;
    const payload = log.subarray(at + HEADER_SIZE, end);
    const isPacked = log.readUInt32LE(at + 28) !== 0;
    yield { type: log.readUInt16LE(at + 4), payload: isPacked ? inflateRawSync(payload) : payload };
    at = end + log.readUInt32LE(at + 24);
  }
}

/** The same log, as far as its blocks are whole, with all of them as they were before they were packed, and not signed. */
export function unpacked(log: Buffer): Buffer {
  const blocks = [...blocksOf(log)].map(({ type, payload }, sequence) => block(type, sequence, payload));
  return Buffer.concat([log.subarray(0, MAGIC_SIZE), ...blocks]);
}

/** The same, signed by the keys of tests, as its start says then. */
export function unpackedAndSigned(log: Buffer): Buffer {
  const blocks = [...blocksOf(log)].map(({ type, payload }, sequence) =>
    signedBlock(type, sequence, type === START ? withKey(payload) : payload),
  );
  return Buffer.concat([log.subarray(0, MAGIC_SIZE), ...blocks]);
}

function withKey(start: Buffer): string {
  return JSON.stringify({ ...(JSON.parse(start.toString("utf8")) as object), key: firstKeyOf() });
}
