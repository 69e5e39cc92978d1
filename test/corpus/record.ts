import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CORPUS, type PlacedJob } from "./job.ts";
import type { GuardedEnd, Way } from "./ways.ts";

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
  rmSync(logOf(job), { force: true });
  const { said, errors } = await runJob(job, job.registry === true ? "machine-network" : "own-network", node);
  return said.startsWith("[") ? failureOf(job, JSON.parse(said) as StepEnd[]) : `${said} ${errors}`;
}

/** Runs a job that the action guards in one of the ways. Throws where it could not. */
export async function guard(job: PlacedJob, { inputs }: Way, node = process.execPath): Promise<GuardedEnd> {
  const network = job.registry === true ? "machine-network" : "routed-network";
  const { said, errors } = await runJob({ ...job, inputs }, network, node);
  if (said.startsWith("{")) return JSON.parse(said) as GuardedEnd;
  throw new Error(`${job.id}: ${said} ${errors}`);
}

type Network = "own-network" | "routed-network" | "machine-network";

/** Gives the line that says what became of it, and what was printed as errors. */
async function runJob(
  job: PlacedJob,
  network: Network,
  node: string,
): Promise<{ said: string; errors: string }> {
  mkdirSync(join(ROOT, LOGS), { recursive: true });
  const file = join(LOGS, `${job.id}.json`);
  writeFileSync(join(ROOT, file), JSON.stringify(job));
  const command = ["bash", join(CORPUS, "sandbox.sh"), ROOT, node, file, network];
  // By setsid, which forks: what the job's processes hang below is process 1, and not whoever runs this.
  const child = spawn("setsid", ["--fork", "python3", join(CORPUS, "supervise.py"), ...command], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  let errors = "";
  const limit = setTimeout(() => stop(printed), ((job.limit_seconds ?? DEFAULT_LIMIT) + AROUND) * 1000);
  child.stdout.on("data", (bytes: Buffer) => {
    printed += String(bytes);
  });
  child.stderr.on("data", (bytes: Buffer) => {
    errors = (errors + String(bytes)).slice(-4000);
  });
  // They are closed when nothing of the job is left.
  await Promise.all([once(child.stdout, "close"), once(child.stderr, "close")]);
  clearTimeout(limit);
  return { said: printed.split("\n")[1] ?? "", errors };
}

/** In seconds: what a job may take, and what may be added by all that is around it on a slow machine. */
const DEFAULT_LIMIT = 60;
const AROUND = 180;

/** Ends a job that does not end: the number of what supervises it was printed first. */
function stop(printed: string): void {
  const pid = Number(printed.split("\n")[0]);
  if (pid > 1) process.kill(pid, "SIGTERM");
}

/** The steps have to end as they say: of an attack that did not happen nothing is to be seen. */
function failureOf({ steps }: PlacedJob, ends: readonly StepEnd[]): Failure {
  const index = steps.findIndex(({ exits = 0 }, each) => ends[each]?.code !== exits);
  if (index < 0) return undefined;
  const { code = "nothing", output = "" } = ends[index] ?? {};
  return `step ${index + 1} ended with ${code}: ${output}`;
}
