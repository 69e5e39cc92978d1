import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { capture, expected, plain, temporaryFolder, trigger } from "./capture.ts";
import { opened } from "./opened.ts";

/** A row of the table: access mode 0 reads, 1 writes, 2 does both, 3 neither. */
test("every way to open a file is reported once, with its resolved path and flags", async () => {
  const folder = temporaryFolder();
  writeFileSync(`${folder}/plain`, "");
  mkdirSync(`${folder}/folder`);
  writeFileSync(`${folder}/folder/inside`, "");
  symlinkSync("plain", `${folder}/link`);
  symlinkSync(`${folder}/folder`, `${folder}/folder-link`);
  const program = trigger("file_open");
  const { events } = await capture(program, [folder]);
  expect(plain(events, "file_open")).toEqual(
    expected(
      "file_open",
      [program, folder],
      [
        opened(`${folder}/plain`, 0),
        opened(`${folder}/plain`, 1),
        opened(`${folder}/plain`, 2),
        opened(`${folder}/folder`, 0o200_000),
        opened(`${folder}/folder/inside`, 0),
        opened(`${folder}/plain`, 0),
        opened(`${folder}/plain`, 0),
        opened(`${folder}/folder/by-openat2`, 66),
        opened(`${folder}/by-creat`, 0o1101),
        // The folder whose mount the handle is of, then the file behind the handle.
        opened(folder, 0o200_000),
        opened(`${folder}/plain`, 2),

        opened(`${folder}/created`, 0o302),
        opened(`${folder}/plain`, 0o1101),
        opened(`${folder}/plain`, 0o2001),
        opened(`${folder}/plain`, 0),
        opened(`${folder}/plain`, 0o404_400),
        opened(`${folder}/plain`, 0o1_000_000),
        opened(`${folder}/plain`, 0o4_010_001),
        opened(`${folder}/plain`, 0o10_001),
        opened(`${folder}/plain`, 3),
        // The kernel names a file without a name by its inode.
        opened(expect.stringMatching(new RegExp(`^${folder}/#\\d+$`)), 0o20_200_002),

        opened("/", 0),
        opened("/dev/null", 1),
        opened(`${folder}/plain`, 0),
        opened(`${folder}/folder/inside`, 0),
        opened(`${folder}/folder/inside`, 0),

        opened(`${folder}/new\nline`, 0o1101),
        opened(`${folder}/both " and '`, 0o1101),
        opened(`${folder}/no utf-8 \udcff\udcc3`, 0o1101),
        opened(`${folder}/Ümläut`, 0o1101),
        opened(`${folder}/${"n".repeat(255)}`, 0o1101),

        opened(`${folder}/plain`, 0),
      ],
    ),
  );
});

test("flags that another thread changes meanwhile do not hide what is opened", async () => {
  const folder = temporaryFolder();
  const { events } = await capture(trigger("file_open"), [folder, "changing"]);
  const modes = plain(events, "file_open").map(({ payload }) => [
    payload.path,
    payload.is_read,
    payload.is_write,
  ]);
  // In whichever order the two threads come out of their calls.
  expect(modes.toSorted()).toEqual([
    [`${folder}/fifo`, false, true],
    [`${folder}/fifo`, true, false],
  ]);
});
