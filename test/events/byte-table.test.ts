import { expect, test } from "vitest";
import { ByteTable, hashOf } from "../../src/events/byte-table.ts";
import { random } from "../random.ts";

const bytesOf = (text: string) => {
  const bytes = Buffer.from(`--${text}--`, "latin1");
  const place = [new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 2, 2 + text.length] as const;
  return [hashOf(...place), ...place] as const;
};

test("a value is found by its own bytes, and by no others", () => {
  const table = new ByteTable<string>();
  const keys = [
    "",
    "a",
    "ab",
    "abcd",
    "abcde",
    "abcdefgh",
    "abcdefgi",
    "xbcdefgh",
    "\0\0\0\0",
    "\0\0\0",
    "\xff\xff",
  ];
  for (const key of keys) {
    expect(table.get(...bytesOf(key))).toBeUndefined();
    table.set(...bytesOf(key), `of ${key}`);
  }
  expect(keys.map((key) => table.get(...bytesOf(key)))).toEqual(keys.map((key) => `of ${key}`));
});

test("many values stay apart while the table grows", () => {
  const table = new ByteTable<number>();
  const { below } = random(1);
  const keys = Array.from({ length: 60_000 }, (_, n) => `${n}\0${"x".repeat(below(40))}\0home\0`);
  for (const [n, key] of keys.entries()) table.set(...bytesOf(key), n);
  const found = keys.map((key) => table.get(...bytesOf(key)));
  expect(found.filter((value, n) => value !== undefined && value !== n)).toEqual([]);
  expect(found.filter((value) => value === undefined).length).toBeLessThan(60);
});

test("keys that collide are forgotten, and searched for no longer than others", () => {
  // The highest bits of two words that follow each other cancel out, whatever came before.
  const [one, other] = ["aaaabbbb", "aaa\xe1bbb\xe2"];
  const keys = Array.from({ length: 4096 }, (_, n) =>
    Array.from({ length: 12 }, (_unused, bit) => ((n >> bit) & 1 ? other : one)).join(""),
  );
  const table = new ByteTable<number>();
  for (const [n, key] of keys.entries()) table.set(...bytesOf(key), n);
  const found = keys.map((key) => table.get(...bytesOf(key)));
  expect(found.filter((value, n) => value !== undefined && value !== n)).toEqual([]);
});

test("what is cleared is forgotten, and the table goes on", () => {
  const table = new ByteTable<number>();
  for (let n = 0; n < 3000; n++) table.set(...bytesOf(`${n}`), n);
  table.clear();
  expect(table.get(...bytesOf("7"))).toBeUndefined();
  table.set(...bytesOf("7"), 8);
  expect([table.get(...bytesOf("7")), table.get(...bytesOf("8"))]).toEqual([8, undefined]);
});
