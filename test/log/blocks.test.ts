import { expect, test } from "vitest";
import { BlockReader, startsLikeLog } from "../../src/log/blocks.ts";
import type { LogFault } from "../../src/log/fault.ts";
import { type BlockParts, block, JOB, log, RECORDS, START, TRAILER } from "./log-bytes.ts";

interface Outcome {
  readonly blocks: readonly (readonly [string, string])[];
  readonly fault: LogFault | undefined;
  readonly isLog: boolean;
}

function read(bytes: Buffer, size = bytes.length): Outcome {
  const reader = new BlockReader();
  const blocks: [string, string][] = [];
  for (let at = 0; at < bytes.length; at += size) {
    for (const { type, payload } of reader.push(bytes.subarray(at, at + size))) {
      blocks.push([type, payload.toString("latin1")]);
    }
  }
  reader.end();
  return { blocks, fault: reader.fault, isLog: reader.isLog };
}

const WHOLE = log([START, "{}"], [JOB, ""], [RECORDS, "abc"], [TRAILER, "end"]);
const BLOCKS = [
  ["start", "{}"],
  ["job", ""],
  ["records", "abc"],
  ["trailer", "end"],
];

test("a log of literal bytes is read", () => {
  const bytes = Buffer.from(
    "72756e77617264656e206c6f6720320a" + // runwarden log 2\n
      "5257424b" + // RWBK
      "0400" + // a trailer
      "0000" + // no flags
      "0000000000000000" + // number 0
      "02000000" + // 2 bytes
      "02000000" + // 2 bytes unpacked
      "00000000" + // no extensions
      "00000000" + // plain
      "00000000" + // reserved
      "74fa766f" + // CRC-32 of all before it and what follows
      "7b7d",
    "hex",
  );
  expect(read(bytes)).toEqual({ blocks: [["trailer", "{}"]], fault: undefined, isLog: true });
});

test("blocks come out whole, in whatever pieces their bytes come in", () => {
  for (let size = 1; size <= WHOLE.length; size++) {
    expect(read(WHOLE, size)).toEqual({ blocks: BLOCKS, fault: undefined, isLog: true });
  }
});

test.each([
  ["nothing", Buffer.alloc(0)],
  ["half the first bytes", WHOLE.subarray(0, 15)],
  ["another file", Buffer.from("#!/bin/sh\necho not a log")],
  ["a log of the framing before this one", Buffer.from("runwarden log 1\nRWBK")],
])("%s is no log", (_, bytes) => {
  expect(read(bytes)).toEqual({ blocks: [], fault: undefined, isLog: false });
});

test("the first bytes tell a log of any framing from another file", () => {
  expect(startsLikeLog(WHOLE)).toBe(true);
  expect(startsLikeLog(Buffer.from("runwarden log 1\n"))).toBe(true);
  expect(startsLikeLog(WHOLE.subarray(0, 5))).toBe(false);
  expect(startsLikeLog(Buffer.from("{}"))).toBe(false);
});

test("a log that is cut anywhere gives its whole blocks, and says where it breaks off", () => {
  for (let size = 16; size < WHOLE.length; size++) {
    const { blocks, fault, isLog } = read(WHOLE.subarray(0, size));
    expect(isLog).toBe(true);
    expect(blocks).toEqual(BLOCKS.slice(0, blocks.length));
    const ends = [16, 16 + 42, 16 + 42 + 40, 16 + 42 + 40 + 43];
    const offset = ends[blocks.length];
    if (size === offset) expect(fault).toBeUndefined();
    else expect(fault).toEqual({ code: "truncated", place: { offset, block: blocks.length } });
  }
});

/** A log whose second block is this. */
function withBlock(bytes: Buffer): Buffer {
  return Buffer.concat([log([START, "{}"]), bytes, block(TRAILER, 2, "end")]);
}

/** A block with a number at a place, and the checksum as it was. */
function changed(at: number, value: number): Buffer {
  const bytes = block(RECORDS, 1, "abcd");
  bytes.writeUInt32LE(value, at);
  return bytes;
}

const PLACE = { offset: 58, block: 1 };

test.each([
  ["bytes that are no block", changed(0, 0), { code: "no-block" }],
  ["a size that no block has", changed(16, 64 * 1024 * 1024 + 1), { code: "no-block" }],
  ["extensions larger than any", changed(24, 64 * 1024 + 1), { code: "no-block" }],
  ["a payload that was changed", changed(40, 0), { code: "checksum" }],
  ["a type that was changed", changed(4, 1), { code: "checksum" }],
  ["a number that was changed", changed(8, 7), { code: "checksum" }],
  ["a block that was left out", block(RECORDS, 2, "abcd"), { code: "sequence" }],
  ["a block that was repeated", block(START, 0, "{}"), { code: "sequence" }],
  ["a type that nobody knows", block(9, 1, ""), { code: "unknown-block", type: 9 }],
])("reading stops at %s, and says where", (_, bytes, fault) => {
  expect(read(withBlock(bytes))).toEqual({
    blocks: [["start", "{}"]],
    fault: { ...fault, place: PLACE },
    isLog: true,
  });
});

/** An extension with its bytes padded to 8. */
function extension(type: number, text: string): Buffer {
  const bytes = Buffer.alloc(8 + Math.ceil(text.length / 8) * 8);
  bytes.writeUInt32LE(type, 0);
  bytes.writeUInt32LE(text.length, 4);
  bytes.write(text, 8);
  return bytes;
}

const parts = (given: BlockParts, type = RECORDS): Buffer => block(type, 1, "abcd", given);

test.each([
  ["flags that nobody knows", parts({ flags: 7 }), { code: "unknown-flags", flags: 7 }],
  ["another encoding", parts({ encoding: 7 }), { code: "unknown-encoding", encoding: 7 }],
  [
    "an extension that must be known",
    parts({ extensions: extension(0x8000_0001, "x") }),
    { code: "unknown-extension", type: 0x8000_0001 },
  ],
  ["extensions that do not fill their room", parts({ extensions: Buffer.alloc(4) }), { code: "no-block" }],
  [
    "an extension longer than the room",
    parts({ extensions: extension(1, "x".repeat(8)).subarray(0, 8) }),
    { code: "no-block" },
  ],
  ["something where nothing is yet", parts({ reserved: 1 }), { code: "no-block" }],
  ["another size unpacked, though it is not packed", parts({ unpackedSize: 5 }), { code: "no-block" }],
])("what a later version may write is not misread: %s", (_, bytes, fault) => {
  expect(read(withBlock(bytes)).fault).toEqual({ ...fault, place: PLACE });
});

test.each([
  ["a block that may be", parts({ flags: 1, encoding: 3, unpackedSize: 9 }, 9), []],
  ["an extension that need not be known", parts({ extensions: extension(1, "x") }), [["records", "abcd"]]],
  [
    "several extensions",
    parts({ extensions: Buffer.concat([extension(1, ""), extension(2, "12345678")]) }),
    [["records", "abcd"]],
  ],
])("what a later version may add is passed over: %s", (_, bytes, blocks) => {
  expect(read(withBlock(bytes))).toEqual({
    blocks: [["start", "{}"], ...blocks, ["trailer", "end"]],
    fault: undefined,
    isLog: true,
  });
});

test("after a fault nothing more is read", () => {
  const reader = new BlockReader();
  const first = [...reader.push(withBlock(changed(40, 0)))];
  expect(first).toHaveLength(1);
  expect([...reader.push(block(RECORDS, 1, "later"))]).toEqual([]);
});
