import { execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openFile } from "../../src/cli/chunks.ts";
import { folder, write } from "./command.ts";

async function readAll(path: string) {
  const { start, isEventLog, chunks } = await openFile(path);
  const read: Uint8Array[] = [];
  for await (const chunk of chunks) read.push(chunk);
  return { start: Buffer.from(start).toString(), isEventLog, text: Buffer.concat(read).toString() };
}

test.each([
  ["a log", "runwarden log 3\nRWBK", true],
  ["a log of another framing", "runwarden log 9\n", true],
  ["events", '{"event_type":"file_open"}\n', false],
  ["nothing", "", false],
  ["less than tells it", "runwarden", false],
])("%s is told by its first bytes, and read whole", async (_what, text, isEventLog) => {
  const path = write(folder(), "file", text);
  expect(await readAll(path)).toEqual({ start: text, isEventLog, text });
});

test("of a large file the start is not all, and all is read", async () => {
  const text = `runwarden log 3\n${"0123456789abcdef".repeat(200_000)}`;
  const read = await readAll(write(folder(), "file", text));
  expect(read.start.length).toBeGreaterThanOrEqual(4096);
  expect(read.start.length).toBeLessThan(text.length);
  expect([read.isEventLog, read.text === text]).toEqual([true, true]);
});

test("a pipe is opened once, and loses nothing, also where its first bytes come in pieces", async () => {
  const pipe = join(folder(), "pipe");
  execFileSync("mkfifo", [pipe]);
  const pieces = "printf runw; sleep 0.1; printf 'arden log 3\\n'; sleep 0.1; printf more";
  spawn("sh", ["-c", `{ ${pieces}; } > "$0"`, pipe]);
  const text = "runwarden log 3\nmore";
  expect(await readAll(pipe)).toEqual({ start: text, isEventLog: true, text });
});

test("a file that cannot be read is a wrong usage, at once or later", async () => {
  await expect(openFile("/nowhere/file")).rejects.toMatchObject({ code: "usage" });
  await expect(openFile("/")).rejects.toMatchObject({ code: "usage" });
});
