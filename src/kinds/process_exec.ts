import { ARGV_STRINGS, argumentsOf } from "./argv.ts";
import { data, eventKind, words } from "./kind.ts";
import { absolutePath, workingFolder } from "./path.ts";

/**
 * What exec hands on where the file was given by a descriptor that is closed by then, or as what runs already: there
 * the file itself tells more. The kernel makes /dev/fd/N/name of a name below a folder's descriptor.
 */
const DESCRIPTOR_PATH =
  /^\/(dev\/fd\/\d+(\/.*)?|proc\/(self|thread-self|\d+)(\/task\/\d+)?\/(fd\/\d+|exe))$/s;

export const process_exec = eventKind({
  id: 1,
  doc: "A program was executed.",
  fields: [
    {
      name: "is_memfd",
      type: "bool",
      doc: "True when the program is a file in memory (memfd)",
      example: "true / false",
    },
  ],
  record: {
    fixed: [
      { name: "parent_start_ns", type: "u64" },
      { name: "parent_pid", type: "u32" },
      { name: "is_memfd", type: "u8" },
      { name: "is_root_owned", type: "u8" },
      /** In a container job, the first program of a process that came into the container from outside: a step's. */
      { name: "is_entry", type: "u8" },
      { name: "is_cwd_cut", type: "u8" },
    ],
    strings: [
      { name: "filename", form: "text" },
      /** The folder of a descriptor below which it was given; none where its name starts from the working folder. */
      { name: "base", form: "walk" },
      /** None where the file executed is a script's interpreter. */
      { name: "image", form: "walk" },
      { name: "cwd", form: "walk" },
      ...ARGV_STRINGS,
    ],
  },
  decode(record, context) {
    const { lineage, intern } = context;
    const filename = record.filename.raw();
    const cwd = workingFolder(record, intern);
    if (record.is_cwd_cut !== 0) context.tagCut();
    const base = record.base.isEmpty ? cwd : record.base.path();
    const folder = filename.startsWith("/") ? "/" : base.raw;
    const given = absolutePath(folder, filename);
    const isImage = !record.image.isEmpty && DESCRIPTOR_PATH.test(given);
    const image = {
      exec_path: isImage ? record.image.wholePath() : intern(given),
      argv: argumentsOf(record, intern),
      is_argv_cut: record.isArgvCut,
      file_path: record.image.isEmpty ? intern("") : record.image.path(),
      is_root_owned: record.is_root_owned !== 0,
      cwd,
    };
    if (record.is_entry !== 0) lineage.enter(record.pid, record.startNs);
    lineage.exec(record.pid, record.startNs, image, record.parent_pid, record.parent_start_ns);
    return { is_memfd: record.is_memfd !== 0 };
  },
  phrase: ({ is_memfd }, { exec_path }) => [
    words("executed"),
    data(exec_path.raw),
    ...(is_memfd ? [words("from memory (memfd)")] : []),
  ],
});
