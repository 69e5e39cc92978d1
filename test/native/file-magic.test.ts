import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { capture, expected, plain, temporaryFolder, trigger } from "./capture.ts";
import { opened } from "./opened.ts";

test("what is opened is told by its own path, whatever path leads to it", async () => {
  const folder = temporaryFolder();
  for (const name of ["folder", "deep", "deep/real"]) mkdirSync(`${folder}/${name}`);
  for (const name of ["plain", "folder/inside", "deep/plain", "deep/real/inside"]) {
    writeFileSync(`${folder}/${name}`, "");
  }
  for (const [name, target] of [
    ["link", "plain"],
    ["folder-link", "deep/real"],
    ["chain-1", "folder/chain-2"],
    ["folder/chain-2", "../chain-3"],
    ["chain-3", `${folder}/deep/real/inside`],
    ["elsewhere", "/dev"],
    ["root-link", "/"],
    ["dangling", "folder/made"],
    ["loop", "loop"],
    ["folder/absolute-link", "/inside"],
  ] as const) {
    symlinkSync(target, `${folder}/${name}`);
  }
  const program = trigger("file_magic");
  const { events } = await capture(program, [folder]);
  const pid = events[0]?.process.pid;
  const own = { is_own_process: true };
  expect(plain(events, "file_open")).toEqual(
    expected(
      "file_open",
      [program, folder],
      [
        opened(`${folder}/plain`),
        opened(`${folder}/plain`),
        opened(`${folder}/plain`, 2),
        opened(`${folder}/plain`),
        opened(program),
        { ...opened(`/proc/${pid}/task/${pid}/mem`, 2), ...own },
        { ...opened(`/proc/${pid}/task/${pid}/mem`), ...own },
        { ...opened(`/proc/${pid}/mem`, 1), ...own },

        opened(`${folder}/plain`),
        opened(`${folder}/deep/real/inside`),
        opened(`${folder}/deep/plain`),
        opened(`${folder}/deep/real/inside`),
        opened("/dev/null", 1),
        opened("/"),
        opened(`${folder}/folder/made`, 0o101),

        opened(`${folder}/folder/inside`),
        opened(`${folder}/folder/inside`),
        opened(`${folder}/folder/inside`),
        opened(`${folder}/folder/inside`),

        opened("/proc/self/fd/200"),
        opened(`/proc/${pid}/ns/mnt`),
      ],
    ),
  );
});
