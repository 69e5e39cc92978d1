import { existsSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Apt, type Suite } from "./apt.ts";
import type { Kernel } from "./kernels.ts";
import { ARM64, HOST, type Machine, X64 } from "./machines.ts";

/** What a guest is made of: folders of unpacked packages. */
export interface Parts {
  /** QEMU for all machines, with all that it depends on. */
  readonly qemu: string;
  /** The programs of a guest and their libraries. */
  readonly userland: string;
  readonly kernelTree: string;
  readonly vmlinuz: string;
  /** A busybox that runs here. */
  readonly busybox: string;
}

/** The folder that keeps what was downloaded; RUNWARDEN_GUESTS_CACHE names another. */
function cacheFolder(): string {
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = process.env.RUNWARDEN_GUESTS_CACHE || join(caches, "runwarden-guests");
  mkdirSync(folder, { recursive: true });
  return folder;
}

const BOOKWORM: Suite = { suite: "bookworm", archive: "release" };
// QEMU 7.2, which Debian 12 has itself, corrupts 6.12 guests.
const BACKPORTS: Suite = { suite: "bookworm-backports", archive: "release" };

/** The programs that tests run in a guest, with the libraries of all of them. */
const USERLAND = ["busybox-static", "bash", "dash", "coreutils", "nftables"];

/** Gives what a guest is made of, and downloads what is not there yet. Throws with apt's words where it cannot. */
export function fetchParts(kernel: Kernel): Parts {
  const cache = cacheFolder();
  const { machine } = kernel;
  const qemu = kept(cache, "qemu-10", [BOOKWORM, BACKPORTS], HOST, (apt, target) => {
    apt.unpackWhole(["qemu-system-x86", "qemu-system-arm"], BACKPORTS.suite, target);
    for (const { qemu: program } of [X64, ARM64]) only(target, `usr/bin/${program}`);
  });
  const userlandOf = (owner: Machine) =>
    kept(cache, `userland-nft-${owner.arch}`, [BOOKWORM], owner, (apt, target) => {
      apt.unpackWhole(USERLAND, BOOKWORM.suite, target);
    });
  const kernelTree = kept(cache, kernel.like ?? kernel.name, [kernel], machine, (apt, target) => {
    fetchKernel(apt, kernel, target);
    only(target, VMLINUZ);
  });
  return {
    qemu,
    userland: userlandOf(machine),
    kernelTree,
    vmlinuz: only(kernelTree, VMLINUZ),
    busybox: join(userlandOf(HOST), "bin/busybox"),
  };
}

/** Newer packages of Debian have it in /usr. */
const VMLINUZ = "{boot,usr/lib/modules/*}/vmlinuz*";

/** The metapackage names the package of the kernel, which may name others that hold its parts. */
function fetchKernel(apt: Apt, { series, machine }: Kernel, target: string): void {
  const metapackage = `linux-image-cloud-${machine.debian}`;
  const { parts } = apt.newest(metapackage, `${series}.`);
  const image = parts.find((name) => name.startsWith("linux-image-"));
  if (image === undefined) throw new Error(`${metapackage} ${series} names no kernel`);
  const { version, parts: more } = apt.newest(image, `${series}.`);
  const needed = [image, ...more.filter((name) => /^linux-(binary|modules)-/.test(name))];
  apt.unpack(
    needed.map((name) => `${name}=${version}`),
    target,
  );
}

/** A folder of the cache, which is there whole or not at all; `fill` gets packages for a machine from suites. */
function kept(
  cache: string,
  name: string,
  suites: readonly Suite[],
  machine: Machine,
  fill: (apt: Apt, target: string) => void,
): string {
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  const target = mkdtempSync(join(cache, `${name}-`));
  try {
    const apt = new Apt(cache, suites, machine.debian);
    try {
      fill(apt, target);
    } finally {
      apt.close();
    }
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
