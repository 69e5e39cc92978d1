import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { capture, expected, plain, temporaryFolder, trigger } from "./capture.ts";

const FILES = [
  "plain",
  "absolute",
  "new\nline",
  "other/e",
  ..."abcde".split("").map((name) => `folder/${name}`),
];

test("every way to move a file or folder is reported once, and no attempt that fails", async () => {
  const folder = temporaryFolder();
  for (const name of ["folder", "other", "sub"]) mkdirSync(`${folder}/${name}`);
  for (const name of FILES) writeFileSync(`${folder}/${name}`, "");
  symlinkSync("plain", `${folder}/link`);
  const program = trigger("file_move");
  const { events } = await capture(program, [folder]);
  const moved = (from: string, to: string) => ({
    from_path: `${folder}/${from}`,
    to_path: `${folder}/${to}`,
  });
  expect(plain(events, "file_move")).toEqual(
    expected(
      "file_move",
      [program, folder],
      [
        moved("plain", "renamed"),
        moved("absolute", "other/absolute"),
        moved("folder/a", "other/a"),
        moved("folder/b", "b"),
        moved("folder/c", "c"),
        moved("folder/d", "other/d"),
        // The two change places.
        moved("folder/e", "other/e"),
        moved("other/e", "folder/e"),
        moved("other/absolute", "absolute"),
        moved("sub", "sub-renamed"),
        moved("link", "link-renamed"),
        moved("new\nline", "no utf-8 \udcff\udcc3"),
      ],
    ),
  );
});
