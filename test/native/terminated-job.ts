/** What the steps of a job do that are ended, and that of one which is only locked down (triggers/terminate_job.c). */
export const WAYS = ["simple", "daemon", "chains", "lockdown"] as const;

/** The last line, whose number is the machine's affair. */
export const CALM = /^calm after ms: (\d+)\n/m;

/** What the worker sees of it, but for the last line. */
export function terminatedJob(way: (typeof WAYS)[number], end = "nothing is left"): string[] {
  return [
    way === "lockdown" ? "step: status 0" : "step: signal 9",
    ...(way === "chains" ? ["forks stop: ended"] : []),
    "its process: gone",
    "later step: signal 9",
    "what it does: nothing",
    "below the post step: status 0",
    "post: status 3",
    end,
  ];
}
