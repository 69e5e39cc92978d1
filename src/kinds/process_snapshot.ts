import { recordKind } from "./kind.ts";

export const process_snapshot = recordKind({
  id: 18,
  doc: "A process older than the collector, read from /proc. Its start time has the precision of a clock tick.",
  record: {
    fixed: [{ name: "parent_pid", type: "u32" }],
    strings: [
      { name: "executable", form: "text" },
      { name: "argv", form: "list" },
    ],
  },
  learn(record, { lineage, intern }) {
    lineage.snapshot(record.pid, record.startNs, record.parent_pid, {
      exec_path: intern(record.executable.raw()),
      argv: record.argv.texts(),
    });
  },
});
