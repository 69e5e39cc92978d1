import { expect, test } from "vitest";
import { Lines } from "./lines.ts";

test.each([
  [["a\nb\r\nc\rd"], ["a", "b", "c", "d"]],
  [
    ["a\r", "\nb\r", "c"],
    ["a", "b", "c"],
  ],
  [["a\r"], ["a"]],
  [["\n\n"], ["", ""]],
  [["a\u2028::error::b\u0085c\n"], ["a\u2028::error::b\u0085c"]],
  [[""], []],
])("output is cut into lines only where the runner cuts it: %j", (pieces, expected) => {
  const found: string[] = [];
  const lines = new Lines((line) => found.push(line));
  for (const piece of pieces) lines.write(Buffer.from(piece));
  lines.end();
  expect(found).toEqual(expected);
});

test("a character that two reads share is put together, and bytes that are no UTF-8 end nothing", () => {
  const found: string[] = [];
  const lines = new Lines((line) => found.push(line));
  for (const byte of Buffer.from("ü\n")) lines.write(Buffer.of(byte));
  lines.write(Buffer.of(0xff, 0x0a));
  lines.end();
  expect(found).toEqual(["ü", "\ufffd"]);
});
