import { eventKind, words } from "./kind.ts";

/** What of a process was raised, by number in the records. */
export const PRIVILEGES = ["uid", "capabilities"] as const;

export const privilege_change = eventKind({
  id: 13,
  doc: "A process got more rights on the machine than it had: it became root, or got capabilities. Root of a user namespace of its own is none. Told once for each program and type, however often it changes.",
  fields: [
    {
      name: "type",
      type: "string",
      values: PRIVILEGES,
      doc: "What was raised: uid (it became root), capabilities",
      example: "uid, capabilities",
    },
    {
      name: "is_root",
      type: "bool",
      doc: "True where it is root now",
      example: "true / false",
    },
    {
      name: "is_exec",
      type: "bool",
      doc: "True where it executed a program that raises them (set-user-id, file capabilities), as sudo is one; else it asked for them by a call",
      example: "true / false",
    },
    { name: "old_uid", type: "int", doc: "The user that it was before", example: "1001" },
    {
      name: "capabilities",
      type: "list of strings",
      doc: "The capabilities that it got where the type is capabilities",
      example: "[cap_sys_admin, cap_net_raw]",
    },
  ],
  record: {
    fixed: [
      { name: "raised", type: "u64" },
      { name: "old_uid", type: "u32" },
      { name: "type", type: "u8" },
      { name: "is_root", type: "u8" },
      { name: "is_exec", type: "u8" },
    ],
    strings: [],
  },
  decode: (record, { intern }) => ({
    type: intern(PRIVILEGES[record.type] ?? `type ${record.type}`),
    is_root: record.is_root !== 0,
    is_exec: record.is_exec !== 0,
    old_uid: record.old_uid,
    capabilities: capabilityNames(record.raised).map((name) => intern(name)),
  }),
  phrase({ type, is_exec, old_uid, capabilities }) {
    const got =
      type.raw === "uid"
        ? "became root"
        : `got ${capabilities.length === 1 ? "a capability" : `${capabilities.length} capabilities`}`;
    return [words(`${got}, from user ${old_uid}${is_exec ? ", by what it executed" : ""}`)];
  },
});

/** include/uapi/linux/capability.h, by bit. Newer ones are told by their number. */
const CAPABILITIES = [
  "chown",
  "dac_override",
  "dac_read_search",
  "fowner",
  "fsetid",
  "kill",
  "setgid",
  "setuid",
  "setpcap",
  "linux_immutable",
  "net_bind_service",
  "net_broadcast",
  "net_admin",
  "net_raw",
  "ipc_lock",
  "ipc_owner",
  "sys_module",
  "sys_rawio",
  "sys_chroot",
  "sys_ptrace",
  "sys_pacct",
  "sys_admin",
  "sys_boot",
  "sys_nice",
  "sys_resource",
  "sys_time",
  "sys_tty_config",
  "mknod",
  "lease",
  "audit_write",
  "audit_control",
  "setfcap",
  "mac_override",
  "mac_admin",
  "syslog",
  "wake_alarm",
  "block_suspend",
  "audit_read",
  "perfmon",
  "bpf",
  "checkpoint_restore",
] as const;

/** The names of capabilities, as capabilities(7) has them but in small letters, of a set of bits. */
export function capabilityNames(bits: bigint): string[] {
  const names: string[] = [];
  for (let n = 0; n < 64; n++) {
    if ((bits >> BigInt(n)) & 1n) names.push(`cap_${CAPABILITIES[n] ?? n}`);
  }
  return names;
}
