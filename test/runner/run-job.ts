import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { requireDist } from "../dist.ts";
import type { Job, JobResult, StageName, StageResult } from "./job.ts";

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

export type JobOptions = Omit<Job, "directory" | "expressions" | "environment" | "actionEnvironment"> &
  Partial<Pick<Job, "environment" | "actionEnvironment">> & {
    /** A command that the worker is started through, such as setpriv. */
    readonly through?: readonly string[];
    /** The worker and the node that runs it; default: this one's. */
    readonly installation?: { readonly node: string; readonly worker: string };
  };

/** Runs a job in its own worker process, as a runner does. */
export async function runJob(folder: JobFolder, options: JobOptions): Promise<JobResult> {
  const { through = [], installation, ...job } = options;
  if (installation === undefined) requireDist();
  const { node, worker } = installation ?? { node: process.execPath, worker: WORKER };
  const [program = node, ...args] = [...through, node, worker];
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
  const full: Job = {
    directory: folder.path,
    expressions: {
      "github.token": "ghs_secret-token-of-the-job",
      "github.job": "build",
      "strategy.job-index": "0",
    },
    environment: {},
    actionEnvironment: {},
    ...job,
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
