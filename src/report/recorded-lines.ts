import type { Recorded, StartedBy } from "./report.ts";

/** Longer than any real branch, commit or name of a repository, which git and GitHub bound at 255 bytes or fewer. */
const VALUE_LIMIT = 300;
/** The context of a log is its writer's: it can have any number of members. */
const CONTEXT_SHOWN = 20;
const PROGRAMS_SHOWN = 20;

/**
 * What the log says of the job, of its machine and of how the watch was started, one line each where it is known.
 * Holds names that others chose, such as branches, not yet made visible. Each line starts with words of our own.
 */
export function recordedLines({ job, kernel, missingPrograms = [] }: Recorded): string[] {
  const context = Object.entries(job?.context ?? {}).filter(([, value]) => value !== "");
  return [
    ...context.slice(0, CONTEXT_SHOWN).map(([name, value]) => `Job's ${cut(name)}: ${cut(value)}`),
    ...(job === undefined ? [] : [`Watch: ${STARTED[job.startedBy]}`]),
    ...(kernel === undefined ? [] : [`Kernel: ${cut(kernel.release)} (${cut(kernel.machine)})`]),
    ...(missingPrograms.length === 0
      ? []
      : [`Programs that the kernel did not take: ${listed(missingPrograms)}`]),
  ];
}

const STARTED: Readonly<Record<StartedBy, string>> = {
  pre: "started before the job's first step (pre)",
  main: "started by the action's own step (main)",
  run: "started by the command line (run)",
};

function listed(names: readonly string[]): string {
  const more = names.length - PROGRAMS_SHOWN;
  return [...names.slice(0, PROGRAMS_SHOWN).map(cut), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

function cut(value: string): string {
  return value.length > VALUE_LIMIT ? `${value.slice(0, VALUE_LIMIT)}…` : value;
}
