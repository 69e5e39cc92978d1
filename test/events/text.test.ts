import { expect, test } from "vitest";
import { fold, TextTable } from "../../src/events/text.ts";

test.each([
  ["/usr/bin/curl", "/usr/bin/curl"],
  ["/Usr/BIN/Curl", "/usr/bin/curl"],
  ["ÄÖÜ", "äöü"],
  // By code point and without context: a final sigma stays what it is anywhere else.
  ["ΟΔΟΣ", "οδοσ"],
  ["ς", "ς"],
  // Its lowercase is i with a dot above; the simple mapping is i.
  ["İ", "i"],
  ["DİR", "dir"],
  // Kelvin and Ångström signs, capital sharp s.
  ["\u212a", "k"],
  ["\u212b", "å"],
  ["ẞ", "ß"],
  // NFC, after the lowercasing.
  ["e\u0301", "é"],
  ["E\u0301", "é"],
  ["\u1100\u1161", "가"],
  // Compatibility forms are left alone.
  ["ﬁ", "ﬁ"],
  ["𐐀", "𐐨"],
  // Bytes that are no UTF-8.
  ["a\udcffb", "a\ufffdb"],
  ["\ud83d", "\ufffd"],
  ["😀", "😀"],
])("%j is folded to %j", (raw, folded) => {
  expect(fold(raw)).toBe(folded);
});

test("one string has one Text, which keeps what it was", () => {
  const texts = new TextTable();
  const text = texts.intern("/Tmp/\udcff");
  expect(text).toMatchObject({ raw: "/Tmp/\udcff", folded: "/tmp/\ufffd" });
  expect(texts.intern("/Tmp/\udcff")).toBe(text);
  expect(texts.intern("/tmp/\ufffd")).not.toBe(text);
  expect(texts.size).toBe(2);
});

test("no two strings have one number, in whatever tables they are", () => {
  const [one, other] = [new TextTable(), new TextTable()];
  const numbers = ["/a", "/b", "/a"].flatMap((raw) => [one.intern(raw).number, other.intern(raw).number]);
  expect(new Set(numbers).size).toBe(4);
});

test("a table that a job fills with names forgets them, and goes on", () => {
  const texts = new TextTable();
  const first = texts.intern("first");
  const long = "x".repeat(4000);
  for (let number = 0; number < 5000; number++) texts.intern(`${long}${number}`);
  expect(texts.size).toBeLessThan(4200);
  const again = texts.intern("first");
  expect(again).not.toBe(first);
  expect(again).toEqual({ ...first, number: again.number });
});
