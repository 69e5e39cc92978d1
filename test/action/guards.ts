import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect } from "vitest";
import { until } from "../native/capture.ts";
import type { JobResult } from "../runner/job.ts";

const WATCHES = "/var/lib/runwarden";

/**
 * Shell: finds the processes of this job's watch, its folder and its log, and prints what there is, so that the test can
 * look for it when the job has ended. $WORKER is the worker's pid.
 */
export const FIND_GUARDS = `
WORKER=\${WORKER:-$PPID}
collector=$(pgrep -o -f "collector[^ ]* start $WORKER ")
keeper=$(pgrep -P $collector -x runwarden-keep)
judge=$(pgrep -P $collector -f runwarden-judge)
folder=$(dirname "$(readlink /proc/$collector/fd/* | grep 'events.log$' | head -1)")
log=$folder/events.log
echo "guards $folder $collector $keeper $judge" $(grep -h ^prog_id /proc/$collector/fdinfo/* | sort -u | cut -f2)
`;

/** What FIND_GUARDS has printed. */
export interface Guards {
  readonly folder: string;
  readonly pids: readonly string[];
  readonly programs: readonly string[];
}

export function guardsOf(result: JobResult): Guards {
  return parseGuards(result.stages.map(({ log }) => log).join("\n"));
}

export function parseGuards(printed: string): Guards {
  const line = /^guards (.*)$/m.exec(printed)?.[1];
  const [folder = "", ...numbers] = line?.split(" ") ?? [];
  if (numbers.length < 4) throw new Error(`the guards were not found: ${line}`);
  return { folder, pids: numbers.slice(0, 3), programs: numbers.slice(3) };
}

/**
 * Waits until nothing of a watch is left in the kernel or runs; of its folder evidence may be left alone, and `others`, files that
 * somebody else goes on to write there.
 */
export async function expectNothingLeft(
  { folder, pids, programs }: Guards,
  others: readonly string[] = [],
): Promise<void> {
  await until(() => pids.every((pid) => !isGuard(pid)) && !processesWith(folder).length);
  await until(() => {
    const loaded = loadedPrograms();
    return programs.every((program) => !loaded.has(program));
  });
  const left = existsSync(folder) ? readdirSync(folder).filter((name) => !others.includes(name)) : [];
  if (left.length > 0) expect(left).toContain("events.log");
}

/** Removes the evidence. */
export function forget({ folder }: Guards): void {
  if (dirname(folder) === WATCHES) rmSync(folder, { recursive: true, force: true });
}

function isGuard(pid: string): boolean {
  return /runwarden|collector-linux/.test(commandLine(pid));
}

/** The judge names the folder, and so does what it starts; a collector its name; the keeper has it open. */
function processesWith(folder: string): string[] {
  const isOne = (pid: string): boolean =>
    commandLine(pid).includes(basename(folder)) ||
    (commandLine(pid).startsWith("runwarden-keeper") && hasOpen(pid, folder));
  return readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && isOne(pid));
}

function hasOpen(pid: string, path: string): boolean {
  const files = join("/proc", pid, "fd");
  try {
    return readdirSync(files).some((fd) => readlinkSync(join(files, fd)).startsWith(path));
  } catch {
    return false;
  }
}

function commandLine(pid: string): string {
  try {
    return readFileSync(join("/proc", pid, "cmdline"), "latin1");
  } catch {
    return "";
  }
}

function loadedPrograms(): Set<string> {
  const text = execFileSync("bpftool", ["-j", "prog", "show"], { encoding: "utf8", maxBuffer: 64 << 20 });
  return new Set((JSON.parse(text) as { id: number }[]).map(({ id }) => String(id)));
}

/** The worker's pid, where a step has printed it. */
export function workerOf(result: JobResult): string {
  const line = result.stages.map(({ log }) => /^worker (\d+)$/m.exec(log)?.[1]).find((found) => found);
  if (line === undefined) throw new Error("no step said which the worker is");
  return line;
}

/** The folders of its watches, and who has them open or is named for them. */
export function leftOf(worker: string): Guards[] {
  return readdirSync(WATCHES)
    .filter((name) => name.startsWith(`${worker}s`))
    .map((name) => ({ folder: join(WATCHES, name), pids: [], programs: [] }));
}
