import { expect, test } from "vitest";
import { capture, plain, temporaryFolder, trigger } from "./capture.ts";

test("what is done by the system calls of 32-bit programs is seen by the source that stands behind them", async () => {
  const folder = temporaryFolder();
  const program = trigger("calls_32_bit");
  const { events, summary } = await capture(program, [folder]);
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
    file_truncate: [
      { path: `${folder}/file`, size: 5 },
      { path: `${folder}/file`, size: 6 },
    ],
    process_access: [{ target: expect.objectContaining({ exec_path: program }), access: "descriptor" }],
    mount: [
      { source_path: "tmpfs", target_path: `${folder}/fresh`, fs_type: "tmpfs", is_bind: false },
      { source_path: `${folder}/fresh`, target_path: `${folder}/bound`, fs_type: "", is_bind: true },
      { source_path: "none", target_path: `${folder}/fresh`, fs_type: "tmpfs", is_bind: false },
    ],
    kernel_load: [{ type: "bpf", name: "narrow" }],
    privilege_change: [{ type: "uid", is_root: true, is_exec: false, old_uid: 1000, capabilities: [] }],
  };
  const kinds = [
    "file_open",
    "file_link",
    "file_move",
    "file_remove",
    "file_truncate",
    "process_access",
    "mount",
    "kernel_load",
    "privilege_change",
  ] as const;
  for (const kind of kinds) {
    const isSeen = summary.coverage.sources[kind] === "fentry" && summary.start.machine === "x86_64";
    expect(plain(events, kind).map(({ payload }) => payload)).toEqual(isSeen ? done[kind] : []);
  }
});
