import { ARGV_STRINGS, argumentsOf } from "./argv.ts";
import { recordKind } from "./kind.ts";
import { workingFolder } from "./path.ts";

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
      { name: "is_root_owned", type: "u8" },
      { name: "is_cwd_cut", type: "u8" },
    ],
    strings: [{ name: "image", form: "walk" }, { name: "cwd", form: "walk" }, ...ARGV_STRINGS],
  },
  learn(record, { lineage, intern }) {
    if (record.is_watched === ADOPTED) lineage.adopted++;
    const path = record.image.path();
    const image = {
      exec_path: path,
      argv: argumentsOf(record, intern),
      is_argv_cut: record.isArgvCut,
      file_path: path,
      is_root_owned: record.is_root_owned !== 0,
      cwd: workingFolder(record, intern),
    };
    const parent = { pid: record.parent_pid, startNs: record.parent_start_ns };
    lineage.adopt(record.pid, record.startNs, image, parent, record.is_fork !== 0 ? "fork" : "exec");
  },
});
