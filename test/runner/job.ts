/**
 * Where the parent of a stage's process is: the worker itself, as on a plain runner; a keeper of its own for each
 * stage that has left the worker's tree, as podman's conmon, which ends with the stage, or, where podman is asked
 * through its socket, five minutes later; or outside of the PID namespace that all of these stages share, so that
 * they see 0, below a daemon that the job did not start, as with `docker exec`. With `--pid=host` they see the machine's
 * numbers, and have a control group of their own.
 */
export type Parent = "worker" | "conmon" | "lingering-conmon" | "docker-exec" | "docker-exec-host";

export type ActionStage = "pre" | "main" | "post";

interface AnyStep {
  /** As in a workflow; success() where it names no status. */
  readonly if?: string;
  readonly continueOnError?: boolean;
  /** timeout-minutes, in ms. Steps of composite actions have none. */
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A shell script. */
export interface RunStep extends AnyStep {
  readonly run: string;
  readonly parent?: Parent;
}

/** A use of the action under test; `./` is one from the workspace, whose pre the runner does not run. */
export interface ActionStep extends AnyStep {
  readonly uses: "runwarden/runwarden@v0" | "./";
  readonly with?: Readonly<Record<string, string>>;
  readonly parents?: Readonly<Partial<Record<ActionStage, Parent>>>;
}

/** A composite action with what its action.yml holds; from the workspace where its name begins with `./`. */
export interface CompositeStep extends AnyStep {
  readonly uses: `${string}/${string}`;
  readonly steps: readonly Step[];
}

export type Step = RunStep | ActionStep | CompositeStep;

/** How long the runner waits for a process that is to end. */
export interface Waits {
  /** From SIGINT to SIGTERM. */
  readonly interruptMs: number;
  /** From SIGTERM to SIGKILL. */
  readonly terminateMs: number;
  /** For a child that holds the output of a process that has ended. */
  readonly outputMs: number;
}

/** Given to the worker as JSON on its standard input. */
export interface Job {
  /** A folder for this job alone; it gets the workspace and the temporary folder. */
  readonly directory: string;
  readonly steps: readonly Step[];
  /** Where the action under test lies; default: around this runner. */
  readonly action?: string;
  readonly timeoutMs?: number;
  /** Cancels the job as soon as a stage prints this line. */
  readonly cancelWhenPrinted?: string;
  /** For stages that say nothing else. */
  readonly parent: Parent;
  readonly waits: Waits;
  /** Values of expressions in action.yml, by name: `github.token`. */
  readonly expressions: Readonly<Record<string, string>>;
  /** Values of the runner's contexts by their variable, GITHUB_… and RUNNER_…, and variables of its own process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables that only actions get, not `run` steps: those of the results service. */
  readonly actionEnvironment: Readonly<Record<string, string>>;
}

/** The first use's stages have no number; `composite` is a composite action's main, after all that is in it. */
export type StageName =
  | ActionStage
  | `${ActionStage | "step" | "composite"} ${number}`
  | `composite ${number} ${ActionStage}`;

export type Result = "success" | "failure" | "cancelled" | "skipped";

/** A message that a stage gave to GitHub. */
export interface Issue {
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  readonly properties: Readonly<Record<string, string>>;
}

export interface StageResult {
  readonly name: StageName;
  readonly outcome: Result;
  /** The outcome, but success where the stage failed and may. */
  readonly conclusion: Result;
  /** What the log shows: masked, commands taken out. */
  readonly log: string;
  readonly issues: readonly Issue[];
  /** What the stage set; of a post step the real runner gives it to nobody. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Empty where there is none, or the runner dropped it for its size. */
  readonly summary: string;
  readonly durationMs: number;
}

export interface JobResult {
  readonly conclusion: "success" | "failure" | "cancelled";
  /** In the order in which they ended. */
  readonly stages: readonly StageResult[];
  /** Processes that carried the runner's tracking id at the end, and were ended for it. */
  readonly orphans: readonly number[];
}
