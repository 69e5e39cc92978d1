import { eventKind, program, words } from "./kind.ts";

/** Ways to reach into another process, by number in the records. */
export const ACCESSES = [
  "attach",
  "read_memory",
  "write_memory",
  "descriptor",
  "memory",
  "environment",
  "maps",
  "descriptors",
] as const;

export type Access = (typeof ACCESSES)[number];

export const process_access = eventKind({
  id: 10,
  doc: "A process reached into another one: it attached to it by ptrace, read or wrote its memory, took a descriptor of it, or opened what `/proc` has inside of it. Told once for each pair of programs and each access, however often it is repeated.",
  fields: [
    {
      name: "target",
      type: "process",
      doc: "The process that it was done to, with all that can be asked of a process; of one outside the job its program and its pid, and its ancestors where it is one of the runner's",
      example: "target.exec_path, target.pid, target.is_runner",
    },
    {
      name: "access",
      type: "string",
      values: ACCESSES,
      doc: "`attach` (ptrace); `read_memory`, `write_memory` (process_vm_readv, process_vm_writev); `descriptor` (pidfd_getfd, an open through `fd/N`); and what was opened below `/proc/PID`: `memory` (mem), `environment` (environ), `maps` (maps, smaps, numa_maps, pagemap, auxv, map_files), `descriptors` (the folders fd and fdinfo)",
      example: "attach, memory",
    },
    {
      name: "is_denied",
      type: "bool",
      doc: "True where the kernel refused it. Opens that are refused are not told",
      example: "true / false",
      isSparse: true,
    },
  ],
  record: {
    fixed: [
      { name: "target_start_ns", type: "u64" },
      { name: "target_pid", type: "u32" },
      { name: "access", type: "u8" },
      { name: "is_denied", type: "u8" },
    ],
    /** The target's, where it is not watched itself. */
    strings: [{ name: "executable", form: "walk" }],
  },
  decode(record, { intern, lineage }) {
    const known = lineage.process(record.target_pid, record.target_start_ns);
    const path = record.executable.path();
    // Of who is not the job's own, and not above it, no record has told before.
    const isStranger = known.exec_path.raw === "" && !record.executable.isEmpty;
    const payload = {
      target: isStranger
        ? { pid: record.target_pid, exec_path: path, argv: [], ancestors: [], file_path: path }
        : known,
      access: intern(ACCESSES[record.access] ?? `access ${record.access}`),
    };
    return record.is_denied === 0 ? payload : { ...payload, is_denied: true };
  },
  phrase({ target, access, is_denied }) {
    // A file of events can say anything.
    const known = ACCESSES.find((name) => name === access.raw);
    const sentence = known === undefined ? "reached into" : SENTENCES[known];
    return [words(is_denied ? `was refused: ${sentence}` : sentence), ...program(target)];
  },
});

const SENTENCES: Readonly<Record<Access, string>> = {
  attach: "attached by ptrace to",
  read_memory: "read the memory of",
  write_memory: "wrote to the memory of",
  descriptor: "took a descriptor of",
  memory: "opened the memory of",
  environment: "opened the environment of",
  maps: "opened the memory maps of",
  descriptors: "opened the list of descriptors of",
};
