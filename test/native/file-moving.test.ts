import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { capture, earlier, expected, plain, temporaryFolder, trigger } from "./capture.ts";

test("a path is that of the moment, also where a folder above was moved; what is removed has its last one", async () => {
  const folder = temporaryFolder();
  for (const name of ["was", "above", "above/gone", "tmpfs", "bind"]) mkdirSync(`${folder}/${name}`);
  for (const name of ["was/inside", "above/gone/inside"]) writeFileSync(`${folder}/${name}`, "");
  const program = trigger("file_moving");
  const { events } = await capture(program, [folder]);
  const command: [string, string] = [program, folder];
  const read = (path: string) => ({ path: `${folder}/${path}`, is_read: true, is_write: false, flags: 0 });
  const listed = (path: string) => ({ ...read(path), flags: 0o200_000 });
  const created = (path: string) => ({
    path: `${folder}/${path}`,
    is_read: false,
    is_write: true,
    flags: 0o1101,
  });
  const from = <T>(path: string, payload: T) => ({ ...payload, ...earlier(`${folder}/${path}`) });
  const cut = { tags: ["truncated"] };

  expect(plain(events, "file_open")).toEqual(
    expected("file_open", command, [
      read("was/inside"),
      from("was/inside", read("is/inside")),
      from("was/inside", read("is/inside")),
      // It came into a folder that had been moved, as all else that is in it.
      from("was/new", created("is/new")),

      read("above/gone/inside"),
      // The removed file, then it again with another one in its place.
      read("above/gone/inside"),
      created("above/gone/inside"),
      read("above/gone/inside"),
      listed("above/gone"),
      listed("above"),
      read("above/gone/inside"),
      from("above/gone", listed("above-now/gone")),
      from("above/gone/inside", read("above-now/gone/inside")),

      // Of these only the way inside their file system can be told.
      { path: "…/a/b/new", is_read: false, is_write: true, flags: 0o101, ...cut },
      { path: "…/b/new", is_read: false, is_write: true, flags: 0o1101, ...cut },
      { path: "…/b", is_read: true, is_write: false, flags: 0o200_000, ...cut },
    ]),
  );
  const moved = (from: string, to: string) => ({
    from_path: `${folder}/${from}`,
    to_path: `${folder}/${to}`,
  });
  expect(plain(events, "file_move")).toEqual(
    expected("file_move", command, [
      moved("was", "is"),
      moved("is/inside", "is/moved"),
      moved("is", "is-now"),
      moved("above", "above-now"),
      moved("tmpfs/a/b", "tmpfs/b"),
    ]),
  );
  expect(plain(events, "file_link")).toEqual(
    expected("file_link", command, [
      {
        created_path: `${folder}/is-now/linked`,
        existing_path: `${folder}/is-now/new`,
        is_hardlink: true,
        is_symlink: false,
      },
    ]),
  );
  const removed = (path: string, is_folder = false) => ({ path: `${folder}/${path}`, is_folder });
  expect(plain(events, "file_remove")).toEqual(
    expected("file_remove", command, [
      removed("is/moved"),
      removed("is-now/new"),
      removed("above/gone/inside"),
      removed("above/gone/inside"),
      removed("above/gone", true),
      { path: "…/a/b/new", is_folder: false, ...cut },
    ]),
  );
});
