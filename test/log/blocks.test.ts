import { expect, test } from "vitest";
import { BlockReader } from "../../src/log/blocks.ts";
import { block, JOB, log, RECORDS, START, TRAILER } from "./log-bytes.ts";

interface Outcome {
  readonly blocks: readonly (readonly [string, string])[];
  readonly fault: string | undefined;
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
    "72756e77617264656e206c6f6720310a" + // runwarden log 1\n
      "5257424b" + // RWBK
      "04000000" + // a trailer
      "0000000000000000" + // number 0
      "02000000" + // 2 bytes
      "8cb2f48f" + // CRC-32 of all before it and what follows
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
  ["nothing", Buffer.alloc(0), "it is shorter than the first bytes of an event log"],
  ["half the first bytes", WHOLE.subarray(0, 15), "it is shorter than the first bytes of an event log"],
  ["another file", Buffer.from("#!/bin/sh\necho not a log"), "it does not start as an event log does"],
  ["a log of another format", Buffer.from("runwarden log 2\n"), "it does not start as an event log does"],
])("%s is no log", (_, bytes, fault) => {
  expect(read(bytes)).toEqual({ blocks: [], fault, isLog: false });
});

test("a log that is cut anywhere gives its whole blocks, and says that it is cut", () => {
  for (let size = 16; size < WHOLE.length; size++) {
    const { blocks, fault, isLog } = read(WHOLE.subarray(0, size));
    expect(isLog).toBe(true);
    expect(blocks).toEqual(BLOCKS.slice(0, blocks.length));
    expect(fault).toMatch(/^it breaks off inside a block, after byte \d+$|^it has no trailer/);
  }
});

/** A log whose second block is this. */
function withBlock(bytes: Buffer): Buffer {
  return Buffer.concat([log([START, "{}"]), bytes, block(TRAILER, 2, "end")]);
}

function changed(at: number, value: number): Buffer {
  const bytes = block(RECORDS, 1, "abcd");
  bytes.writeUInt32LE(value, at);
  return bytes;
}

test.each([
  ["another magic", changed(0, 0), "there is no block at byte 42"],
  ["a type that is none", changed(4, 9), "there is no block at byte 42"],
  ["a number that is not the next", block(RECORDS, 2, "abc"), "the block at byte 42 is not number 1"],
  ["a number that was there before", block(RECORDS, 0, "abc"), "the block at byte 42 is not number 1"],
  ["a size beyond any block's", changed(16, 0xffff_ffff), "there is no block at byte 42"],
  ["a size just over the limit", changed(16, 64 * 1024 * 1024 + 1), "there is no block at byte 42"],
  ["another checksum", changed(20, 0), "the checksum of the block at byte 42 is wrong"],
  ["other bytes", changed(24, 0x21636261), "the checksum of the block at byte 42 is wrong"],
  ["a smaller size", changed(16, 2), "the checksum of the block at byte 42 is wrong"],
])("a block with %s ends the reading there", (_, bytes, fault) => {
  expect(read(withBlock(bytes))).toEqual({ blocks: [["start", "{}"]], fault, isLog: true });
});

test("what stands behind the trailer is a fault, even a whole block", () => {
  const fault = "there are bytes behind its trailer";
  expect(read(Buffer.concat([WHOLE, block(RECORDS, 4, "abc")]))).toEqual({
    blocks: BLOCKS,
    fault,
    isLog: true,
  });
  expect(read(Buffer.concat([WHOLE, Buffer.alloc(24)])).fault).toBe(fault);
  // Too few to be a block's header.
  expect(read(Buffer.concat([WHOLE, Buffer.from("x")])).fault).toBeDefined();
});

test("a block taken out of the middle is a fault", () => {
  const bytes = Buffer.concat([log([START, "{}"]), block(TRAILER, 2, "end")]);
  expect(read(bytes).fault).toBe("the block at byte 42 is not number 1");
});
