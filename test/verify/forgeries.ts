import { crc32 } from "node:zlib";
import {
  block,
  JOB,
  RECORDS,
  START,
  signedBlock,
  startText,
  TRAILER,
  trailerText,
} from "../log/log-bytes.ts";
import { firstKeyOf, keyOf, nextKeyOf } from "../log/signed.ts";

/*
 * What who has a whole log, every key that is yet to sign, and all the time there is can make of it: of the keys that have signed
 * there is none left. The attacker's own are those of another name.
 */

const MAGIC_SIZE = 16;
const HEADER_SIZE = 40;
const SIGNATURE_SIZE = 104;
const ATTACKER = "the attacker's";

/** A log that is attacked. */
export interface Attacked {
  /** Its blocks: start, job, records that are nothing, records of what was detected, records that are nothing, trailer. */
  readonly blocks: readonly Buffer[];
  /** Which of them tells what was detected. */
  readonly detected: number;
  /** A whole and honest log of another job, by other keys. */
  readonly other: readonly Buffer[];
  /** The text of the job's own, and of one without rules. */
  readonly job: string;
  readonly jobWithoutRules: string;
}

/** The blocks of a log. */
export function blocksOf(log: Buffer): Buffer[] {
  const blocks: Buffer[] = [];
  for (let at = MAGIC_SIZE; at < log.length; ) {
    const end = at + HEADER_SIZE + log.readUInt32LE(at + 16) + log.readUInt32LE(at + 24);
    blocks.push(log.subarray(at, end));
    at = end;
  }
  return blocks;
}

/** A log of blocks, as they stand. */
export function logOf(blocks: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from("runwarden log 3\n"), ...blocks]);
}

const typeOf = (bytes: Buffer): number => bytes.readUInt16LE(4);
const payloadOf = (bytes: Buffer): Buffer =>
  bytes.subarray(HEADER_SIZE, HEADER_SIZE + bytes.readUInt32LE(16));

/** The block with other bytes, and a checksum that fits. */
function changed(bytes: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes);
  change(copy);
  const checksum = crc32(copy.subarray(HEADER_SIZE), crc32(copy.subarray(0, 36)));
  copy.writeUInt32LE(checksum, 36);
  return copy;
}

/** Numbered from 0, with checksums that fit. */
function numbered(blocks: readonly Buffer[]): Buffer[] {
  return blocks.map((bytes, sequence) =>
    changed(bytes, (copy) => copy.writeBigUInt64LE(BigInt(sequence), 8)),
  );
}

/** Signed anew by keys of the attacker's. */
function resigned(blocks: readonly Buffer[], from = 0): Buffer[] {
  return blocks.map((bytes, sequence) =>
    sequence < from ? bytes : signedBlock(typeOf(bytes), sequence, payloadOf(bytes), { of: ATTACKER }),
  );
}

/** Without signatures. */
function unsigned(blocks: readonly Buffer[]): Buffer[] {
  return blocks.map((bytes, sequence) => block(typeOf(bytes), sequence, payloadOf(bytes)));
}

const without = <T>(list: readonly T[], place: number): T[] => list.filter((_, at) => at !== place);
const swapped = <T>(list: readonly T[], a: number, b: number): T[] =>
  list.map((each, at) => list[at === a ? b : at === b ? a : at] ?? each);
const withStart = (blocks: readonly Buffer[], changes: Readonly<Record<string, unknown>>): Buffer[] => [
  block(START, 0, startText(changes)),
  ...blocks.slice(1),
];

/** The text of a trailer that finds nothing wrong with a log of so many records. */
const clean = (records: number): string =>
  trailerText({ file_remove: records }, { own_pid: 600, own_start_ns: "6000000000" });

/** The log as it would be had nothing been detected, with its signatures where they were. */
function innocent({ blocks, detected }: Attacked): Buffer[] {
  const trailer = blocks.at(-1) ?? Buffer.alloc(0);
  const signature = trailer.subarray(-SIGNATURE_SIZE);
  const ending = block(TRAILER, 0, clean(2), { signing: { nextKey: Buffer.alloc(32) } });
  return numbered([
    ...without(blocks.slice(0, -1), detected),
    changed(ending, (copy) => signature.copy(copy, copy.length - SIGNATURE_SIZE)),
  ]);
}

type Forgery = (attacked: Attacked) => Buffer;

/** What is made of the log so that nothing of what was detected is left in it, by how it is done. */
export const FORGERIES: Readonly<Record<string, Forgery>> = {
  "cut by a byte": ({ blocks }) => logOf(blocks).subarray(0, -1),
  "without its trailer": ({ blocks }) => logOf(blocks.slice(0, -1)),
  "cut before what was detected": ({ blocks, detected }) => logOf(blocks.slice(0, detected)),
  "cut there, with its own trailer": ({ blocks, detected }) =>
    logOf([...blocks.slice(0, detected), ...blocks.slice(-1)]),
  "cut there, with its own trailer, numbered anew": ({ blocks, detected }) =>
    logOf(numbered([...blocks.slice(0, detected), ...blocks.slice(-1)])),
  "cut there, with a new trailer that nobody signed": ({ blocks, detected }) =>
    logOf([...blocks.slice(0, detected), block(TRAILER, detected, clean(1))]),
  "cut there, with a new trailer by a key of one's own": ({ blocks, detected }) =>
    logOf([...blocks.slice(0, detected), signedBlock(TRAILER, detected, clean(1), { of: ATTACKER })]),
  "cut there, with a new trailer by the key that is yet to sign": ({ blocks, detected }) => {
    // That of what comes behind the last block that is there.
    const nextKey = Buffer.alloc(32);
    const last = block(TRAILER, detected, clean(1), { signing: { nextKey } });
    const stolen = block(TRAILER, blocks.length, clean(1), { signing: { nextKey } });
    const extension = stolen.subarray(-SIGNATURE_SIZE);
    return logOf([
      ...blocks.slice(0, detected),
      changed(last, (copy) => extension.copy(copy, copy.length - SIGNATURE_SIZE)),
    ]);
  },
  "without the block of what was detected": ({ blocks, detected }) => logOf(without(blocks, detected)),
  "without it, numbered anew, with a trailer that fits": (attacked) => logOf(innocent(attacked)),
  "without it, and signed anew from there on": (attacked) =>
    logOf(resigned(innocent(attacked), attacked.detected)),
  "without all records": ({ blocks }) => logOf([...blocks.slice(0, 2), block(TRAILER, 2, clean(0))]),
  "with nothing in that block": ({ blocks, detected }) =>
    logOf(
      blocks.map((bytes, at) => {
        if (at !== detected) return bytes;
        const empty = block(RECORDS, at, "", { signing: { nextKey: nextKeyOf(at, false) } });
        return changed(empty, (copy) => bytes.copy(copy, HEADER_SIZE, bytes.length - SIGNATURE_SIZE));
      }),
    ),
  "with zeros in that block": ({ blocks, detected }) =>
    logOf(
      blocks.map((bytes, at) =>
        at === detected
          ? changed(bytes, (copy) => copy.fill(0, HEADER_SIZE, copy.length - SIGNATURE_SIZE))
          : bytes,
      ),
    ),
  "with another path in that block": ({ blocks, detected }) =>
    logOf(
      blocks.map((bytes, at) =>
        at === detected ? changed(bytes, (copy) => copy.write("x", copy.indexOf("/marker") + 1)) : bytes,
      ),
    ),
  "with that block marked as one to be passed over": ({ blocks, detected }) =>
    logOf(
      blocks.map((bytes, at) =>
        at === detected
          ? changed(bytes, (copy) => {
              copy.writeUInt16LE(99, 4);
              copy.writeUInt16LE(1, 6);
            })
          : bytes,
      ),
    ),
  "with that block as a trailer": ({ blocks, detected }) =>
    logOf(
      blocks.map((bytes, at) =>
        at === detected ? changed(bytes, (copy) => copy.writeUInt16LE(4, 4)) : bytes,
      ),
    ),
  "with two blocks swapped": ({ blocks, detected }) => logOf(swapped(blocks, detected, detected + 1)),
  "with two blocks swapped, numbered anew": ({ blocks, detected }) =>
    logOf(numbered(swapped(blocks, detected, detected + 1))),
  "with another block twice in the place of that one": ({ blocks, detected }) =>
    logOf(numbered(blocks.map((bytes, at) => (at === detected ? (blocks[detected - 1] ?? bytes) : bytes)))),
  "with the signatures of two blocks swapped": ({ blocks, detected }) => {
    const [a = Buffer.alloc(0), b = Buffer.alloc(0)] = [blocks[detected - 1], blocks[detected]];
    const put = (bytes: Buffer, from: Buffer): Buffer =>
      changed(bytes, (copy) => from.copy(copy, copy.length - SIGNATURE_SIZE, from.length - SIGNATURE_SIZE));
    return logOf(
      blocks.map((bytes, at) => (at === detected ? put(b, a) : at === detected - 1 ? put(a, b) : bytes)),
    );
  },
  "with records of another job in the place of that block": ({ blocks, detected, other }) =>
    logOf(blocks.map((bytes, at) => (at === detected ? (other[2] ?? bytes) : bytes))),
  "with all records and the trailer of another job": ({ blocks, other }) =>
    logOf([...blocks.slice(0, 2), ...other.slice(2)]),
  "with the trailer of another job": ({ blocks, other }) =>
    logOf(numbered([...blocks.slice(0, -1), ...other.slice(-1)])),
  "with the start and the job of another one": ({ blocks, other }) =>
    logOf([...other.slice(0, 2), ...blocks.slice(2)]),
  "another job's as it is": ({ other }) => logOf(other),
  "another job's that says that it is this one, signed anew": ({ blocks, other }) =>
    logOf(resigned([...blocks.slice(0, 2), ...other.slice(2)])),
  "signed anew, by keys of one's own": (attacked) =>
    logOf(resigned(withStart(innocent(attacked), { key: firstKeyOf(ATTACKER) }))),
  "signed anew, with the first key as it was": (attacked) => logOf(resigned(innocent(attacked))),
  "with a next key of one's own in the block before": (attacked) =>
    logOf(
      resigned(innocent(attacked), attacked.detected).map((bytes, at) =>
        at === attacked.detected - 1
          ? changed(bytes, (copy) =>
              keyOf(attacked.detected, ATTACKER).public.copy(copy, copy.length - SIGNATURE_SIZE + 8),
            )
          : bytes,
      ),
    ),
  "without signatures": (attacked) => logOf(unsigned(innocent(attacked))),
  "without signatures and without a key": (attacked) =>
    logOf(withStart(unsigned(innocent(attacked)), { key: "" })),
  "without signatures, as a masked one": (attacked) =>
    logOf(withStart(unsigned(innocent(attacked)), { masked: true })),
  "without signatures behind what was there before": ({ blocks, detected }) =>
    logOf(
      blocks.map((bytes, at) =>
        at < detected ? bytes : block(typeOf(bytes), at, at === detected ? "" : payloadOf(bytes)),
      ),
    ),
  "with signatures of an unknown type": (attacked) =>
    logOf(
      innocent(attacked).map((bytes) =>
        changed(bytes, (copy) => copy.writeUInt32LE(2, copy.length - SIGNATURE_SIZE)),
      ),
    ),
  "with signatures of zeros": (attacked) =>
    logOf(innocent(attacked).map((bytes) => changed(bytes, (copy) => copy.fill(0, copy.length - 64)))),
  "with next keys of zeros": (attacked) =>
    logOf(
      innocent(attacked).map((bytes) =>
        changed(bytes, (copy) => copy.fill(0, copy.length - SIGNATURE_SIZE + 8, copy.length - 64)),
      ),
    ),
  "with a job without rules": ({ blocks, jobWithoutRules }) =>
    logOf([...blocks.slice(0, 1), block(JOB, 1, jobWithoutRules), ...blocks.slice(2)]),
  "with a job without rules, by a key of one's own": ({ blocks, jobWithoutRules }) =>
    logOf([
      ...blocks.slice(0, 1),
      signedBlock(JOB, 1, jobWithoutRules, { of: ATTACKER }),
      ...resigned(blocks, 2).slice(2),
    ]),
  "with a second job without rules": ({ blocks, jobWithoutRules }) =>
    logOf([...blocks.slice(0, 2), block(JOB, 2, jobWithoutRules), ...blocks.slice(2)]),
  "with a second trailer": ({ blocks }) => logOf([...blocks, block(TRAILER, blocks.length, clean(1))]),
  "with a trailer in front": ({ blocks }) =>
    logOf([...blocks.slice(0, 2), ...blocks.slice(-1), ...blocks.slice(2)]),
  "two logs in one": ({ blocks, other }) => Buffer.concat([logOf(other), logOf(blocks)]),
  "of nothing": () => Buffer.alloc(0),
  "of its first bytes alone": () => logOf([]),
  "of its start alone": ({ blocks }) => logOf(blocks.slice(0, 1)),
};
