/** One stage of a step, as act told it. */
export interface ActStage {
  readonly outcome: "success" | "failure";
  /** The lines that it printed, without commands. */
  readonly lines: readonly string[];
  readonly issues: readonly ActIssue[];
  readonly outputs: Readonly<Record<string, string>>;
  /** "" where it wrote none. */
  readonly summary: string;
}

/** A message that a stage gave to GitHub. */
export interface ActIssue {
  readonly level: "error" | "warning";
  readonly message: string;
  readonly properties: Readonly<Record<string, string>>;
}

export interface ActResult {
  readonly exitCode: number;
  readonly conclusion: "success" | "failure" | undefined;
  /** Those that ran, in the order that they began in, by stage and the id of their step: `Pre guard`. */
  readonly stages: ReadonlyMap<string, ActStage>;
}

/** What is read of a line of `act --json`. */
interface Entry {
  readonly msg: string;
  readonly stage?: string;
  readonly stepID?: readonly string[];
  readonly stepResult?: "success" | "failure";
  readonly jobResult?: "success" | "failure";
  readonly raw_output?: boolean;
  readonly command?: string;
  readonly kvPairs?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly arg?: string;
  readonly content?: string;
}

interface Draft {
  outcome: "success" | "failure" | undefined;
  lines: string[];
  issues: ActIssue[];
  outputs: Record<string, string>;
  summary: string;
}

/** Reads what `act --json` printed about one job. Throws for a stage that began and has no end. */
export function readActLog(stdout: string, exitCode: number): ActResult {
  const drafts = new Map<string, Draft>();
  let conclusion: ActResult["conclusion"];
  for (const line of stdout.split("\n")) {
    if (!line.startsWith("{")) continue;
    const entry = JSON.parse(line) as Entry;
    conclusion = entry.jobResult ?? conclusion;
    if (entry.stage === undefined || entry.stepID === undefined) continue;
    const name = `${entry.stage} ${entry.stepID.join(" ")}`;
    if (entry.msg.startsWith(BEGIN)) {
      drafts.set(name, { outcome: undefined, lines: [], issues: [], outputs: {}, summary: "" });
    }
    const draft = drafts.get(name);
    // What act says before a stage begins, such as where it found an action.
    if (draft !== undefined) add(draft, entry);
  }
  const stages = [...drafts].map(([name, { outcome, ...rest }]): [string, ActStage] => {
    if (outcome === undefined) throw new Error(`${name} has no end:\n${stdout}`);
    return [name, { outcome, ...rest }];
  });
  return { exitCode, conclusion, stages: new Map(stages) };
}

const BEGIN = "⭐ Run ";

function add(draft: Draft, entry: Entry): void {
  draft.outcome = entry.stepResult ?? draft.outcome;
  if (entry.raw_output === true) draft.lines.push(entry.msg.trimEnd());
  switch (entry.command) {
    case "error":
    case "warning":
      draft.issues.push({
        level: entry.command,
        message: entry.arg ?? "",
        properties: entry.kvPairs ?? {},
      });
      return;
    case "set-output":
      draft.outputs[entry.name ?? ""] = entry.arg ?? "";
      return;
    case "summary":
      draft.summary = entry.content ?? "";
  }
}
