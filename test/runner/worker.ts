/**
 * A small runner: the parent of everything that a job starts, as Runner.Worker is. Takes a Job as JSON on its
 * standard input, runs pre, the steps, main in its place, and post from dist/ as action.yml says, and prints a
 * JobResult.
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { inputVariables, readActionDefinition } from "./action-definition.ts";
import { CommandFiles } from "./command-files.ts";
import type { Job, JobResult, RunStep, StageName, StageResult } from "./job.ts";
import { endOrphans } from "./orphans.ts";
import { StageOutput } from "./stage-output.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

class Worker {
  readonly #job: Job;
  readonly #definition = readActionDefinition(root);
  readonly #trackingId = `github_${randomUUID()}`;
  readonly #temporary: string;
  readonly #workspace: string;
  readonly #masks = new Set<string>();
  readonly #stages: StageResult[] = [];
  /** What steps added through GITHUB_ENV and GITHUB_PATH. */
  readonly #environment: Record<string, string> = {};
  #path = process.env.PATH ?? "";
  /** The action's own, from one of its stages to the next; no step can reach it. */
  readonly #state: Record<string, string> = {};
  #hasFailed = false;

  constructor(job: Job) {
    this.#job = job;
    this.#temporary = join(job.directory, "_temp");
    this.#workspace = join(job.directory, "workspace");
    mkdirSync(this.#temporary, { recursive: true });
    mkdirSync(this.#workspace, { recursive: true });
    const token = job.expressions["github.token"];
    if (token) this.#masks.add(token);
  }

  async run(): Promise<JobResult> {
    const { before = [], steps, skipPre = false } = this.#job;
    const { runs } = this.#definition;
    if (runs.using !== "node24" || runs["post-if"] !== "always()")
      throw new Error("this runner cannot do that");
    let number = 0;
    if (!skipPre) await this.#runAction("pre", runs.pre);
    for (const step of before) await this.#runStep(`step ${++number}`, step);
    const isStarted = !skipPre || !this.#hasFailed;
    await this.#runAction("main", runs.main);
    for (const step of steps) await this.#runStep(`step ${++number}`, step);
    // A post step is there only where one of the action's earlier stages ran.
    if (isStarted) await this.#runAction("post", runs.post);
    const orphans = endOrphans(this.#trackingId);
    return { conclusion: this.#hasFailed ? "failure" : "success", stages: this.#stages, orphans };
  }

  async #runAction(name: "pre" | "main" | "post", script: string): Promise<void> {
    if (this.#hasFailed && name !== "post") return this.#skip(name);
    const states = Object.entries(this.#state).map(([key, value]) => [`STATE_${key}`, value]);
    const { output, files } = await this.#spawn(name, process.execPath, [join(root, script)], {
      ...this.#job.actionEnvironment,
      ...inputVariables(this.#definition, this.#job.inputs, this.#job.expressions),
      ...Object.fromEntries(states),
    });
    Object.assign(this.#state, output.state, files.pairs("state"));
  }

  async #runStep(name: StageName, step: RunStep): Promise<void> {
    if (this.#hasFailed) return this.#skip(name);
    const script = join(this.#temporary, `${randomUUID()}.sh`);
    writeFileSync(script, step.run);
    await this.#spawn(name, "/bin/bash", ["-e", script], step.env ?? {});
  }

  #skip(name: StageName): void {
    this.#stages.push({
      name,
      outcome: "skipped",
      log: "",
      issues: [],
      outputs: {},
      summary: "",
      durationMs: 0,
    });
  }

  async #spawn(name: StageName, program: string, args: string[], variables: Record<string, string>) {
    const files = new CommandFiles(this.#temporary);
    const output = new StageOutput(this.#masks);
    const started = performance.now();
    const child = spawn(program, args, {
      cwd: this.#workspace,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        HOME: process.env.HOME ?? "",
        ...this.#runnerVariables(),
        ...this.#job.environment,
        ...this.#environment,
        ...variables,
        ...files.variables,
        PATH: this.#path,
      },
    });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) =>
        output.line(line),
      );
    }
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      // A child left in the background holds the pipes open; the runner too waits only a little for it.
      child.once("exit", (exitCode) =>
        setTimeout(() => resolve(exitCode), child.stdout.readableEnded ? 0 : 200),
      );
    });
    const summary = files.summary();
    if (summary === undefined) {
      output.issues.push({
        level: "error",
        message: "$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k",
        properties: {},
      });
    }
    Object.assign(this.#environment, files.pairs("env"));
    this.#path = [...files.paths().reverse(), this.#path].join(delimiter);
    if (code !== 0) this.#hasFailed = true;
    this.#stages.push({
      name,
      outcome: code === 0 ? "success" : "failure",
      log: output.log,
      issues: output.issues,
      outputs: { ...output.outputs, ...files.pairs("output") },
      summary: output.mask(summary ?? ""),
      durationMs: Math.round(performance.now() - started),
    });
    return { output, files };
  }

  #runnerVariables(): Record<string, string> {
    return {
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_API_URL: "https://api.github.com",
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "acme/prod",
      GITHUB_WORKFLOW: "build",
      GITHUB_WORKFLOW_REF: "acme/prod/.github/workflows/build.yml@refs/heads/main",
      GITHUB_JOB: "build",
      GITHUB_RUN_ID: "1",
      GITHUB_RUN_ATTEMPT: "1",
      GITHUB_EVENT_NAME: "push",
      GITHUB_SHA: "0123456789abcdef0123456789abcdef01234567",
      GITHUB_REF: "refs/heads/main",
      GITHUB_WORKSPACE: this.#workspace,
      RUNNER_TEMP: this.#temporary,
      RUNNER_NAME: "test-runner",
      RUNNER_ENVIRONMENT: "self-hosted",
      RUNNER_OS: "Linux",
      RUNNER_ARCH: "X64",
      RUNNER_TRACKING_ID: this.#trackingId,
    };
  }
}

const job = JSON.parse(await text(process.stdin)) as Job;
process.stdout.write(JSON.stringify(await new Worker(job).run()));
