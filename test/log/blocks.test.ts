import { constants, deflateRawSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { BlockReader, startsLikeLog } from "../../src/log/blocks.ts";
import type { LogFault } from "../../src/log/fault.ts";
import { random } from "../random.ts";
import { type BlockParts, block, JOB, unsignedLog as log, RECORDS, START, TRAILER } from "./log-bytes.ts";

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
    "72756e77617264656e206c6f6720330a" + // runwarden log 3\n
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

test("a packed block of literal bytes is read", () => {
  const bytes = Buffer.from(
    "72756e77617264656e206c6f6720330a" + // runwarden log 3\n
      "5257424b" + // RWBK
      "0300" + // records
      "0000" + // no flags
      "0000000000000000" + // number 0
      "06000000" + // 6 bytes
      "10000000" + // 16 bytes unpacked
      "00000000" + // no extensions
      "01000000" + // DEFLATE
      "00000000" + // reserved
      "30b1388a" + // CRC-32 of all before it and what follows
      "737472448100", // AB eight times
    "hex",
  );
  expect(read(bytes)).toEqual({ blocks: [["records", "ABABABABABABABAB"]], fault: undefined, isLog: true });
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
  ["a log of the framing before this one", Buffer.from("runwarden log 2\nRWBK")],
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

test("a block of the largest size, or with the largest extensions, is waited for", () => {
  for (const [at, size] of [
    [16, 64 * 1024 * 1024],
    [24, 64 * 1024],
  ] as const)
    expect(read(withBlock(changed(at, size))).fault).toEqual({ code: "truncated", place: PLACE });
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
  [
    "the first of those that must be known",
    parts({ extensions: extension(0x8000_0000, "") }),
    { code: "unknown-extension", type: 0x8000_0000 },
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

/** A packed block of records: as it is, or with another payload or another size than it has. */
const packedBlock = (payload: Buffer, unpackedSize: number): Buffer =>
  block(RECORDS, 1, payload, { encoding: 1, unpackedSize });
const MIB = 1024 * 1024;
const NUL = Buffer.alloc(1);
const PACKED = deflateRawSync("abcd".repeat(100));
const BOMB = deflateRawSync(Buffer.alloc(64 * MIB));

test.each([
  ["one that gives a byte more than it says", packedBlock(PACKED, 399), "invalid-packing"],
  ["one that gives a byte less than it says", packedBlock(PACKED, 401), "invalid-packing"],
  ["one that says that nothing is in it", packedBlock(PACKED, 0), "invalid-packing"],
  ["one that breaks off", packedBlock(PACKED.subarray(0, -1), 400), "invalid-packing"],
  [
    "one with a byte behind what is packed",
    packedBlock(Buffer.concat([PACKED, NUL]), 400),
    "invalid-packing",
  ],
  [
    "one with the same packed once more",
    packedBlock(Buffer.concat([PACKED, PACKED]), 400),
    "invalid-packing",
  ],
  ["one of no bytes at all", packedBlock(Buffer.alloc(0), 400), "invalid-packing"],
  ["one packed as gzip does", packedBlock(gzipSync("abcd"), 4), "invalid-packing"],
  ["64 MiB in 64 KiB that are told as less", packedBlock(BOMB, MIB), "invalid-packing"],
  ["64 MiB in 64 KiB that are told", packedBlock(BOMB, 64 * MIB), "no-block"],
  ["more than any holds", packedBlock(deflateRawSync(Buffer.alloc(MIB + 1)), MIB + 1), "no-block"],
])("a hostile packed block is a fault with its place: %s", (_, bytes, code) => {
  expect(read(withBlock(bytes))).toEqual({
    blocks: [["start", "{}"]],
    fault: { code, place: PLACE },
    isLog: true,
  });
});

test("the checksum is looked at before anything is unpacked", () => {
  const bytes = packedBlock(BOMB, MIB);
  bytes.writeUInt8(1, 36);
  expect(read(withBlock(bytes)).fault).toEqual({ code: "checksum", place: PLACE });
});

test("a block that unpacks to 2 GiB costs no more memory than one may hold", () => {
  const piece = deflateRawSync(Buffer.alloc(MIB), { finishFlush: constants.Z_FULL_FLUSH });
  const bomb = packedBlock(Buffer.concat(Array.from({ length: 2048 }, () => piece)), MIB);
  const before = process.resourceUsage().maxRSS;
  expect(read(withBlock(bomb)).fault).toEqual({ code: "invalid-packing", place: PLACE });
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(256 * 1024);
});

test("as many bytes as a packed block may hold are read", () => {
  const bytes = withBlock(packedBlock(deflateRawSync(Buffer.alloc(MIB)), MIB));
  const payloads = [...new BlockReader().push(bytes)].map(({ payload }) => payload.length);
  expect(payloads).toEqual([2, MIB, 3]);
});

test("a block that is not packed may be larger than one unpacks to", () => {
  const bytes = withBlock(block(RECORDS, 1, Buffer.alloc(MIB + 1)));
  expect([...new BlockReader().push(bytes)].map(({ payload }) => payload.length)).toEqual([2, MIB + 1, 3]);
});

test("random bytes in the place of what is packed are a fault, or just as many bytes as are told", () => {
  const { below } = random(7);
  for (let i = 0; i < 2000; i++) {
    const bytes = Buffer.from(Array.from({ length: 1 + below(40) }, () => below(256)));
    const { blocks, fault } = read(withBlock(packedBlock(bytes, i % 50)));
    if (fault === undefined) expect(blocks[1]?.[1].length).toBe(i % 50);
    else expect(fault).toEqual({ code: "invalid-packing", place: PLACE });
  }
});

test.each([
  ["a block that may be", parts({ flags: 1, encoding: 3, unpackedSize: 9 }, 9), []],
  ["an extension that need not be known", parts({ extensions: extension(1, "x") }), [["records", "abcd"]]],
  [
    "an extension of nothing behind another",
    parts({ extensions: Buffer.concat([extension(2, "12345678"), extension(1, "")]) }),
    [["records", "abcd"]],
  ],
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

test("the number of a block that went elsewhere may be left out, where that is said, and just there", () => {
  const numbers = (passBefore: number, ...sequence: readonly number[]) => {
    const reader = new BlockReader();
    let count = [...reader.push(log([START, "{}"]))].length;
    for (const number of sequence) {
      if (number === passBefore) reader.passOne();
      count += [...reader.push(block(RECORDS, number, ""))].length;
    }
    reader.end();
    return [count, reader.fault?.code, reader.fault];
  };
  expect(numbers(3, 1, 3, 4)).toEqual([4, undefined, undefined]);
  // It may be there all the same.
  expect(numbers(2, 1, 2, 3)).toEqual([4, undefined, undefined]);
  expect(numbers(4, 1, 4)).toMatchObject([2, "sequence", { place: { block: 2 } }]);
  expect(numbers(0, 1, 3)).toMatchObject([2, "sequence", { place: { block: 2 } }]);
  expect(numbers(2, 1, 2, 4)).toMatchObject([3, "sequence", { place: { block: 3 } }]);
});

test("after a fault nothing more is read", () => {
  const reader = new BlockReader();
  const first = [...reader.push(withBlock(changed(40, 0)))];
  expect(first).toHaveLength(1);
  expect([...reader.push(block(RECORDS, 1, "later"))]).toEqual([]);
});
