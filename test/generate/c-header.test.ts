import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cHeader } from "../../src/generate/c-header.ts";
import { HEADER, LAYOUTS, layoutFor, memberOffset, RECORD_HEADER_SIZE } from "../../src/kinds/layout.ts";

test("native/events.h is what the schema gives", () => {
  expect(readFileSync(new URL("../../native/events.h", import.meta.url), "utf8")).toBe(cHeader());
});

test("a record has its members by falling size, without gaps, padded to 8", () => {
  const { members, strings, padding, fixedSize } = layoutFor("process_exec");
  expect(members.map(({ name, type, offset }) => [name, type, offset])).toEqual([
    ["parent_start_ns", "u64", 32],
    ["parent_pid", "u32", 40],
    ["filename_length", "u16", 44],
    ["base_length", "u16", 46],
    ["image_length", "u16", 48],
    ["cwd_length", "u16", 50],
    ["argv_length", "u16", 52],
    ["argv_tail_length", "u16", 54],
    ["is_memfd", "u8", 56],
    ["is_root_owned", "u8", 57],
    ["is_entry", "u8", 58],
    ["is_cwd_cut", "u8", 59],
  ]);
  expect(strings.map(({ name, lengthOffset }) => [name, lengthOffset])).toEqual([
    ["filename", 44],
    ["base", 46],
    ["image", 48],
    ["cwd", 50],
    ["argv", 52],
    ["argv_tail", 54],
  ]);
  expect({ padding, fixedSize }).toEqual({ padding: 4, fixedSize: 64 });
});

test("the header of every record is 32 bytes, and no kind uses a number twice", () => {
  expect(HEADER.map(({ name, offset }) => [name, offset])).toEqual([
    ["size", 0],
    ["kind", 4],
    ["cpu", 6],
    ["time_ns", 8],
    ["start_ns", 16],
    ["pid", 24],
    ["flags", 28],
  ]);
  expect(RECORD_HEADER_SIZE).toBe(32);
  expect(new Set(LAYOUTS.map(({ id }) => id)).size).toBe(LAYOUTS.length);
});

test("a member or kind that the schema does not have is an error, not offset 0", () => {
  expect(() => memberOffset(layoutFor("file_open"), "nonsense")).toThrow("no member nonsense");
  expect(() => layoutFor("nonsense" as "file_open")).toThrow("no kind nonsense");
});
