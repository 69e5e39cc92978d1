import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { bundledCollectorPath } from "../../src/watch/collector.ts";
import { buildDist, buildTriggersFor } from "../build.ts";
import { boot, type Guest } from "./guest.ts";
import { buildInitramfs } from "./initramfs.ts";
import { KERNELS } from "./kernels.ts";
import { fetchParts } from "./packages.ts";

const BUNDLE = new URL("../../dist/cli/index.js", import.meta.url).href;

declare module "vitest" {
  interface ProvidedContext {
    guest: Guest;
  }
}

/** Boots the guest of a project, which its name tells the kernel of; vitest calls it before the first test. */
export default async function setUp(project: TestProject): Promise<() => void> {
  const kernel = KERNELS.find(({ name }) => name === project.name);
  if (kernel === undefined) throw new Error(`No kernel ${project.name} in kernels.ts`);
  buildDist();
  const parts = fetchParts(kernel);
  const { machine, series, source, inlined = [] } = kernel;
  const folder = mkdtempSync(join(tmpdir(), "runwarden-initramfs-"));
  const initramfs = join(folder, "initramfs");
  buildInitramfs(join(folder, "root"), initramfs, {
    ...parts,
    machine,
    runner: realpathSync(process.execPath),
    collector: bundledCollectorPath(BUNDLE, { platform: "linux", arch: machine.arch }),
    triggers: buildTriggersFor(machine.arch),
  });
  const {
    socket,
    console: log,
    bootMs,
    stop,
  } = await boot(kernel, parts, initramfs).finally(() => rmSync(folder, { recursive: true, force: true }));
  const ready = performance.now();
  project.provide("isBuilt", true);
  project.provide("guest", { series, arch: machine.arch, source, inlined, socket, console: log });
  return () => {
    stop();
    const seconds = (ms: number) => (ms / 1000).toFixed(1);
    console.log(
      `Guest ${kernel.name}: up in ${seconds(bootMs)} s, used for ${seconds(performance.now() - ready)} s`,
    );
  };
}
