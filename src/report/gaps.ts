import type { Coverage } from "../events/coverage.ts";
import { BLIND_SPOTS, type BlindSpot, EVENT_KIND_NAMES, type EventKind } from "../events/schema.ts";
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
  if (coverage.droppedAnswers > 0) {
    const lost = count(coverage.droppedAnswers, "DNS answer");
    sentences.push(`${lost} could not be recorded: names may be missing from network_connect.`);
  }
  for (const spot of BLIND_SPOTS) {
    const times = coverage.blindSpots[spot] ?? 0;
    if (times > 0) sentences.push(...blindSpotMet(spot, times, coverage.sources));
  }
  return sentences;
}

function blindSpotMet(spot: BlindSpot, times: number, sources: Coverage["sources"]): string[] {
  switch (spot) {
    case "raw_socket":
      return [socketsMade(times, "raw socket")];
    case "packet_socket":
      return [socketsMade(times, "packet socket")];
    case "icmp_socket":
      return [socketsMade(times, "ICMP (ping) socket")];
    case "vsock_socket":
      return [socketsMade(times, "vsock socket")];
    case "other_socket":
      return [
        socketsMade(
          times,
          "socket of another protocol than TCP and UDP",
          "sockets of other protocols than TCP and UDP",
        ),
      ];
    case "io_uring_file_open":
      return requestsMade(times, "file_open", sources);
    case "io_uring_file_remove":
      return requestsMade(times, "file_remove", sources);
    case "io_uring_file_move":
      return requestsMade(times, "file_move", sources);
    case "io_uring_file_link":
      return requestsMade(times, "file_link", sources);
    case "io_uring_unix_socket_connect":
      return requestsMade(times, "unix_socket_connect", sources);
  }
}

function socketsMade(times: number, one: string, many = `${one}s`): string {
  return `The job made ${count(times, one, many)}: what it does through ${times === 1 ? "it" : "them"} was not watched.`;
}

/** The other source sees what is done through io_uring. */
function requestsMade(times: number, kind: EventKind, sources: Coverage["sources"]): string[] {
  if (sources[kind] !== "tracepoint") return [];
  return [
    `The job made ${count(times, "request")} for ${kind} through io_uring, which this source does not see.`,
  ];
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
      `The tracepoint source (${files.join(", ")}) does not see what is done through io_uring, nor system calls of 32-bit programs.`,
    );
  }
  if (files.some((kind) => kind !== "file_open" && kind !== "unix_socket_connect")) {
    sentences.push(
      "In paths that are removed, moved or linked the tracepoint source does not resolve symbolic links on the way; where `..` stands behind a name, the event is tagged unresolved.",
    );
  }
  const outside = coverage.reach === undefined ? [] : [OUTSIDE[coverage.reach.scope]];
  return [...sentences, ...outside, ...ALWAYS_BLIND];
}

const OUTSIDE: Readonly<Record<Scope, string>> = {
  job: "Outside the job's own processes, these were adopted, with all that they started: processes in control groups that appeared after the job had connected to a service's socket (containers, systemd-run), what systemd and dbus-daemon started after that, and children of cron and at after it had written to their folders. On a machine shared with others, unrelated work that started so meanwhile is among them. What a service did for the job in its own processes, or in a control group from before, was not watched.",
  machine:
    "Every process of the machine was watched, but not the runner's own that starts the steps, nor the kernel's threads, nor what runs in a virtual machine.",
};

const ALWAYS_BLIND = [
  "Names are seen where they are asked for by DNS on port 53 or on systemd-resolved's own socket; not over D-Bus, encrypted DNS or multicast.",
  "Not seen by any hook: secrets printed to the log, what is sent inside TLS to an allowed host, environment variables that a process inherited, and what happened before the job, such as a poisoned cache.",
];
