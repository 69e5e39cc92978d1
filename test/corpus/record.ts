import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CORPUS, type PlacedJob } from "./job.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** From the root, for inside of the job's machine the root is elsewhere. */
const LOGS = "build/corpus";

/** What a step ended with, and the end of what it printed. */
export interface StepEnd {
  readonly code: number | string;
  readonly output: string;
}

/** Why a job has no log, or none of all that it was to do; undefined where all is well. */
export type Failure = string | undefined;

export function logOf({ id }: PlacedJob): string {
  return join(ROOT, LOGS, `${id}.log`);
}

/** A program that a job needs and that is not here. */
export function missing({ needs = [] }: PlacedJob): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return needs.find((name) =>
    name.startsWith("/") ? !existsSync(name) : !folders.some((folder) => existsSync(join(folder, name))),
  );
}

/**
 * Runs a job as a runner would, on a machine of its own, and keeps the log of it. `node` runs what stands for the runner;
 * it has to run TypeScript.
 */
export async function record(job: PlacedJob, node = process.execPath): Promise<Failure> {
  mkdirSync(join(ROOT, LOGS), { recursive: true });
  const file = join(LOGS, `${job.id}.json`);
  rmSync(logOf(job), { force: true });
  writeFileSync(join(ROOT, file), JSON.stringify(job));
  const group = new ControlGroup(job.id);
  const network = job.registry === true ? "machine-network" : "own-network";
  const args = [join(CORPUS, "sandbox.sh"), ROOT, node, file, network];
  // By setsid, which forks: what the job's processes hang below is process 1, and not whoever runs this.
  const child = spawn(
    "setsid",
    ["--fork", "bash", "-c", 'echo $$ >"$0"; exec bash "$@"', group.members, ...args],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let errors = "";
  child.stderr.on("data", (bytes: Buffer) => {
    errors = (errors + String(bytes)).slice(-4000);
  });
  const limit = sleep(((job.limit_seconds ?? 60) + 120) * 1000, "took too long", { ref: false });
  const printed = await Promise.race([firstLine(child.stdout), limit]);
  child.stdout.destroy();
  child.stderr.destroy();
  await group.end();
  if (!printed.startsWith("[")) return `${printed} ${errors}`;
  return failureOf(job, JSON.parse(printed) as StepEnd[]);
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  let all = "";
  for await (const chunk of stream) {
    all += String(chunk);
    if (all.endsWith("\n")) break;
  }
  return all;
}

/** The steps have to end as they say: of an attack that did not happen nothing is to be seen. */
function failureOf({ steps }: PlacedJob, ends: readonly StepEnd[]): Failure {
  const index = steps.findIndex(({ exits = 0 }, each) => ends[each]?.code !== exits);
  if (index < 0) return undefined;
  const { code = "nothing", output = "" } = ends[index] ?? {};
  return `step ${index + 1} ended with ${code}: ${output}`;
}

/** Holds all processes of a job's machine, so that none stays, whatever it does. */
class ControlGroup {
  readonly #folder: string;

  constructor(id: string) {
    const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
    const base = mounts.find((line) => line.split(" ")[2] === "cgroup2")?.split(" ")[1];
    if (base === undefined) throw new Error("there is no control group to hold a job's processes in");
    this.#folder = join(base, `runwarden-corpus-${process.pid}-${id}`);
    mkdirSync(this.#folder);
  }

  get members(): string {
    return join(this.#folder, "cgroup.procs");
  }

  /** Ends what is left in it, and removes it. Throws where that does not go, for then a job is still at work. */
  async end(): Promise<void> {
    for (let round = 0; round < ROUNDS; round++) {
      for (const pid of readFileSync(this.members, "utf8").split("\n").filter(Boolean)) {
        try {
          process.kill(Number(pid), "SIGKILL");
        } catch {
          // It has ended meanwhile.
        }
      }
      try {
        rmdirSync(this.#folder);
        return;
      } catch {
        await sleep(ROUND_MS);
      }
    }
    throw new Error(`processes of a job are left in ${this.#folder}`);
  }
}

const ROUNDS = 1000;
const ROUND_MS = 20;
