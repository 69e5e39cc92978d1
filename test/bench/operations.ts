import { spawn, spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { compile, execute, guarded, median, output, root, settle, work } from "./measure.ts";

const ROUNDS = 5;

const OPERATIONS = ["open", "exec", "connect"] as const;
type Operation = (typeof OPERATIONS)[number];
type Times = Readonly<Record<Operation, number>>;

const COUNTS: Times = { open: 200_000, exec: 500, connect: 10_000 };
/** strace stops the program at each system call: fewer are enough, and more would take long. */
const STRACED_COUNTS: Times = { open: 5_000, exec: 100, connect: 1_000 };

/** A way to watch, or none; `run` measures all operations once under it. */
interface Watcher {
  readonly name: string;
  readonly command: string | undefined;
  /** How many records the last run lost; undefined where nothing can be lost. */
  readonly run: (operation: string) => Promise<{ times: Times; lost: number | undefined }>;
}

/** What one open, exec and connect take by themselves, with the guard, and with tools that tell much the same. */
export async function operations(): Promise<void> {
  const operation = compile("operation");
  const watchers = WATCHERS.filter(({ command }) => command === undefined || isInstalled(command));
  const measured = watchers.map((): Times[] => []);
  const lost = watchers.map((): (number | undefined)[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, watcher] of watchers.entries()) {
      const outcome = await watcher.run(operation);
      measured[i]?.push(outcome.times);
      lost[i]?.push(outcome.lost);
      await settle();
    }
  }
  console.log(`\n| one operation (medians of ${ROUNDS} rounds) | ${OPERATIONS.join(" | ")} | records lost |`);
  console.log(`|---|${"---|".repeat(OPERATIONS.length + 1)}`);
  for (const [i, { name }] of watchers.entries()) {
    const cells = OPERATIONS.map((kind) => cell(middle(measured[i], kind), middle(measured[0], kind)));
    console.log(`| ${name} | ${cells.join(" | ")} | ${total(lost[i])} |`);
  }
}

/** True where a program is on the PATH; says how to get it where it is not. */
function isInstalled(command: string): boolean {
  if (spawnSync(command, ["--version"]).error === undefined) return true;
  console.log(`\n${command} is not on the PATH and is left out. To have it: apt-get install ${command}`);
  return false;
}

function middle(times: readonly Times[] | undefined, kind: Operation): number {
  return median((times ?? []).map((time) => time[kind]));
}

function cell(ns: number, base: number): string {
  return `${(ns / 1000).toFixed(2)} µs (${(ns / base).toFixed(2)} ×)`;
}

function total(lost: readonly (number | undefined)[] | undefined): string {
  const known = (lost ?? []).filter((count) => count !== undefined);
  return known.length === 0 ? "" : String(known.reduce((sum, count) => sum + count, 0));
}

const WATCHERS: readonly Watcher[] = [
  {
    name: "alone",
    command: undefined,
    run: async (operation) => ({ times: await measure(operation, [], COUNTS), lost: undefined }),
  },
  {
    name: "with Runwarden",
    command: undefined,
    run: async (operation) => {
      const { result, dropped } = await guarded(() => measure(operation, [], COUNTS));
      return { times: result, lost: dropped };
    },
  },
  { name: "with bpftrace (test/bench/snoop.bt)", command: "bpftrace", run: underBpftrace },
  {
    name: "with `strace -f -o /dev/null`",
    command: "strace",
    run: async (operation) => ({
      times: await measure("strace", ["-f", "-o", "/dev/null", operation], STRACED_COUNTS),
      lost: undefined,
    }),
  },
];

/** Nanoseconds for each operation, as the program prints them. */
async function measure(program: string, args: string[], counts: Times): Promise<Times> {
  const times = { open: 0, exec: 0, connect: 0 };
  for (const kind of OPERATIONS) {
    await execute(program, [...args, kind, String(counts[kind])]);
    times[kind] = Number(output());
  }
  return times;
}

/** bpftrace looks for tracefs below /sys/kernel/debug; it gets its own view of /sys/kernel, for it may not be there. */
const IN_OWN_MOUNTS =
  'mount -t debugfs debugfs /sys/kernel/debug; mount -t tracefs tracefs /sys/kernel/tracing; exec bpftrace "$@"';

async function underBpftrace(operation: string): Promise<{ times: Times; lost: number }> {
  const path = join(work, "bpftrace.txt");
  const file = openSync(path, "w");
  const args = ["-m", "sh", "-c", IN_OWN_MOUNTS, "sh", join(root, "test/bench/snoop.bt")];
  const child = spawn("unshare", args, { stdio: ["ignore", file, file] });
  closeSync(file);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const said = (): string => readFileSync(path, "latin1");
  try {
    while (!said().includes("Attaching")) {
      if (child.exitCode !== null) throw new Error(`bpftrace ended: ${said()}`);
      await setTimeout(50);
    }
    // It says so before it attaches, and nothing once it has.
    await settle();
    const times = await measure(operation, [], COUNTS);
    child.kill("SIGINT");
    await ended;
    if (!said().includes(` ${operation}\n`)) throw new Error("bpftrace has seen nothing of the operations");
    const lost = [...said().matchAll(/^Lost (\d+) events$/gm)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
    return { times, lost };
  } finally {
    child.kill("SIGKILL");
  }
}
