import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Machine } from "./machines.ts";
import type { Parts } from "./packages.ts";

/** Kernel modules that the guests need, where they are not built in. */
const MODULES = ["virtio_pci", "virtio_console", "overlay", "nft_chain_nat", "nft_nat"];

/** Programs that tests run, and the libraries of all of them. */
const PROGRAMS = ["bin/bash", "bin/dash", "bin/true", "usr/bin/env", "usr/sbin/nft"];
const LIBRARIES = ["libc.so.6", "libtinfo.so.6"];
const LIBRARIES_OF_NFT = [
  "libbsd.so.0",
  "libedit.so.2",
  "libgmp.so.10",
  "libjansson.so.4",
  "libmd.so.0",
  "libmnl.so.0",
  "libnftables.so.1",
  "libnftnl.so.11",
  "libxtables.so.12",
];

const OUTPUT_LIMIT = 256 * 1024 * 1024;

export interface Contents extends Pick<Parts, "userland" | "kernelTree" | "busybox"> {
  readonly machine: Machine;
  /** The program that runs the tests: the shell that runs programs in the guest has its path. */
  readonly runner: string;
  readonly collector: string;
  /** A folder of static programs, which have the same path in the guest. */
  readonly triggers: string;
}

/** Makes the root file system of a guest: lays it out in `folder`, and writes it to `path`. */
export function buildInitramfs(folder: string, path: string, contents: Contents): void {
  const put = (source: string, target: string) => {
    mkdirSync(join(folder, dirname(target)), { recursive: true });
    copyFileSync(source, join(folder, target));
  };
  // Before anything is put below them.
  mkdirSync(folder, { recursive: true });
  for (const name of ["bin", "lib", "lib64"]) {
    if (lstatSync(`/${name}`, { throwIfNoEntry: false })?.isSymbolicLink()) {
      const target = readlinkSync(`/${name}`).replace(/^\//, "");
      mkdirSync(join(folder, target), { recursive: true });
      symlinkSync(target, join(folder, name));
    }
  }
  const inUserland = (path: string) => join(contents.userland, path);
  put(inUserland("bin/busybox"), "/guest/busybox");
  put(inUserland("bin/busybox"), contents.runner);
  put(contents.collector, "/guest/collector");
  for (const [name, target] of [
    ["init", "/init"],
    ["session", "/guest/session"],
  ] as const) {
    put(fileURLToPath(new URL(name, import.meta.url)), target);
    chmodSync(join(folder, target), 0o755);
  }
  for (const name of readdirSync(contents.triggers)) {
    put(join(contents.triggers, name), join(contents.triggers, name));
  }
  for (const program of PROGRAMS) put(inUserland(program), program);
  symlinkSync("dash", join(folder, "bin/sh"));
  const { triplet, loader } = contents.machine;
  for (const [libraries, place] of [
    [LIBRARIES, `lib/${triplet}`],
    [LIBRARIES_OF_NFT, `usr/lib/${triplet}`],
  ] as const) {
    for (const library of libraries) put(inUserland(`${place}/${library}`), `${place}/${library}`);
  }
  put(inUserland(`lib/${triplet}/${basename(loader)}`), loader);
  writeFileSync(join(folder, "guest/runner"), contents.runner);
  putModules(contents, join(folder, "guest/modules"));
  // Names in order, so that the same contents give the same file.
  const names = execFileSync("find", ["."], { cwd: folder, encoding: "utf8" }).trim().split("\n").sort();
  const archive = execFileSync(contents.busybox, ["cpio", "-o", "-H", "newc"], {
    cwd: folder,
    input: `${names.join("\n")}\n`,
    maxBuffer: OUTPUT_LIMIT,
    stdio: ["pipe", "pipe", "ignore"],
  });
  writeFileSync(path, archive);
}

/** Copies modules and what they depend on, uncompressed, with a list in the order of loading. */
function putModules({ busybox, kernelTree }: Contents, target: string): void {
  mkdirSync(target, { recursive: true });
  const files = new Map(findModules(kernelTree).map((path) => [moduleName(path), path]));
  const order: string[] = [];
  const add = (name: string): void => {
    const file = files.get(name);
    // Built in.
    if (file === undefined || order.includes(`${name}.ko`)) return;
    const bytes = file.endsWith(".xz")
      ? execFileSync(busybox, ["xzcat", file], { maxBuffer: OUTPUT_LIMIT })
      : readFileSync(file);
    // The package has no modules.dep, which is made when it is installed; each module names what it needs.
    const depends = /\0depends=([^\0]*)\0/.exec(bytes.toString("latin1"))?.[1] ?? "";
    for (const dependency of depends.split(",").filter(Boolean)) add(dependency.replaceAll("-", "_"));
    writeFileSync(join(target, `${name}.ko`), bytes);
    order.push(`${name}.ko`);
  };
  for (const name of MODULES) add(name);
  writeFileSync(join(target, "order"), order.map((name) => `${name}\n`).join(""));
}

function findModules(kernelTree: string): string[] {
  const roots = ["lib/modules", "usr/lib/modules"].map((name) => join(kernelTree, name)).filter(existsSync);
  return roots.flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.ko(\.xz)?$/.test(name))
      .map((name) => join(root, name)),
  );
}

function moduleName(path: string): string {
  return basename(path)
    .replace(/\.ko(\.xz)?$/, "")
    .replaceAll("-", "_");
}
