import { expect, test } from "vitest";
import { LineReader } from "../../src/watch/line-reader.ts";

test("lines come out as they are completed, in whatever pieces they come", () => {
  const reader = new LineReader(10);
  const bytes = Buffer.from("one\n\ntwö\nrest");
  const lines: string[] = [];
  for (const byte of bytes) lines.push(...reader.push(Buffer.from([byte])));
  expect(lines).toEqual(["one", "", "twö"]);
  expect([...new LineReader(10).push(bytes)]).toEqual(lines);
});

test("a line that is too long is an error, whether its end has come or not", () => {
  expect([...new LineReader(3).push(Buffer.from("abc\n"))]).toEqual(["abc"]);
  expect(() => [...new LineReader(3).push(Buffer.from("abcd\n"))]).toThrow("longer than 3 bytes");
  expect(() => [...new LineReader(3).push(Buffer.from("abcd"))]).toThrow("longer than 3 bytes");
});
