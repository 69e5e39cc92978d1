import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandFiles } from "./command-files.ts";
import { type Condition, parseCondition } from "./condition.ts";
import { belowConmon } from "./conmon.ts";
import { Container, type Own } from "./container.ts";
import type { Job, JobResult, Parent, Result, StageResult, Step } from "./job.ts";
import { JobEnvironment, type StageVariables } from "./job-environment.ts";
import { endOrphans } from "./orphans.ts";
import type { PlannedStage, PushPost, Scope } from "./planned-stage.ts";
import { mergeResults } from "./result.ts";
import { StageOutput } from "./stage-output.ts";
import { runStepProcess } from "./step-process.ts";

/** What a stage's process is to be started with. */
export interface StageCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly parent: Parent | undefined;
  readonly variables: StageVariables;
}

/**
 * A job that runs: its state, and how each of its stages is run, one after the other. As actions/runner,
 * src/Runner.Worker/StepsRunner.cs.
 */
export class JobRun implements Scope {
  readonly job: Job;
  readonly environment: JobEnvironment;
  status: Scope["status"] = "success";
  readonly #trackingId = `github_${randomUUID()}`;
  readonly #masks = new Set<string>();
  readonly #stages: StageResult[] = [];
  /** Those that run now: a stage of a composite action runs within that of the action. */
  readonly #running = new Set<{ condition: Condition; scope: Scope; abort: AbortController }>();
  readonly #posts = new Set<PlannedStage>();
  #container: Container | undefined;
  #isCancelled = false;

  constructor(job: Job) {
    this.job = job;
    this.environment = new JobEnvironment(job, this.#trackingId);
    const token = job.expressions["github.token"];
    if (token) this.#masks.add(token);
  }

  /** Runs the stages, and then the posts that they have pushed, the last pushed first. */
  async run(stages: readonly PlannedStage[]): Promise<JobResult> {
    const { timeoutMs } = this.job;
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => this.cancel(), timeoutMs);
    try {
      const own = containerOf(this.job);
      if (own !== undefined)
        this.#container = await Container.start(join(this.job.directory, "_docker"), own);
      for (const stage of stages) await this.runStage(stage, this);
      for (const stage of [...this.#posts].reverse()) await this.runStage(stage, this);
    } finally {
      clearTimeout(timer);
      await this.#container?.remove();
    }
    const orphans = endOrphans(this.#trackingId);
    return { conclusion: this.status, stages: this.#stages, orphans };
  }

  /** To be run at the job's end. */
  pushPost(...[post]: Parameters<PushPost>): void {
    this.#posts.add(post);
  }

  add(conclusion: Result): void {
    this.status = mergeResults(this.status, conclusion);
  }

  /**
   * Cancels the job, as GitHub does for a user and for a job's time-out: what runs now is cancelled where its
   * condition no longer holds; what comes later is asked its own.
   */
  cancel(): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    this.status = "cancelled";
    for (const { condition, scope, abort } of this.#running) {
      if (!condition(scope.status)) abort.abort();
    }
  }

  /** `scope` is what the condition asks and what a failure spoils; `within` ends the stage with another. */
  async runStage(stage: PlannedStage, scope: Scope, within?: AbortSignal): Promise<void> {
    const started = performance.now();
    const output = new StageOutput(this.#masks);
    const outcome = await this.#outcome(stage, scope, output, within);
    const conclusion = outcome === "failure" && stage.step.continueOnError ? "success" : outcome;
    scope.add(conclusion);
    this.#stages.push({
      name: stage.name,
      outcome,
      conclusion,
      log: output.log,
      issues: output.issues,
      outputs: output.outputs,
      summary: output.summary,
      durationMs: Math.round(performance.now() - started),
    });
  }

  async #outcome(
    stage: PlannedStage,
    scope: Scope,
    output: StageOutput,
    within?: AbortSignal,
  ): Promise<Result> {
    let condition: Condition;
    try {
      condition = parseCondition(stage.condition);
    } catch (error) {
      output.report("error", messageOf(error));
      return "failure";
    }
    if (!condition(scope.status)) return "skipped";
    const running = { condition, scope, abort: new AbortController() };
    const signal =
      within === undefined ? running.abort.signal : AbortSignal.any([within, running.abort.signal]);
    const over = new AbortController();
    const { timeoutMs } = stage.step;
    if (timeoutMs !== undefined && within === undefined) {
      void sleep(timeoutMs, undefined, { signal: over.signal }).then(
        () => running.abort.abort(),
        () => {},
      );
    }
    this.#running.add(running);
    let result: Result;
    try {
      result = await stage.run(output, signal);
    } catch (error) {
      if (error instanceof Interrupted) result = this.#interrupted(stage, output);
      else {
        output.report("error", messageOf(error));
        result = "failure";
      }
    } finally {
      over.abort();
      this.#running.delete(running);
    }
    return output.hasFailed && result === "success" ? "failure" : result;
  }

  #interrupted(stage: PlannedStage, output: StageOutput): Result {
    if (this.#isCancelled) {
      output.report("error", "The operation was canceled.");
      return "cancelled";
    }
    // GitHub tells it of a step within a composite action too, with the minutes that the action had.
    const { timeoutMs } = stage.step;
    const after = timeoutMs === undefined ? "" : ` after ${timeoutMs / 60_000} minutes`;
    output.report("error", `The action '${stage.name}' has timed out${after}.`);
    return "failure";
  }

  /**
   * Runs a stage's process, and carries out what it wrote into its command files however it ended. Throws where it was
   * interrupted, whatever its own exit status was.
   */
  async runCommand(command: StageCommand, output: StageOutput, signal: AbortSignal): Promise<number> {
    const { environment } = this;
    const files = new CommandFiles(environment.temporary);
    const { variables } = command;
    const all = environment.variables({
      ...variables,
      context: { ...variables.context, ...files.variables },
    });
    try {
      const [program, args] = await this.#below(command);
      const status = await runStepProcess(
        { program, args, directory: environment.workspace, environment: all },
        (line) => this.#print(line, output),
        signal,
        this.job.waits,
      );
      if (signal.aborted) throw new Interrupted();
      return status;
    } finally {
      files.carryOut(output, environment);
    }
  }

  /** A file with a script in it, named as the runner names it. */
  writeScript(text: string): string {
    const path = join(this.environment.temporary, `${randomUUID()}.sh`);
    writeFileSync(path, text);
    return path;
  }

  async #below({ parent = this.job.parent, program, args }: StageCommand) {
    switch (parent) {
      case "worker":
        return [program, args] as const;
      case "conmon":
        return belowConmon(program, args, "at-once");
      case "lingering-conmon":
        return belowConmon(program, args, "later");
      case "docker-exec":
      case "docker-exec-host":
        if (this.#container === undefined) throw new Error("the job has no container");
        return this.#container.exec(program, args);
    }
  }

  #print(line: string, output: StageOutput): void {
    output.line(line);
    if (line === this.job.cancelWhenPrinted) this.cancel();
  }
}

/** The container that a job needs; it is there before the first stage, as the runner makes it in "Initialize containers". */
function containerOf(job: { parent?: Parent | undefined; steps: readonly Step[] }): Own | undefined {
  const parents = parentsOf(job);
  if (parents.includes("docker-exec")) return "pids";
  return parents.includes("docker-exec-host") ? "group" : undefined;
}

function parentsOf({ parent, steps }: { parent?: Parent | undefined; steps: readonly Step[] }): Parent[] {
  const below = steps.flatMap((step) => {
    if ("run" in step) return step.parent ?? [];
    return "steps" in step ? parentsOf(step) : Object.values(step.parents ?? {});
  });
  return parent === undefined ? below : [parent, ...below];
}

/** A stage's process was ended by the runner. */
class Interrupted extends Error {}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
