import { EVENT_KIND_NAMES } from "../events/schema.ts";
import { count } from "./count.ts";
import { type Report, unwatchedKinds } from "./report.ts";

/** What was not watched in this job though it should have been, one sentence each; empty when all was. */
export function gaps(report: Report): string[] {
  const { coverage, watchedFrom } = report;
  const sentences = watchedFrom === undefined ? [] : [watchedFrom];
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
    const lost = count(coverage.droppedLineage, "fork, exec or exit record");
    sentences.push(`${lost} could not be recorded: ancestors may be missing from events.`);
  }
  return sentences;
}

/** What the source cannot see on any machine, one sentence each. */
export function blindSpots({ coverage }: Report): string[] {
  if (coverage.source === "file") {
    return ["The events came from a file; how completely they were recorded is not known."];
  }
  const byTracepoints = EVENT_KIND_NAMES.filter((kind) => coverage.sources[kind] === "tracepoint");
  const sentences: string[] = [];
  const files = byTracepoints.filter((kind) => kind.startsWith("file_") || kind === "unix_socket_connect");
  if (files.length > 0) {
    sentences.push(
      `The tracepoint source (${files.join(", ")}) does not see operations made through io_uring or system calls of 32-bit programs.`,
    );
  }
  if (files.some((kind) => kind !== "file_open" && kind !== "unix_socket_connect")) {
    sentences.push(
      "In paths that are removed, moved or linked the tracepoint source does not resolve symbolic links on the way.",
    );
  }
  return [...sentences, ...ALWAYS_BLIND];
}

const ALWAYS_BLIND = [
  "Only what the job starts itself is watched, not what it makes others do: containers started through a daemon, systemd-run, cron.",
  "Not seen by any hook: secrets printed to the log, what is sent inside TLS to an allowed host, environment variables that a process inherited, and what happened before the job, such as a poisoned cache.",
];
