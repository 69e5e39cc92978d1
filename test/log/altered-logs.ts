import { crc32 } from "node:zlib";
import { BlockReader } from "../../src/log/blocks.ts";
import type { LogFault } from "../../src/log/fault.ts";
import { LogReader } from "../../src/log/reader.ts";
import { SignatureChain, type SignatureCheck } from "../../src/log/signatures.ts";
import { random } from "../random.ts";
import {
  block,
  JOB,
  log,
  RECORDS,
  record,
  START,
  signedBlock,
  startText,
  TRAILER,
  trailerText,
  unsignedLog,
} from "./log-bytes.ts";
import { firstKeyOf, nextKeyOf } from "./signed.ts";

/** Signed logs, and what somebody can make of them: for the tests of whoever checks signatures. */

const MAGIC = Buffer.from("runwarden log 3\n");
export const EXEC = record("process_exec", { pid: 1, startNs: 1, timeNs: 5 });

/** The blocks of a log, of which `of` says by whose keys it is. */
function blocksOf(of?: string): Buffer[] {
  const parts = of === undefined ? {} : { of };
  return [
    signedBlock(START, 0, startText({ key: firstKeyOf(of) }), parts),
    signedBlock(JOB, 1, "{}", parts),
    signedBlock(RECORDS, 2, EXEC, parts),
    signedBlock(RECORDS, 3, Buffer.concat([EXEC, EXEC]), parts),
    signedBlock(RECORDS, 4, EXEC, parts),
    signedBlock(TRAILER, 5, trailerText({ process_exec: 4 }), parts),
  ];
}

export const BLOCKS = blocksOf();
const OTHER = blocksOf("another log");
export const whole = (blocks: readonly Buffer[]): Buffer => Buffer.concat([MAGIC, ...blocks]);
export const WHOLE = whole(BLOCKS);

export const ANOTHER = whole(OTHER);

export interface Outcome {
  /** How many blocks are believed. */
  readonly good: number;
  /** What is wrong, `CODE at BLOCK`; empty where nothing is. */
  readonly fault: string;
}

/** Why our reader goes no further than some block of a log, if only its framing and its signatures are looked at. */
export function faultIn(bytes: Buffer): LogFault | undefined {
  const reader = new BlockReader(new SignatureChain());
  for (const _ of reader.push(bytes));
  reader.end();
  return reader.fault;
}

/** What our reader finds. */
export function check(bytes: Buffer, given?: SignatureCheck, size = bytes.length): Outcome {
  const reader = new LogReader(new SignatureChain(given));
  let good = 0;
  try {
    for (let at = 0; at < bytes.length; at += size) {
      for (const _ of reader.push(bytes.subarray(at, at + size))) good++;
    }
    reader.end();
  } catch (error) {
    return { good: 0, fault: (error as { code: string }).code };
  }
  const [fault] = reader.faults;
  if (fault === undefined) return { good, fault: "" };
  // The start is told even where it is not to be believed.
  if ("place" in fault) return { good: fault.place.block, fault: `${fault.code} at ${fault.place.block}` };
  return { good, fault: fault.code };
}

/** The same block with its checksum made anew. */
function checked(bytes: Buffer): Buffer {
  const made = Buffer.from(bytes);
  made.writeUInt32LE(crc32(made.subarray(40), crc32(made.subarray(0, 36))), 36);
  return made;
}

/** The number of a block changed, as who alters a log would. */
function numbered(bytes: Buffer, sequence: number): Buffer {
  const made = Buffer.from(bytes);
  made.writeBigUInt64LE(BigInt(sequence), 8);
  return checked(made);
}

const renumbered = (blocks: readonly Buffer[]): Buffer => whole(blocks.map(numbered));
const [start, job, first, second, third, trailer] = BLOCKS as [
  Buffer,
  Buffer,
  Buffer,
  Buffer,
  Buffer,
  Buffer,
];
const theirs = OTHER as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];

/** An extension as it stands in a block. */
function extension(type: number, size: number): Buffer {
  const bytes = Buffer.alloc(8 + Math.ceil(size / 8) * 8);
  bytes.writeUInt32LE(type, 0);
  bytes.writeUInt32LE(size, 4);
  return bytes;
}

/** A log that somebody has altered, and what there is to find in it. */
export interface AlteredLog extends Outcome {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A log that is cut at many places: around the end of each block, and in them. */
export function cutLogs(): AlteredLog[] {
  const ends = BLOCKS.map((_, place) => whole(BLOCKS.slice(0, place + 1)).length);
  return Array.from({ length: WHOLE.length }, (_, length) => length)
    .filter((length) => length > 16)
    .filter((length) => length % 37 === 0 || ends.some((end) => Math.abs(length - end) < 110))
    .map((length) => {
      const good = ends.filter((end) => end <= length).length;
      const isAtEnd = length === 16 || ends.includes(length);
      const fault =
        good === 0
          ? "log-invalid"
          : isAtEnd
            ? good === 1
              ? "no-job"
              : "no-trailer"
            : `truncated at ${good}`;
      return { name: `${length} bytes`, bytes: WHOLE.subarray(0, length), good, fault };
    });
}

/** A log in which one bit is turned, with the checksum made anew; `fault` is empty, for it is not told. */
export function turnedLogs(count: number): AlteredLog[] {
  const choices = random(11);
  return Array.from({ length: count }, () => {
    const place = choices.below(BLOCKS.length);
    const blocks = [...BLOCKS];
    const bytes = Buffer.from(BLOCKS[place] as Buffer);
    const at = choices.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << choices.below(8));
    // What the checksum itself says is not signed.
    blocks[place] = at >= 36 && at < 40 ? bytes : checked(bytes);
    return { name: `byte ${at} of block ${place}`, bytes: whole(blocks), good: place, fault: "" };
  });
}

const withOne = signedBlock(RECORDS, 2, EXEC, { extensions: extension(2, 5) });
const changedOne = Buffer.from(withOne);
changedOne[40 + EXEC.length + 8] = 1;
const behind = Buffer.concat([first, extension(2, 0)]);
behind.writeUInt32LE(104 + 8, 24);
const withSecond = (bytes: Buffer): Buffer => whole([start, job, bytes, second, third, trailer]);

const ALTERED: readonly (readonly [string, Buffer, Outcome])[] = [
  [
    "blocks that are swapped",
    renumbered([start, job, second, first, third, trailer]),
    { good: 2, fault: "signature at 2" },
  ],
  [
    "a block that is left out",
    renumbered([start, job, first, third, trailer]),
    { good: 3, fault: "signature at 3" },
  ],
  [
    "a block that stands twice",
    renumbered([start, job, first, first, second, third, trailer]),
    { good: 3, fault: "signature at 3" },
  ],
  [
    "a block of another job's log",
    whole([start, job, first, theirs[3], third, trailer]),
    { good: 3, fault: "signature at 3" },
  ],
  [
    "the trailer of another log",
    whole([start, job, first, second, third, theirs[5]]),
    { good: 5, fault: "signature at 5" },
  ],
  [
    "a trailer put behind fewer records",
    renumbered([start, job, first, trailer]),
    { good: 3, fault: "signature at 3" },
  ],
  [
    "the job of another log",
    whole([start, theirs[1], first, second, third, trailer]),
    { good: 1, fault: "signature at 1" },
  ],
  [
    "the start of another log",
    whole([theirs[0], job, first, second, third, trailer]),
    { good: 1, fault: "signature at 1" },
  ],
  ["a second trailer", whole([...BLOCKS, numbered(trailer, 6)]), { good: 6, fault: "signature at 6" }],
  [
    "records behind the trailer",
    whole([...BLOCKS, numbered(first, 6)]),
    { good: 6, fault: "signature at 6" },
  ],
  [
    "records behind the trailer that the next key has signed",
    whole([...BLOCKS, signedBlock(RECORDS, 6, EXEC)]),
    { good: 6, fault: "signature at 6" },
  ],
  ["no trailer", whole([start, job, first, second, third]), { good: 5, fault: "no-trailer" }],

  [
    "a trailer that names another key",
    whole([
      ...BLOCKS.slice(0, 5),
      block(TRAILER, 5, trailerText({ process_exec: 4 }), { signing: { nextKey: nextKeyOf(5, false) } }),
    ]),
    { good: 5, fault: "signature at 5" },
  ],
  [
    "records that name none",
    whole([start, job, block(RECORDS, 2, EXEC, { signing: { nextKey: Buffer.alloc(32) } }), second]),
    { good: 2, fault: "signature at 2" },
  ],
  [
    "records without a signature",
    whole([start, job, block(RECORDS, 2, EXEC), second]),
    { good: 2, fault: "unsigned at 2" },
  ],
  [
    "a log without any",
    unsignedLog([START, startText()], [JOB, "{}"], [TRAILER, trailerText()]),
    { good: 0, fault: "unsigned at 0" },
  ],
  [
    "a start without a key",
    log([START, startText({ key: "" })], [JOB, "{}"], [TRAILER, trailerText()]),
    { good: 0, fault: "unsigned at 0" },
  ],
  [
    "a start whose key is none",
    log([START, startText({ key: "zz".repeat(32) })], [JOB, "{}"]),
    { good: 0, fault: "unsigned at 0" },
  ],
  [
    "a start that names the key of another log",
    log([START, startText({ key: firstKeyOf("another log") })], [JOB, "{}"]),
    { good: 0, fault: "signature at 0" },
  ],
  ["another extension before the signature, which is signed", withSecond(withOne), { good: 6, fault: "" }],
  [
    "another extension that was changed",
    withSecond(checked(changedOne)),
    { good: 2, fault: "signature at 2" },
  ],
  [
    "a second extension of a signature",
    withSecond(signedBlock(RECORDS, 2, EXEC, { extensions: extension(1, 96) })),
    { good: 2, fault: "unsigned at 2" },
  ],
  ["an extension behind the signature", withSecond(checked(behind)), { good: 2, fault: "unsigned at 2" }],
];

/** What else can be made of it. */
export const ALTERED_LOGS: readonly AlteredLog[] = ALTERED.map(([name, bytes, outcome]) => ({
  name,
  bytes,
  ...outcome,
}));
