import { expect, test } from "vitest";
import { capture, plain, temporaryFolder, trigger } from "./capture.ts";

test("what is done by the system calls of 32-bit programs is seen by the source that stands behind them", async () => {
  const folder = temporaryFolder();
  const { events, summary } = await capture(trigger("calls_32_bit"), [folder]);
  const done = {
    file_open: [{ path: `${folder}/file`, is_read: false, is_write: true, flags: 0o101 }],
    file_link: [
      {
        created_path: `${folder}/other`,
        existing_path: `${folder}/file`,
        is_hardlink: true,
        is_symlink: false,
      },
      {
        created_path: `${folder}/other`,
        existing_path: `${folder}/file`,
        is_hardlink: false,
        is_symlink: true,
      },
    ],
    file_move: [{ from_path: `${folder}/other`, to_path: `${folder}/sub` }],
    file_remove: [
      { path: `${folder}/sub`, is_folder: false },
      { path: `${folder}/sub`, is_folder: true },
    ],
  };
  for (const kind of ["file_open", "file_link", "file_move", "file_remove"] as const) {
    const isSeen = summary.coverage.sources[kind] === "fentry" && summary.start.machine === "x86_64";
    expect(plain(events, kind).map(({ payload }) => payload)).toEqual(isSeen ? done[kind] : []);
  }
});
