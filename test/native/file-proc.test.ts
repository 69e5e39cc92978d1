import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { capture, expected, plain, temporaryFolder, trigger } from "./capture.ts";

test("a file of /proc is told as one, wherever it is mounted and whatever root the process has", async () => {
  const folder = temporaryFolder();
  for (const name of ["again", "first"]) mkdirSync(`${folder}/${name}`);
  writeFileSync(`${folder}/file`, "");
  const program = trigger("file_proc");
  const { events } = await capture(program, [folder]);
  const read = (path: string) => ({ path, is_read: true, is_write: false, flags: 0 });
  expect(plain(events, "file_open")).toEqual(
    expected(
      "file_open",
      [program, folder],
      [
        read("/proc/1/task/1/stat"),
        read("/proc/1/stat"),
        read("/proc/1/stat"),
        read("/proc/1/stat"),
        read("/proc"),
        read("/proc/1/stat"),
        read("/proc/1/stat"),
      ],
    ),
  );
});
