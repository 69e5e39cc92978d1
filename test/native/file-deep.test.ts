import { expect, test } from "vitest";
import { capture, expected, plain, temporaryFolder, trigger } from "./capture.ts";

/** The path that triggers/file_deep.c makes of the longest names. */
function longest(folder: string): string {
  let path = folder;
  while (4095 - path.length > 256) path += `/${"n".repeat(4095 - path.length > 512 ? 255 : 100)}`;
  return `${path}/`.padEnd(4095, "f");
}

test("the longest and deepest paths are whole; one longer than a program can give is tagged, never silently wrong", async () => {
  const folder = temporaryFolder();
  const program = trigger("file_deep");
  const { events, summary } = await capture(program, [folder]);
  const created = (path: string) => ({ path, is_read: false, is_write: true, flags: 0o1101 });
  const name = "n".repeat(250);
  const cut = { tags: ["truncated"] };
  const command: [string, string] = [program, folder];
  const long = longest(folder);

  expect(plain(events, "file_open")).toEqual(
    expected("file_open", command, [
      created(`${folder}/${"d/".repeat(40)}at-40`),
      created(`${folder}/${"d/".repeat(150)}at-150`),
      { ...created(`…/${`${name}/`.repeat(17)}at-5000-bytes`), ...cut },
      created(long),
      { ...created(`…/deepest/${"d/".repeat(2047)}f`), ...cut },
    ]),
  );
  // As given, a path is as long as it may be; resolved, it is walked like that of an open.
  const isGiven = summary.coverage.sources.file_remove === "tracepoint";
  expect(plain(events, "file_remove")).toEqual(
    expected("file_remove", command, [
      { path: `${folder}/${"d/".repeat(150)}at-150`, is_folder: false },
      { path: long, is_folder: false },
      isGiven
        ? { path: `${folder}/deepest/${"d/".repeat(2047)}f`, is_folder: false }
        : { path: `…/deepest/${"d/".repeat(2047)}f`, is_folder: false, ...cut },
    ]),
  );
  expect(plain(events, "file_move")).toEqual(
    expected("file_move", command, [
      { from_path: long, to_path: `${folder}/moved` },
      { from_path: `${folder}/moved`, to_path: long },
    ]),
  );
  expect(plain(events, "file_link")).toEqual(
    expected("file_link", command, [
      { created_path: `${folder}/linked`, existing_path: long, is_hardlink: true, is_symlink: false },
      { created_path: `${folder}/soft`, existing_path: long, is_hardlink: false, is_symlink: true },
    ]),
  );
});
