import { EVENT_KIND_NAMES } from "../events/schema.ts";
import type { Scope } from "../events/scope.ts";
import { count } from "./count.ts";
import { type Report, unwatchedKinds } from "./report.ts";

/** What was not watched in this job though it should have been, one sentence each; empty when all was. */
export function gaps(report: Report): string[] {
  const { coverage, watchedFrom } = report;
  const sentences = watchedFrom === undefined ? [] : [watchedFrom];
  if (coverage.reach?.scope === "job" && coverage.reach.adoption !== "live") {
    sentences.push(
      "What the job made others start was not watched, or not all of it: the hooks of control groups could not be attached.",
    );
  }
  for (const { kind, state } of unwatchedKinds(report)) {
    sentences.push(
      state === "missing"
        ? `${kind} was not watched: its hooks could not be attached.`
        : `${kind} was watched in part: some of its hooks could not be attached.`,
    );
  }
  for (const kind of EVENT_KIND_NAMES) {
    const dropped = coverage.dropped[kind];
    if (dropped > 0) sentences.push(`${count(dropped, "event")} of ${kind} could not be recorded.`);
  }
  if (coverage.droppedLineage > 0) {
    const lost = count(coverage.droppedLineage, "fork, adopt or exit record");
    sentences.push(`${lost} could not be recorded: ancestors, or what such processes did, may be missing.`);
  }
  return sentences;
}

/** What the source cannot see on any machine, one sentence each. */
export function blindSpots(report: Report): string[] {
  const { reach } = report.coverage;
  const blind = [...(reach === undefined ? [] : [OUTSIDE[reach.scope]]), ALWAYS_BLIND];
  switch (report.coverage.source) {
    case "tracepoint":
      return [
        "The tracepoint source does not see operations made through io_uring, system calls of 32-bit programs, opens made by exec itself, or opens that failed. In paths that are removed, moved or linked it does not resolve symbolic links on the way.",
        ...blind,
      ];
    case "fentry":
      return blind;
    case "file":
      return ["The events came from a file; how completely they were recorded is not known."];
  }
}

const OUTSIDE: Readonly<Record<Scope, string>> = {
  job: "Outside the job's own processes, these were adopted, with all that they started: processes in control groups that appeared after the job had connected to a service's socket (containers, systemd-run), and children of cron and at after it had written to their folders. On a machine shared with others, unrelated work that started so meanwhile is among them. What a service did for the job in its own processes, or in a control group from before, was not watched.",
  machine:
    "Every process of the machine was watched, but not the runner's own that starts the steps, nor the kernel's threads, nor what runs in a virtual machine.",
};

const ALWAYS_BLIND =
  "Not seen by any hook: secrets printed to the log, what is sent inside TLS to an allowed host, environment variables that a process inherited, and what happened before the job, such as a poisoned cache.";
