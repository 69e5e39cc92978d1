import type { Suite } from "./apt.ts";
import { ARM64, type Machine, X64 } from "./machines.ts";

/** A kernel to boot: the newest cloud kernel of a suite whose version begins with `series`. */
export interface Kernel extends Suite {
  /** Of its project in vitest. */
  readonly name: string;
  /** The name of another whose packages it shares. */
  readonly like?: string;
  readonly series: string;
  readonly machine: Machine;
  /** Where events of files and Unix sockets have to come from there. */
  readonly source: "fentry" | "tracepoint";
  /** No fentry program can be attached there (sysctl kernel.ftrace_enabled). Newer kernels than 5.10 do it all the same. */
  readonly isWithoutFtrace?: true;
  /** Kinds that come from tracepoints all the same: a function of theirs is a part of its caller there, or gone. */
  readonly inlined?: readonly string[];
  /** Tests of test/native that need more than the kernel has. */
  readonly without?: readonly string[];
}

const BACKPORTS = { suite: "bookworm-backports", archive: "release" } as const;
const BOOKWORM = { suite: "bookworm", archive: "release" } as const;

/** io_uring makes no links before Linux 5.15, and does not tell which request is submitted. */
const OF_5_10 = { inlined: ["file_remove"], without: ["blind-spots", "resolved-requests"] };
const FENTRY_X64 = { machine: X64, source: "fentry" } as const;
const BULLSEYE = { suite: "bullseye-security", archive: "security" } as const;

/** On arm64, fentry programs can be attached since Linux 6.4. */
export const KERNELS: readonly Kernel[] = [
  { name: "linux-5.10", series: "5.10", ...BULLSEYE, ...FENTRY_X64, ...OF_5_10 },
  { name: "linux-6.1", series: "6.1", ...BOOKWORM, ...FENTRY_X64 },
  { name: "linux-6.12", series: "6.12", ...BACKPORTS, ...FENTRY_X64 },
  {
    name: "linux-7.3",
    series: "7.3",
    suite: "trixie-backports",
    archive: "release",
    ...FENTRY_X64,
    // It has no do_sys_ftruncate.
    inlined: ["file_truncate"],
  },
  { name: "linux-6.1-arm64", series: "6.1", ...BOOKWORM, machine: ARM64, source: "tracepoint" },
  { name: "linux-6.12-arm64", series: "6.12", ...BACKPORTS, machine: ARM64, source: "fentry" },
  {
    name: "linux-5.10-tracepoint",
    like: "linux-5.10",
    series: "5.10",
    ...BULLSEYE,
    ...OF_5_10,
    machine: X64,
    source: "tracepoint",
    isWithoutFtrace: true,
  },
];
