/**
 * What is done to the guard, by number in its records. Up to `bpf` the kernel part tells it, of whoever did it; the
 * others the collector has found, and nobody saw who it was.
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
] as const;

export type GuardAct = (typeof GUARD_ACTS)[number];

/** The guard's own processes, by number. */
export const GUARD_ROLES = ["none", "collector", "judge", "keeper", "canary"] as const;

export type GuardRole = (typeof GUARD_ROLES)[number];
