import { expect, test } from "vitest";
import { fold } from "../../src/events/text.ts";

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
