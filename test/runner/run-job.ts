import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { requireDist } from "../dist.ts";
import type { ActionStep, Job, JobResult, StageName, StageResult, Step, Waits } from "./job.ts";

const WORKER = fileURLToPath(new URL("worker.ts", import.meta.url));

/** A folder for one job, with an empty workspace in it. */
export class JobFolder {
  readonly path = mkdtempSync(join(tmpdir(), "runwarden-job-"));
  readonly workspace = join(this.path, "workspace");

  constructor() {
    mkdirSync(this.workspace);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export type JobOptions = Partial<Omit<Job, "directory" | "expressions" | "steps" | "waits">> & {
  readonly steps: readonly Step[];
  readonly waits?: Partial<Waits>;
  /** Puts one use of the action with these inputs before the steps; without it a job has the uses among its steps. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Steps before that use. */
  readonly before?: readonly Step[];
  /** That use is `./`, whose pre the runner does not run. */
  readonly skipPre?: boolean;
  /** A command that the worker is started through, such as setpriv. */
  readonly through?: readonly string[];
  /** The worker and the node that runs it; default: this one's. */
  readonly installation?: { readonly node: string; readonly worker: string };
};

/** The runner's own: ProcessInvoker.cs in actions/runner, src/Runner.Sdk. */
export const REAL_WAITS: Waits = { interruptMs: 7500, terminateMs: 2500, outputMs: 5000 };

/** Longer than any test. */
const LIMIT_SECONDS = 120;

/** Runs a job in its own worker process, as a runner does. */
export async function runJob(folder: JobFolder, options: JobOptions): Promise<JobResult> {
  const { through = [], installation, inputs, before = [], skipPre = false, ...job } = options;
  if (installation === undefined) requireDist();
  const { node, worker } = installation ?? { node: process.execPath, worker: WORKER };
  const use: ActionStep = { uses: skipPre ? "./" : "runwarden/runwarden@v0", with: inputs ?? {} };
  // Whatever becomes of the test: its worker ends, and with it what it has started.
  const args = ["--signal=KILL", String(LIMIT_SECONDS), ...through, node, worker];
  const child = spawn("/usr/bin/timeout", args, { stdio: ["pipe", "pipe", "pipe"] });
  const full: Job = {
    directory: folder.path,
    parent: "worker",
    expressions: {
      "github.token": "ghs_secret-token-of-the-job",
      "github.job": "build",
      "strategy.job-index": "0",
    },
    environment: {},
    actionEnvironment: {},
    ...job,
    steps: inputs === undefined ? job.steps : [...before, use, ...job.steps],
    waits: { ...REAL_WAITS, ...job.waits },
  };
  child.stdin.end(JSON.stringify(full));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (stdout === "") throw new Error(`the worker failed: ${stderr}`);
  return JSON.parse(stdout) as JobResult;
}

/** A stage of a job; throws where the job has none of that name. */
export function stage(result: JobResult, name: StageName): StageResult {
  const found = result.stages.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`the job has no stage ${name}`);
  return found;
}
