import type { Status } from "./condition.ts";
import type { Result, StageName, Step } from "./job.ts";
import { mergeResults } from "./result.ts";
import type { StageOutput } from "./stage-output.ts";

/** One thing that a job will do when its turn comes and its condition holds. */
export interface PlannedStage {
  readonly name: StageName;
  /** Its continueOnError and timeoutMs hold for all of its stages. */
  readonly step: Step;
  /** As the workflow or the action says it. */
  readonly condition: string | undefined;
  /** Throws where the runner itself cannot do it; the stage fails then. */
  run(output: StageOutput, signal: AbortSignal): Promise<Result>;
}

/** A step of a job or of a composite action, planned. */
export interface PlannedStep {
  readonly pre: PlannedStage | undefined;
  readonly main: PlannedStage;
  readonly post: PlannedStage | undefined;
}

/** Keeps a post for later; to be called by what it belongs to, as soon as that has run. More than once is once. */
export type PushPost = (post: PlannedStage) => void;

/** What stages are part of: whose state their conditions ask, and whose result theirs spoil. */
export interface Scope {
  readonly status: Status;
  add(conclusion: Result): void;
}

/** Of the stages within a composite action. */
export class CompositeScope implements Scope {
  result: Status = "success";
  readonly #asked: Scope | undefined;

  /**
   * `asked` is the job in pre and post; in main the action itself is asked. As SuccessFunction.cs and
   * FailureFunction.cs in actions/runner, src/Runner.Worker/Expressions.
   */
  constructor(asked?: Scope) {
    this.#asked = asked;
  }

  get status(): Status {
    return this.#asked?.status ?? this.result;
  }

  add(conclusion: Result): void {
    this.result = mergeResults(this.result, conclusion);
  }
}

/** Whether it is in the workspace, so that the runner has it only when its step comes, and runs no pre of it. */
export function isLocal(uses: string): boolean {
  return uses.startsWith("./");
}
