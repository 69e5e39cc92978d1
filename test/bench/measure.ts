/** What the parts of the benchmark share: running programs, with and without the guard, and taking their times. */
import { type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  readCollectorLog,
  removeCollector,
  type StartOptions,
  startCollector,
  stopCollector,
} from "../../src/watch/collector.ts";
import { renderFrozenJob } from "../../src/watch/frozen.ts";
import { processRoot } from "../../src/watch/scope.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));
/** A folder for all that is made here; bench.ts removes it. */
export const work = mkdtempSync(join(tmpdir(), "runwarden-bench-"));
export const JOB = renderFrozenJob({ startedBy: "run", context: {}, rules: [], settings: {} });

const collectorPath = join(root, "dist/collector-linux-x64");

/** The middle one of some values; NaN of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export interface Finished {
  readonly ms: number;
  /** Of all its threads. */
  readonly cpuMs: number;
  readonly peakMiB: number;
}

/** Runs a program to its end; fails loudly where it does. Its CPU time and the peak of its memory are looked at every 10 ms. */
export function execute(program: string, args: string[], options: SpawnOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const log = openSync(join(work, "output.txt"), "w");
    const child = spawn(program, args, { stdio: ["ignore", log, log], ...options });
    closeSync(log);
    let cpuMs = 0;
    let peakMiB = 0;
    const timer = setInterval(() => {
      cpuMs = Math.max(cpuMs, cpuOf(child.pid ?? 0));
      peakMiB = Math.max(peakMiB, peakOf(child.pid ?? 0));
    }, 10);
    child.once("error", reject);
    child.once("exit", (code) => {
      clearInterval(timer);
      if (code === 0) resolve({ ms: performance.now() - began, cpuMs, peakMiB });
      else reject(new Error(`${program} ${args.join(" ")}: exit code ${code}\n${output().slice(-2000)}`));
    });
  });
}

/** What the program that was executed last has printed. */
export function output(): string {
  return readFileSync(join(work, "output.txt"), "utf8");
}

function peakOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0; // it has just ended
  }
}

const MS_PER_TICK = 10;

/** CPU time of a process in ms: utime and stime of proc_pid_stat(5). */
export function cpuOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [user, system] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13);
    return (Number(user) + Number(system)) * MS_PER_TICK;
  } catch {
    return 0; // it has just ended
  }
}

export interface Guarded<T> {
  readonly result: T;
  readonly events: number;
  readonly dropped: number;
}

/** Runs something with the guard on; it is given the collector's pid. */
export async function guarded<T>(
  act: (collector: number) => Promise<T>,
  logPath?: string,
  options: Pick<StartOptions, "policy" | "table"> = {},
): Promise<Guarded<T>> {
  const { collector } = await startCollector({
    root: processRoot(process.pid),
    job: JOB,
    collectorPath,
    ...options,
  });
  const result = await act(collector.pid);
  await stopCollector(collector);
  const chunks: Uint8Array[] = [];
  for await (const chunk of readCollectorLog(collector)) chunks.push(chunk);
  await removeCollector(collector);
  const log = Buffer.concat(chunks);
  if (logPath !== undefined) writeFileSync(logPath, log);
  const counts = JSON.parse(
    /\{"reason":"stop".*\}$/s.exec(log.subarray(-8192).toString("latin1"))?.[0] ?? "{}",
  ).counts as Record<string, { written: number; dropped: number }>;
  const sum = (name: "written" | "dropped"): number =>
    Object.values(counts).reduce((total, count) => total + count[name], 0);
  return { result, events: sum("written"), dropped: sum("dropped") };
}

/** After its program has ended, the kernel still takes hooks down; that must not fall on the next work. */
export function settle(): Promise<void> {
  return setTimeout(1500);
}

/** Compiles a program of this folder. Returns its path; throws where it cannot. */
export function compile(name: string): string {
  const path = join(work, name);
  const args = ["-O2", "-static", "-o", path, join(root, `test/bench/${name}.c`)];
  if (spawnSync("gcc", args, { stdio: "inherit" }).status !== 0) {
    throw new Error(`test/bench/${name}.c was not compiled`);
  }
  return path;
}
