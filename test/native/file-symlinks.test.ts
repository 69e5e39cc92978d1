import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { capture, expected, plain, temporaryFolder, trigger } from "./capture.ts";

test("symbolic links on the way of a remove, move or link are resolved, or stand there as they were given", async () => {
  const folder = temporaryFolder();
  for (const name of ["deep", "deep/real", "deep/real/sub"]) mkdirSync(`${folder}/${name}`);
  for (const name of ["deep/real/a", "deep/real/b", "deep/beside", "g"])
    writeFileSync(`${folder}/${name}`, "");
  symlinkSync("deep/real", `${folder}/link`);
  for (const name of ["last", "other", "to-g"]) symlinkSync("g", `${folder}/${name}`);
  const program = trigger("file_symlinks");
  const { events, summary } = await capture(program, [folder]);
  const command: [string, string] = [program, folder];
  // Only the source that looks at the files themselves knows where a link leads to.
  const isResolvedIn = (kind: "file_remove" | "file_move" | "file_link") =>
    summary.coverage.sources[kind] === "fentry";
  const placeIn = (kind: "file_remove" | "file_move" | "file_link") => (resolved: string, given: string) =>
    `${folder}/${isResolvedIn(kind) ? resolved : given}`;

  const removed = (path: string, is_folder = false) => ({ path, is_folder });
  const gone = placeIn("file_remove");
  expect(plain(events, "file_remove")).toEqual(
    expected("file_remove", command, [
      removed(gone("deep/real/a", "link/a")),
      removed(gone("deep/real/sub", "link/sub"), true),
      // As given, `..` takes back the link: that is another place, and so it is tagged.
      isResolvedIn("file_remove")
        ? removed(`${folder}/deep/beside`)
        : { ...removed(`${folder}/beside`), tags: ["unresolved"] },
      removed(`${folder}/last`),
      removed(`${folder}/deep/real/e`),
      removed(`${folder}/deep/real/f`),
    ]),
  );
  const moved = placeIn("file_move");
  expect(plain(events, "file_move")).toEqual(
    expected("file_move", command, [
      { from_path: moved("deep/real/b", "link/b"), to_path: moved("deep/real/c", "link/c") },
      { from_path: moved("deep/real/c", "link/c"), to_path: `${folder}/d` },
      { from_path: `${folder}/other`, to_path: `${folder}/other-moved` },
    ]),
  );
  const hard = (created_path: string, existing_path: string) => ({
    created_path,
    existing_path,
    is_hardlink: true,
    is_symlink: false,
  });
  const at = placeIn("file_link");
  expect(plain(events, "file_link")).toEqual(
    expected("file_link", command, [
      hard(at("deep/real/e", "link/e"), `${folder}/d`),
      {
        created_path: at("deep/real/f", "link/f"),
        existing_path: at("deep/real/target", "link/target"),
        is_hardlink: false,
        is_symlink: true,
      },
      hard(`${folder}/g-linked`, at("g", "to-g")),
      hard(`${folder}/named`, expect.stringMatching(new RegExp(`^${folder}/deep/#\\d+$`))),
      hard(`${folder}/g-again`, `${folder}/g-linked`),
    ]),
  );
});
