import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Apt } from "./apt.ts";
import type { Kernel } from "./kernels.ts";

/** What a guest is made of. */
export interface Parts {
  /** An unpacked QEMU with all that it depends on. */
  readonly qemu: string;
  readonly busybox: string;
  /** An unpacked kernel package. */
  readonly kernelTree: string;
  readonly vmlinuz: string;
}

/** The folder that keeps what was downloaded; RUNWARDEN_GUESTS_CACHE names another. */
function cacheFolder(): string {
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = process.env.RUNWARDEN_GUESTS_CACHE || join(caches, "runwarden-guests");
  mkdirSync(folder, { recursive: true });
  return folder;
}

// QEMU 7.2, which Debian 12 has itself, corrupts 6.12 guests.
const QEMU_SUITES = [
  { suite: "bookworm", archive: "release" },
  { suite: "bookworm-backports", archive: "release" },
] as const;

/** Gives what a guest is made of, and downloads what is not there yet. Throws with apt's words where it cannot. */
export function fetchParts(kernel: Kernel): Parts {
  const cache = cacheFolder();
  const qemu = kept(cache, "qemu", (target) => {
    const apt = new Apt(cache, QEMU_SUITES);
    try {
      apt.unpackWhole("qemu-system-x86", "bookworm-backports", target);
      apt.unpack(["busybox-static"], target);
    } finally {
      apt.close();
    }
    only(target, "usr/bin/qemu-system-x86_64");
    execFileSync(join(target, "bin/busybox"), ["true"]);
  });
  const kernelTree = kept(cache, `linux-${kernel.series}`, (target) => {
    const apt = new Apt(cache, [kernel]);
    try {
      fetchKernel(apt, kernel, target);
    } finally {
      apt.close();
    }
    only(target, VMLINUZ);
  });
  return { qemu, busybox: join(qemu, "bin/busybox"), kernelTree, vmlinuz: only(kernelTree, VMLINUZ) };
}

/** Newer packages of Debian have it in /usr. */
const VMLINUZ = "{boot,usr/lib/modules/*}/vmlinuz*";

/** The metapackage names the package of the kernel, which may name others that hold its parts. */
function fetchKernel(apt: Apt, { series }: Kernel, target: string): void {
  const { parts } = apt.newest("linux-image-cloud-amd64", `${series}.`);
  const image = parts.find((name) => name.startsWith("linux-image-"));
  if (image === undefined) throw new Error(`linux-image-cloud-amd64 ${series} names no kernel`);
  const { version, parts: more } = apt.newest(image, `${series}.`);
  const needed = [image, ...more.filter((name) => /^linux-(binary|modules)-/.test(name))];
  apt.unpack(
    needed.map((name) => `${name}=${version}`),
    target,
  );
}

/** A folder of the cache, which is there whole or not at all. */
function kept(cache: string, name: string, fill: (target: string) => void): string {
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  const target = mkdtempSync(join(cache, `${name}-`));
  try {
    fill(target);
    renameSync(target, folder);
  } catch (error) {
    rmSync(target, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

/** The one file below a folder that matches. */
function only(folder: string, pattern: string): string {
  const [found, another] = globSync(pattern, { cwd: folder });
  if (found === undefined || another !== undefined) {
    throw new Error(`Not one ${pattern} in ${folder}, which was downloaded`);
  }
  return join(folder, found);
}
