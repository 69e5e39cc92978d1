import { expect, test } from "vitest";
import { columnsOf, padded, shortened } from "../../src/report/columns.ts";

test("wide characters take two columns, and signs above others none", () => {
  expect(columnsOf("日本")).toBe(4);
  expect(columnsOf("e\u0301")).toBe(1);
  expect(padded("日本", 6)).toBe("日本  ");
  expect(padded("too long", 3)).toBe("too long");
});

test.each([
  ["/home/runner/.npmrc", 12, "end", "/home/runne…"],
  ["/home/runner/.npmrc", 12, "middle", "/home….npmrc"],
  ["/home/runner/.npmrc", 19, "middle", "/home/runner/.npmrc"],
  ["日本日本日本", 6, "end", "日本…"],
  ["日本日本日本", 7, "middle", "日…本"],
  ["e\u0301e\u0301e\u0301e\u0301", 3, "end", "e\u0301e\u0301…"],
  ["ab", 1, "end", "…"],
] as const)("%j in %i columns, without its %s", (text, columns, where, expected) => {
  const short = shortened(text, columns, where);
  expect(columnsOf(short)).toBeLessThanOrEqual(columns);
  expect(short).toBe(expected);
});

test("signs that are stacked on a character, to hide the lines above, are one character instead", () => {
  expect(shortened(`a${"\u0301".repeat(500)}b`, 80, "end")).toBe("\ufffdb");
});

test("of a huge text only its ends are looked at", () => {
  const text = `${"日".repeat(2_000_000)}end`;
  expect(shortened(text, 20, "middle")).toBe("日日日日…日日日日end");
});

test("what was shortened before is as wide as it looks", () => {
  expect(columnsOf("/a…/b")).toBe(5);
  expect(shortened("/a…/bc", 5, "end")).toBe("/a…/…");
  expect(shortened("/a…/b", 5, "end")).toBe("/a…/b");
});
