import { mkdirSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { capture, earlier, expected, plain, tagsOfGoingBack, temporaryFolder, trigger } from "./capture.ts";
import { opened } from "./opened.ts";

test("paths in a container are those that its programs see, and one from outside of it is not taken for them", async () => {
  const folder = temporaryFolder();
  for (const name of ["root", "lower", "upper", "work", "shared", "shared/folder"]) {
    mkdirSync(`${folder}/${name}`);
  }
  for (const name of ["etc", "proc", "shared"]) mkdirSync(`${folder}/lower/${name}`);
  for (const name of ["lower/etc/from-lower", "shared/folder/inside", "outside"]) {
    writeFileSync(`${folder}/${name}`, "");
  }
  const program = trigger("file_container");
  const { events, summary } = await capture(program, [folder]);
  const command: [string, string] = [program, folder];
  const inContainer = { ancestors: [program, ...(plain(events, "process_exec")[0]?.ancestors ?? [])] };
  const contained = <K extends "file_open" | "file_remove" | "file_move" | "file_link">(
    kind: K,
    payloads: Parameters<typeof expected<K>>[2],
  ) => expected(kind, command, payloads).map((event) => ({ ...event, ...inContainer }));

  expect(plain(events, "file_open")).toEqual(
    contained("file_open", [
      opened("/etc/from-lower"),
      opened("/etc/from-lower", 1),
      opened("/etc/new", 0o1101),
      { ...opened("/shared/new", 0o1101), ...earlier(`${folder}/shared/new`) },
      { ...opened("/proc/1/mem", 2), is_own_process: true },
      opened("/etc/new"),
      { ...opened("/from-lower"), ...earlier("/etc/from-lower") },
      { ...opened("/linked"), ...earlier("/etc/new", "/etc/moved") },
      opened(`${folder}/outside`),
      { ...opened("/shared", 0), ...earlier(`${folder}/shared`) },
      // The file system is known no longer by a place, only the way inside it.
      {
        ...opened(expect.stringMatching(new RegExp(`^…/.*${basename(folder)}/shared/folder/inside$`))),
        tags: ["truncated"],
      },
    ]),
  );
  expect(plain(events, "file_move")).toEqual(
    contained("file_move", [
      { from_path: "/etc/new", to_path: "/etc/moved", ...tagsOfGoingBack(summary, "file_move") },
    ]),
  );
  expect(plain(events, "file_link")).toEqual(
    contained("file_link", [
      { created_path: "/linked", existing_path: "/etc/moved", is_hardlink: true, is_symlink: false },
      { created_path: "/etc/soft", existing_path: "/etc/moved", is_hardlink: false, is_symlink: true },
    ]),
  );
  expect(plain(events, "file_remove")).toEqual(
    contained("file_remove", [
      { path: "/shared/new", is_folder: false },
      { path: "/etc/moved", is_folder: false },
      { path: `${folder}/outside`, is_folder: false },
    ]),
  );
});
