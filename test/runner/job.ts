/** A step of a job that runs a shell script, as `run:` does. */
export interface RunStep {
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A job with one use of the action in it. Given to the worker as JSON on its standard input. */
export interface Job {
  /** A folder for this job alone; it gets the workspace and the temporary folder. */
  readonly directory: string;
  /** What the workflow gives in `with:`. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Steps before the action's own. */
  readonly before?: readonly RunStep[];
  /** Steps after it. */
  readonly steps: readonly RunStep[];
  /** As for `uses: ./…`, whose pre the runner does not run. */
  readonly skipPre?: boolean;
  /** Values of expressions in action.yml, by name: `github.token`. */
  readonly expressions: Readonly<Record<string, string>>;
  /** Variables of the runner beside those that the worker sets itself. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables that only actions get, not `run` steps: those of the results service. */
  readonly actionEnvironment: Readonly<Record<string, string>>;
}

export type StageName = "pre" | "main" | "post" | `step ${number}`;

/** A message that a stage gave to GitHub. */
export interface Issue {
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  readonly properties: Readonly<Record<string, string>>;
}

export interface StageResult {
  readonly name: StageName;
  readonly outcome: "success" | "failure" | "skipped";
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
  readonly conclusion: "success" | "failure";
  readonly stages: readonly StageResult[];
  /** Processes that carried the runner's tracking id at the end, and were ended for it. */
  readonly orphans: readonly number[];
}
