import { readFileSync, writeFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { RECORD_KINDS, type RecordKind } from "../../src/kinds/index.ts";
import { block, RECORDS, TRAILER, trailerText } from "../log/log-bytes.ts";

/*
 * Makes of a log whose collector was ended what root can make of it: one with a trailer that finds nothing wrong, of as
 * many bytes as it has. Records at its end make room. `node forge-log.ts LOG`
 */

const MAGIC_SIZE = 16;
const HEADER_SIZE = 40;
/** For the trailer; blanks behind its text fill it. */
const ROOM = 4096;

const path = process.argv[2] as string;
const log = readFileSync(path);
const kinds = new Map(Object.entries(RECORD_KINDS).map(([kind, { id }]) => [id, kind as RecordKind]));
const written: Partial<Record<RecordKind, number>> = {};
const parts: Buffer[] = [log.subarray(0, MAGIC_SIZE)];
let size = MAGIC_SIZE;

for (let at = MAGIC_SIZE; at < log.length; ) {
  const type = log.readUInt16LE(at + 4);
  const end = at + HEADER_SIZE + log.readUInt32LE(at + 16);
  const payload = log.subarray(at + HEADER_SIZE, end);
  const records = log.readUInt32LE(at + 28) === 0 ? payload : inflateRawSync(payload);
  add(type, type === RECORDS ? firstRecords(records, log.length - ROOM - size - HEADER_SIZE) : payload);
  at = end + log.readUInt32LE(at + 24);
}
add(TRAILER, Buffer.from(trailerText(written).padEnd(log.length - size - HEADER_SIZE)));
writeFileSync(path, Buffer.concat(parts));

function add(type: number, payload: Buffer): void {
  if (payload.length === 0) return;
  parts.push(block(type, parts.length - 1, payload));
  size += HEADER_SIZE + payload.length;
}

/** As many of them as have room, and counts them. */
function firstRecords(records: Buffer, room: number): Buffer {
  let at = 0;
  while (at < records.length && at + records.readUInt32LE(at) <= room) {
    const kind = kinds.get(records.readUInt16LE(at + 4)) as RecordKind;
    written[kind] = (written[kind] ?? 0) + 1;
    at += records.readUInt32LE(at);
  }
  return records.subarray(0, at);
}
