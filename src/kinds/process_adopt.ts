import { recordKind } from "./kind.ts";

const ADOPTED = 1;

export const process_adopt = recordKind({
  id: 20,
  doc: "A process outside the job's lineage that is watched from now on, because the job made somebody start it; or one of its ancestors, told before it, so that it has a lineage.",
  record: {
    fixed: [
      { name: "parent_start_ns", type: "u64" },
      { name: "parent_pid", type: "u32" },
      /**
       * 0 for an ancestor: it is told, but not watched. 1: the job made somebody start it. 2: it has come into the control
       * group of the job's container from outside, as each step does.
       */
      { name: "is_watched", type: "u8" },
      /** Forked and not yet executed: it has its parent's image. */
      { name: "is_fork", type: "u8" },
    ],
    strings: [
      { name: "image", form: "walk" },
      { name: "argv", form: "list" },
    ],
  },
  learn(record, { lineage }) {
    if (record.is_watched === ADOPTED) lineage.adopted++;
    const image = { exec_path: record.image.path(), argv: record.argv.texts() };
    const parent = { pid: record.parent_pid, startNs: record.parent_start_ns };
    lineage.adopt(record.pid, record.startNs, image, parent, record.is_fork !== 0 ? "fork" : "exec");
  },
});
