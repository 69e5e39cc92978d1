import { data, eventKind, type Phrase, words } from "./kind.ts";

/**
 * What is done to the guard, by number in its records. Up to `bpf`, and of `connect`, the kernel part tells who did it; the
 * others the collector has found, and nobody saw who it was. The last two are told where they were refused.
 */
export const GUARD_ACTS = [
  "signal",
  "kernel_signal",
  "trace",
  "memory",
  "descriptor",
  "limit",
  "namespace",
  "group_entered",
  "group_control",
  "open",
  "remove",
  "move",
  "link",
  "mount",
  "bpf",
  "link_changed",
  "file_changed",
  "counter_changed",
  "hook_silent",
  "canary_silent",
  "held",
  "connect",
  "sysrq",
  "kexec",
] as const;

export type GuardAct = (typeof GUARD_ACTS)[number];

/** The guard's own processes, by number, and those that are protected with it: the runner's worker, and the post step. */
export const GUARD_ROLES = ["none", "collector", "judge", "keeper", "canary", "worker", "post"] as const;

export type GuardRole = (typeof GUARD_ROLES)[number];

export const guard_tamper = eventKind({
  id: 15,
  doc: "Something was done to the guard itself, or it no longer sees. No rule is needed: each one makes the result `tampered`.",
  fields: [
    {
      name: "act",
      type: "string",
      values: GUARD_ACTS,
      doc: `What was done: ${GUARD_ACTS.join(", ")}`,
      example: "signal, bpf, hook_silent",
    },
    {
      name: "target",
      type: "string",
      doc: "What it was done to: a process of the guard by its role; a file, a program or a kind by its name",
      example: "collector, events.log, file_open__openat",
    },
    {
      name: "target_pid",
      type: "int",
      doc: "The process of the guard, or of the runner, that it was done to; 0 for a file or another object",
      example: "4711",
    },
    {
      name: "number",
      type: "int",
      doc: "The signal's number, that of a request to ptrace or bpf, or milliseconds",
      example: "9, 34",
    },
    {
      name: "is_denied",
      type: "bool",
      doc: "True where it was refused before anything was done (`protect: on`)",
      example: "true / false",
      isSparse: true,
    },
  ],
  record: {
    fixed: [
      { name: "target_pid", type: "u32" },
      { name: "number", type: "u32" },
      { name: "act", type: "u8" },
      { name: "role", type: "u8" },
      { name: "is_denied", type: "u8" },
    ],
    strings: [{ name: "name", form: "text" }],
  },
  decode(record, { intern }) {
    const role = GUARD_ROLES[record.role] ?? "none";
    const payload = {
      act: intern(GUARD_ACTS[record.act] ?? `act ${record.act}`),
      target: intern(record.name.isEmpty ? role : record.name.raw()),
      target_pid: record.target_pid,
      number: record.number,
    };
    return record.is_denied === 0 ? payload : { ...payload, is_denied: true };
  },
  phrase({ act, target, target_pid, number, is_denied }): Phrase[] {
    // A file of events can say anything.
    const known = GUARD_ACTS.find((name) => name === act.raw);
    const [before, after] = known === undefined ? ["did something to", ""] : SENTENCES[known](number);
    // The worker is the runner's.
    const sentence = target.raw === "worker" ? before.replace("guard's", "runner's") : before;
    return [
      words(is_denied ? `was refused: ${sentence}` : sentence),
      data(target.raw),
      ...(target_pid > 0 ? [words(`(process ${target_pid})`)] : []),
      ...(after === "" ? [] : [words(after)]),
    ];
  },
});

/** The words before and behind what something was done to. */
const SENTENCES: Readonly<Record<GuardAct, (number: number) => readonly [string, string]>> = {
  signal: (number) => [`sent signal ${number} to the guard's`, ""],
  kernel_signal: (number) => [`was running when the kernel sent signal ${number} to the guard's`, ""],
  trace: () => ["traced the guard's", ""],
  memory: () => ["reached into the memory of the guard's", ""],
  descriptor: () => ["took a descriptor of the guard's", ""],
  limit: () => ["changed limits or priority of the guard's", ""],
  namespace: () => ["entered the namespace of the guard's", ""],
  group_entered: () => ["moved to another control group the guard's", ""],
  group_control: () => ["opened a control of the guard's control group:", ""],
  open: () => ["opened for writing", "which is the guard's"],
  remove: () => ["removed", "which is the guard's"],
  move: () => ["moved away", "which is the guard's"],
  link: () => ["made another name for", "which is the guard's"],
  mount: () => ["mounted something over", "which is the guard's"],
  bpf: (number) => [`called bpf(2) with command ${number} on the guard's`, ""],
  link_changed: () => ["detached or exchanged the guard's program", ""],
  file_changed: () => ["changed", "which the guard alone writes"],
  counter_changed: () => ["set back the guard's counter of", ""],
  hook_silent: () => ["kept the guard from seeing its own", "events"],
  canary_silent: (number) => ["held or ended the guard's", `which did not answer for ${number} ms`],
  connect: () => ["connected to", "by which the runner takes orders"],
  sysrq: () => ["opened for orders to the kernel", ""],
  kexec: () => ["loaded another kernel into the place of the", "one"],
  held: (number) => ["held the guard's", `which got no time for ${number} ms`],
};
