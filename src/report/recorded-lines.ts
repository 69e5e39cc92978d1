import { commandLine } from "./lineage-lines.ts";
import type { Recorded, StartedBy } from "./report.ts";

/** Longer than any real branch, commit or name of a repository, which git and GitHub bound at 255 bytes or fewer. */
const VALUE_LIMIT = 300;
/** The context of a log is its writer's: it can have any number of members. */
const OTHERS_SHOWN = 10;
const PROGRAMS_SHOWN = 20;
const LIVING_SHOWN = 20;

/** What the members of a job's context are called, in the order in which they are told. */
const LABELS: ReadonlyMap<string, string> = new Map([
  ["server_url", "Server"],
  ["repository", "Repository"],
  ["workflow", "Workflow"],
  ["workflow_ref", "Workflow file"],
  ["job", "Job"],
  ["run_id", "Run"],
  ["run_attempt", "Attempt"],
  ["event_name", "Event"],
  ["sha", "Commit"],
  ["ref", "Ref"],
  ["workspace", "Workspace"],
  ["runner_name", "Runner"],
  ["runner_os", "Runner's system"],
  ["runner_arch", "Runner's processor"],
]);

const STARTED: Readonly<Record<StartedBy, string>> = {
  pre: "started before the job's first step (pre)",
  main: "started by the action's own step (main)",
  run: "started by the command line (run)",
};

/**
 * What the log says of the job, of its machine and of how the watch was started, one line each where it is known.
 * Holds names that others chose, such as branches, not yet made visible. Each line starts with words of our own.
 */
export function recordedLines({ job, kernel, missingPrograms = [], isMasked }: Recorded): string[] {
  return [
    ...contextLines(job?.context ?? {}),
    ...(job === undefined ? [] : [`Watch: ${STARTED[job.startedBy]}`]),
    ...(kernel === undefined ? [] : [`Kernel: ${cut(kernel.release)} (${cut(kernel.machine)})`]),
    ...(missingPrograms.length === 0
      ? []
      : [`Programs that could not be attached: ${listed(missingPrograms)}`]),
    ...(isMasked ? [MASKED] : []),
  ];
}

const MASKED = "Log: secrets are masked in it; of a rule that asks for what they were, this says nothing";

/** The job's processes that ran when it was judged, one line each; what they are called is already made visible. */
export function livingLines({ living = [] }: Recorded): string[] {
  const more = living.length - LIVING_SHOWN;
  return [
    ...living.slice(0, LIVING_SHOWN).map((process) => `${commandLine(process)} [pid ${process.pid}]`),
    ...(more > 0 ? [`… and ${more} more`] : []),
  ];
}

function contextLines(context: Readonly<Record<string, string>>): string[] {
  const known = [...LABELS].map(([name, label]) => [label, context[name] ?? ""] as const);
  const others = Object.entries(context)
    .filter(([name]) => !LABELS.has(name))
    .slice(0, OTHERS_SHOWN)
    .map(([name, value]) => [`Also ${cut(name)}`, value] as const);
  return [...known, ...others]
    .filter(([, value]) => value !== "")
    .map(([label, value]) => `${label}: ${cut(value)}`);
}

function listed(names: readonly string[]): string {
  const more = names.length - PROGRAMS_SHOWN;
  return [...names.slice(0, PROGRAMS_SHOWN).map(cut), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

function cut(value: string): string {
  return value.length > VALUE_LIMIT ? `${value.slice(0, VALUE_LIMIT)}…` : value;
}
