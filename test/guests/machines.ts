/** A processor that guests have, by the names that others give it. */
export interface Machine {
  /** Node.js's. */
  readonly arch: "x64" | "arm64";
  /** Debian's, for packages and for folders. */
  readonly debian: "amd64" | "arm64";
  readonly triplet: string;
  /** The program that loads others' libraries, which programs name by this path. */
  readonly loader: string;
  readonly qemu: string;
  /** Options of QEMU for a machine with this processor, emulated. */
  readonly options: readonly string[];
  /** The first serial port, as the kernel calls it. */
  readonly console: string;
}

export const X64: Machine = {
  arch: "x64",
  debian: "amd64",
  triplet: "x86_64-linux-gnu",
  loader: "/lib64/ld-linux-x86-64.so.2",
  qemu: "qemu-system-x86_64",
  options: ["-machine", "q35", "-cpu", "max"],
  console: "ttyS0",
};

export const ARM64: Machine = {
  arch: "arm64",
  debian: "arm64",
  triplet: "aarch64-linux-gnu",
  loader: "/lib/ld-linux-aarch64.so.1",
  qemu: "qemu-system-aarch64",
  // What `max` has beyond it, such as pointer authentication, takes long to emulate.
  options: ["-machine", "virt", "-cpu", "cortex-a72"],
  console: "ttyAMA0",
};

/** The machine that runs the tests. */
export const HOST = X64;
