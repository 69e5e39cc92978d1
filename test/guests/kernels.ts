import type { Suite } from "./apt.ts";

/** A kernel to boot: the newest cloud kernel of a suite whose version begins with `series`. */
export interface Kernel extends Suite {
  readonly series: string;
}

export const KERNELS: readonly Kernel[] = [
  { series: "5.10", suite: "bullseye-security", archive: "security" },
  { series: "6.1", suite: "bookworm", archive: "release" },
  { series: "6.12", suite: "bookworm-backports", archive: "release" },
  { series: "7.3", suite: "trixie-backports", archive: "release" },
];
