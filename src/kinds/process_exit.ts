import { recordKind } from "./kind.ts";

export const process_exit = recordKind({
  id: 17,
  doc: "A process ended.",
  record: { fixed: [], strings: [] },
  learn(record, { lineage }) {
    lineage.exit(record.pid);
  },
});
