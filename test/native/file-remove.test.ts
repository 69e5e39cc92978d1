import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { capture, expected, plain, tagsOfGoingBack, temporaryFolder, trigger } from "./capture.ts";

const FILES = [
  "plain",
  "by-unlink",
  "by-absolute",
  "by-unlinkat",
  "by-absolute-at",
  "folder/inside",
  "above",
  "unclean",
  "new\nline",
];
const FOLDERS = [
  "folder",
  "full",
  "full/folder",
  "by-rmdir",
  "by-rmdir-slash",
  "by-removedir",
  "folder/folder-inside",
];

test("every way to remove a file or folder is reported once, and no attempt that fails", async () => {
  const folder = temporaryFolder();
  for (const name of FOLDERS) mkdirSync(`${folder}/${name}`);
  for (const name of FILES) writeFileSync(`${folder}/${name}`, "");
  writeFileSync(Buffer.from(`${folder}/no utf-8 \xff\xc3`, "latin1"), "");
  symlinkSync("plain", `${folder}/link`);
  const program = trigger("file_remove");
  const { events, summary } = await capture(program, [folder]);
  const removed = (name: string) => ({ path: `${folder}/${name}`, is_folder: false });
  const removedFolder = (name: string) => ({ path: `${folder}/${name}`, is_folder: true });
  expect(plain(events, "file_remove")).toEqual(
    expected(
      "file_remove",
      [program, folder],
      [
        removed("by-unlink"),
        removed("by-absolute"),
        removed("by-unlinkat"),
        removed("folder/inside"),
        removed("above"),
        removed("by-absolute-at"),
        { ...removed("unclean"), ...tagsOfGoingBack(summary, "file_remove") },
        removed("link"),
        removed("new\nline"),
        removed("no utf-8 \udcff\udcc3"),
        removedFolder("by-rmdir"),
        removedFolder("by-rmdir-slash"),
        removedFolder("by-removedir"),
        removedFolder("folder/folder-inside"),
      ],
    ),
  );
});
