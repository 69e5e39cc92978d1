import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { capture, earlier, expected, plain, temporaryFolder, trigger } from "./capture.ts";

test("paths are right across tmpfs, bind and overlay mounts, and seen from a changed root", async () => {
  const folder = temporaryFolder();
  for (const name of ["tmpfs", "bind", "overlay", "origin", "lower", "upper", "work"]) {
    mkdirSync(`${folder}/${name}`);
  }
  for (const name of ["bind-file", "origin/file", "lower/from-lower"]) writeFileSync(`${folder}/${name}`, "");
  const program = trigger("file_mounts");
  const { events } = await capture(program, [folder]);
  const command: [string, string] = [program, folder];
  const created = (path: string) => ({ path, is_read: false, is_write: true, flags: 0o1101 });
  const read = (path: string) => ({ path, is_read: true, is_write: false, flags: 0 });

  const child = { ancestors: [program, ...(plain(events, "file_open")[0]?.ancestors ?? [])] };
  expect(plain(events, "file_open")).toEqual([
    ...expected("file_open", command, [
      created(`${folder}/tmpfs/a`),
      { ...created(`${folder}/bind/a`), ...earlier(`${folder}/origin/a`) },
      { ...read(`${folder}/bind-file`), ...earlier(`${folder}/origin/file`) },
      read(`${folder}/overlay/from-lower`),
      created(`${folder}/overlay/a`),
    ]),
    {
      ...expected("file_open", command, [{ ...created("/in-root"), ...earlier(`${folder}/in-root`) }])[0],
      ...child,
    },
  ]);
  expect(plain(events, "file_link")).toEqual(
    expected("file_link", command, [
      {
        created_path: `${folder}/tmpfs/b`,
        existing_path: `${folder}/tmpfs/a`,
        is_hardlink: true,
        is_symlink: false,
      },
      {
        created_path: `${folder}/bind/b`,
        existing_path: `${folder}/bind/a`,
        is_hardlink: false,
        is_symlink: true,
      },
    ]),
  );
  expect(plain(events, "file_move")).toEqual(
    expected("file_move", command, [
      { from_path: `${folder}/tmpfs/a`, to_path: `${folder}/tmpfs/c` },
      { from_path: `${folder}/overlay/a`, to_path: `${folder}/overlay/b` },
    ]),
  );
  expect(plain(events, "file_remove")).toEqual([
    ...expected("file_remove", command, [
      { path: `${folder}/tmpfs/c`, is_folder: false },
      { path: `${folder}/bind/a`, is_folder: false },
      { path: `${folder}/overlay/from-lower`, is_folder: false },
    ]),
    { ...expected("file_remove", command, [{ path: "/in-root", is_folder: false }])[0], ...child },
  ]);
});
