import { ARGV_STRINGS, argumentsOf } from "./argv.ts";
import { recordKind } from "./kind.ts";

export const process_snapshot = recordKind({
  id: 18,
  doc: "A process older than the collector, read from /proc. Its start time has the precision of a clock tick.",
  record: {
    fixed: [
      { name: "parent_pid", type: "u32" },
      { name: "is_root_owned", type: "u8" },
    ],
    strings: [{ name: "executable", form: "text" }, { name: "cwd", form: "text" }, ...ARGV_STRINGS],
  },
  learn(record, { lineage, intern }) {
    // What /proc tells is the file that runs: of a script its interpreter.
    const path = intern(record.executable.raw());
    lineage.snapshot(record.pid, record.startNs, record.parent_pid, {
      exec_path: path,
      argv: argumentsOf(record, intern),
      is_argv_cut: record.isArgvCut,
      file_path: path,
      is_root_owned: record.is_root_owned !== 0,
      cwd: intern(record.cwd.raw()),
    });
  },
});
