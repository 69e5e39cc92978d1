import { expect, test } from "vitest";
import { RecordBytes } from "../../src/events/record-bytes.ts";
import { recordView } from "../../src/events/record-view.ts";
import { TextStore } from "../../src/events/text-store.ts";
import { layoutOf } from "../../src/kinds/layout.ts";
import type { RecordOf, RecordShape } from "../../src/kinds/record.ts";

const SHAPE = {
  fixed: [
    { name: "at_ns", type: "u64" },
    { name: "cookie", type: "u64" },
    { name: "number", type: "u32" },
    { name: "port", type: "u16" },
    { name: "flag", type: "u8" },
    { name: "address", type: "bytes16" },
  ],
  strings: [
    { name: "given", form: "text" },
    { name: "folder", form: "walk" },
    { name: "words", form: "list" },
    { name: "message", form: "bytes" },
  ],
} as const satisfies RecordShape;

function viewOf(shape: RecordShape, bytes = new RecordBytes()) {
  return recordView(layoutOf("file_open", 4, shape), bytes, new TextStore());
}

/** A record of that shape, with a flag of its header. */
function view(flags: number): RecordOf<typeof SHAPE> {
  const layout = layoutOf("file_open", 4, SHAPE);
  const tail = Buffer.from("a\xffb\0a\0b c\0x\0\0y", "latin1");
  const block = Buffer.alloc(8 + layout.fixedSize + tail.length);
  const fixed = block.subarray(8);
  fixed.writeBigUInt64LE(7n, 16);
  fixed.writeUInt32LE(42, 24);
  fixed.writeUInt32LE(flags, 28);
  const write = (name: string, value: string) =>
    Buffer.from(value, "hex").copy(fixed, layout.members.find((member) => member.name === name)?.offset);
  write("at_ns", "0100000002000000");
  write("cookie", "ffffffffffffffff");
  write("number", "ffffffff");
  write("port", "0102");
  write("flag", "ff");
  write("address", "000102030405060708090a0b0c0d0e0f");
  for (const [n, size] of [2, 2, 6, 4].entries()) {
    fixed.writeUInt16LE(size, layout.strings[n]?.lengthOffset);
  }
  tail.copy(fixed, layout.fixedSize);
  const bytes = new RecordBytes();
  bytes.open(block);
  expect(bytes.moveTo(8, layout)).toBe(block.length);
  return viewOf(SHAPE, bytes) as unknown as RecordOf<typeof SHAPE>;
}

test("members and strings have their names, wherever in a block the record stands", () => {
  const record = view(0);
  expect([record.pid, record.startNs]).toEqual([42, 7]);
  expect([record.at_ns, record.cookie]).toEqual([2 * 2 ** 32 + 1, 0xffff_ffff_ffff_ffffn]);
  expect([record.number, record.port, record.flag]).toEqual([0xffff_ffff, 0x0201, 255]);
  expect(record.address.toString("hex")).toBe("000102030405060708090a0b0c0d0e0f");
  expect(record.given.raw()).toBe("a\udcff");
  expect(record.folder.path().raw).toBe("/b");
  expect(record.words.parts()).toEqual(["a", "b c", ""]);
  expect(record.message.bytes().toString("latin1")).toBe("x\0\0y");
  expect([record.given.isEmpty, record.message.isEmpty]).toEqual([false, false]);
});

test("what is cut is told, and a walk shows it by its ellipsis", () => {
  expect(view(1).folder.path().raw).toBe("…/b");
  expect(view(1).folder.wholePath().raw).toBe("/b");
  expect([view(1).isWalkCut, view(1).isTextCut, view(2).isTextCut]).toEqual([true, false, true]);
  expect([view(3).isArgvCut, view(4).isTextCut, view(4).isArgvCut]).toEqual([false, false, true]);
});

test("a member that has the name of what every record has, or of a string, is refused when the views are made", () => {
  const named = (name: string): RecordShape => ({ fixed: [{ name, type: "u8" }], strings: [] });
  expect(() => viewOf(named("pid"))).toThrow("a record has two things that are called pid");
  expect(() =>
    viewOf({ fixed: [{ name: "path", type: "u8" }], strings: [{ name: "path", form: "text" }] }),
  ).toThrow("a record has two things that are called path");
});
