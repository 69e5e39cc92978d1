import { recordKind } from "./kind.ts";

export const process_fork = recordKind({
  id: 16,
  doc: "A process made another one.",
  record: {
    fixed: [
      { name: "child_start_ns", type: "u64" },
      { name: "child_pid", type: "u32" },
    ],
    strings: [],
  },
  learn(record, { lineage }) {
    lineage.fork(record.pid, record.startNs, record.child_pid, record.child_start_ns);
  },
});
