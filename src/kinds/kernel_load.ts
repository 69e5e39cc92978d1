import { data, eventKind, words } from "./kind.ts";

/** What can be loaded into the kernel, by number in the records. */
export const LOAD_TYPES = ["module", "bpf", "kexec"] as const;

export type LoadType = (typeof LOAD_TYPES)[number];

export const kernel_load = eventKind({
  id: 12,
  doc: "Code was loaded into the kernel: a module, an eBPF program, or a kernel to start next. What the kernel loads by itself, because the job asked for what a module does, is seen in the scope of the machine alone.",
  fields: [
    {
      name: "type",
      type: "string",
      values: LOAD_TYPES,
      doc: "What was loaded: module, bpf (an eBPF program), kexec (a kernel)",
      example: "module, bpf",
    },
    {
      name: "name",
      type: "string",
      doc: "Name of the module or of the program, which can be empty; of a kernel empty",
      example: "overlay, trace_exec",
    },
  ],
  record: {
    fixed: [{ name: "type", type: "u8" }],
    strings: [{ name: "name", form: "text" }],
  },
  decode: (record, { intern }) => ({
    type: intern(LOAD_TYPES[record.type] ?? `type ${record.type}`),
    name: intern(record.name.raw()),
  }),
  phrase({ type, name }) {
    // A file of events can say anything.
    const known = LOAD_TYPES.find((each) => each === type.raw);
    const sentence = known === undefined ? "loaded into the kernel" : SENTENCES[known];
    return [words(sentence), ...(name.raw === "" ? [] : [data(name.raw)])];
  },
});

const SENTENCES: Readonly<Record<LoadType, string>> = {
  module: "loaded the kernel module",
  bpf: "loaded an eBPF program",
  kexec: "loaded a kernel to start next",
};
