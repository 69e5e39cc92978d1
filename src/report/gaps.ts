import type { Cut } from "../evaluate/cuts.ts";
import { ruleName } from "../evaluate/rule-test.ts";
import { BLIND_SPOTS, type BlindSpot } from "../kinds/blind-spot.ts";
import { EVENT_KIND_NAMES, type EventKind, type WatchedKind } from "../kinds/index.ts";
import type { Coverage, Scope } from "../log/coverage.ts";
import { count, timeOfDay } from "./phrase.ts";
import { type Report, unwatchedKinds } from "./report.ts";

/** Said where the action came too late to see all. */
const LATE_START =
  "What the job did before Runwarden's own step was not watched, because its pre step did not run: the runner runs none for an action in the workspace (uses: ./…). Let that step be the job's first.";

/** What else is not seen without the hooks of a kind. */
const MISSED_WITH: Partial<Record<WatchedKind, string>> = {
  http_request: " Nor does domain have the names that were given to servers of TLS and HTTP.",
};

/** What was not watched in this job though it should have been, one sentence each; empty when all was. */
export function gaps(report: Report): string[] {
  const { coverage, recorded } = report;
  const sentences = recorded.job?.startedBy === "main" ? [LATE_START] : [];
  if (coverage.reach?.scope === "job" && coverage.reach.adoption !== "live") {
    sentences.push(
      "What the job made others start was not watched, or not all of it: the hooks of control groups could not be attached.",
    );
  }
  if (coverage.unknownAfterNs !== undefined) {
    sentences.push(
      `Nothing is known of what happened after ${timeOfDay(coverage.unknownAfterNs)}: the log ends there, and nobody has ended it.`,
    );
  }
  if (coverage.full !== undefined) {
    const size = count(Math.floor(coverage.full.limit / 2 ** 20), "MiB", "MiB");
    sentences.push(
      `The event log was full at ${timeOfDay(coverage.full.sinceNs)}: it had the ${size} that it may have. What happened after is not in it, only counted as lost.`,
    );
  }
  sentences.push(...protectionSentences(coverage));
  for (const { kind, state } of unwatchedKinds(report)) {
    sentences.push(
      state === "missing"
        ? `${kind} was not watched: its hooks could not be attached.${MISSED_WITH[kind] ?? ""}`
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
  if (coverage.forgottenOrigins > 0) {
    const forgotten = count(coverage.forgottenOrigins, "move or link", "moves and links");
    sentences.push(
      `There was no room to remember all that was moved: ${forgotten} were forgotten, the oldest first. Where such files were before may be missing from file_open and process_exec (origin_path).`,
    );
  }
  return [...sentences, ...cutSentences(report), ...limitSentences(report), ...blindSpotsMet(coverage)];
}

/** What of `protect: on` did not hold; what was done is told all the same. */
function protectionSentences({ protection = "report" }: Coverage): string[] {
  switch (protection) {
    case "report":
    case "on":
      return [];
    case "partial":
      return [
        "Some attempts on Runwarden or the runner's worker were not refused, only told: not all programs of protect: on could be attached.",
      ];
    case "unsupported":
      return [
        "Attempts on Runwarden or the runner's worker were not refused, only told: this kernel takes no programs that refuse (fmod_ret).",
      ];
    case "ineffective":
      return [
        "Attempts on Runwarden or the runner's worker were not refused, only told: this kernel took the programs of protect: on, and when it was tried they refused nothing.",
      ];
  }
}

/** Rules that a sentence names; the others are counted. */
const NAMED = 5;

const SENTENCES: Readonly<Record<Cut["part"], string>> = {
  text: "A path or a name was cut",
  argv: "Arguments were cut in the middle",
  lineage: "The lineage was longer than 128 programs, and cut in the middle,",
};

/** What was cut, and which rules it decides: what is missing could have made them true. */
function cutSentences({ outcome }: Report): string[] {
  return (outcome.cuts ?? []).map(({ part, events, rules }) => {
    const named = rules.slice(0, NAMED).map(ruleName).join(", ");
    const more = rules.length > NAMED ? ` and ${rules.length - NAMED} more` : "";
    const asked = `What is missing decides ${count(rules.length, "rule")}: ${named}${more}`;
    return `${SENTENCES[part]} in ${count(events, "event")}. ${asked}.`;
  });
}

/** What correlations could not count: they may have been true of it. */
function limitSentences({ outcome }: Report): string[] {
  return (outcome.limits ?? []).flatMap(({ rule, groups, isFull }) => {
    const name = ruleName(rule);
    const forgotten = `${name} counts apart, and the counts of ${count(groups, "group")} were forgotten for want of room: it may have missed one of them.`;
    const full = `${name} met more distinct values than are kept: those that came later were not counted.`;
    return [...(groups > 0 ? [forgotten] : []), ...(isFull ? [full] : [])];
  });
}

/** How often the job met a blind spot. Requests through io_uring are none to a kind whose source sees them. */
export function blindSpotCounts(coverage: Coverage): Partial<Record<BlindSpot, number>> {
  const counts: Partial<Record<BlindSpot, number>> = {};
  for (const spot of BLIND_SPOTS) {
    const times = coverage.blindSpots[spot] ?? 0;
    const kind = requestedKind(spot);
    if (times > 0 && (kind === undefined || coverage.sources[kind] === "tracepoint")) counts[spot] = times;
  }
  return counts;
}

/** The same, one sentence each. */
export function blindSpotsMet(coverage: Coverage): string[] {
  const counts = blindSpotCounts(coverage);
  return BLIND_SPOTS.flatMap((spot) => {
    const times = counts[spot];
    return times === undefined ? [] : [sentence(spot, times)];
  });
}

/** The kind of event that a request through io_uring is; undefined for sockets. */
function requestedKind(spot: BlindSpot): EventKind | undefined {
  return EVENT_KIND_NAMES.find((kind) => spot === `io_uring_${kind}`);
}

function sentence(spot: BlindSpot, times: number): string {
  switch (spot) {
    case "raw_socket":
      return socketsMade(times, "raw socket");
    case "packet_socket":
      return socketsMade(times, "packet socket");
    case "icmp_socket":
      return socketsMade(times, "ICMP (ping) socket");
    case "vsock_socket":
      return socketsMade(times, "vsock socket");
    case "other_socket":
      return socketsMade(
        times,
        "socket of another protocol than TCP and UDP",
        "sockets of other protocols than TCP and UDP",
      );
    case "guard_look":
      return `The job opened eBPF programs or maps of the guard's, or what /proc has inside of its processes, ${count(times, "time")}: as monitors do, to look; what else it may be for is seen only where it changes something.`;
    case "io_uring_file_open":
    case "io_uring_file_remove":
    case "io_uring_file_move":
    case "io_uring_file_link":
    case "io_uring_unix_socket_connect":
      return `The job made ${count(times, "request")} for ${requestedKind(spot)} through io_uring, which this source does not see.`;
    case "io_uring_truncate":
      return `The job cut ${count(times, "file")} through io_uring, which no event shows.`;
    case "nscd_memory":
      return `The job asked ${count(times, "time")} for the memory in which nscd keeps names: what it looked up there was not seen.`;
    case "resolver_request":
      return `The job sent ${count(times, "time")} to a resolver's own socket, or may have, what is not read (splice, sendfile, io_uring on registered files): what names it asked for was not seen.`;
    case "resolved_bus":
      return `The job sent ${count(times, "message")} to systemd-resolved over D-Bus: what names they asked for was not seen.`;
  }
}

function socketsMade(times: number, one: string, many = `${one}s`): string {
  return `The job made ${count(times, one, many)}: what it does through ${times === 1 ? "it" : "them"} was not watched.`;
}

/** What the source cannot see on any machine, one sentence each. */
export function blindSpots({ coverage }: Report): string[] {
  if (coverage.source === "file") {
    return ["The events came from a file; how completely they were recorded is not known."];
  }
  const byTracepoints = EVENT_KIND_NAMES.filter((kind) => coverage.sources[kind] === "tracepoint");
  const sentences: string[] = [];
  const files = byTracepoints.filter((kind) => kind.startsWith("file_") || kind === "unix_socket_connect");
  const others = byTracepoints.filter((kind) => BY_CALLS.has(kind));
  if (files.length + others.length > 0) {
    sentences.push(
      `The tracepoint source (${[...files, ...others].join(", ")}) does not see what is done through io_uring, nor system calls of 32-bit programs.`,
    );
  }
  if (files.some((kind) => kind !== "file_open" && kind !== "unix_socket_connect")) {
    sentences.push(
      "In paths that are removed, moved, linked or cut the tracepoint source does not resolve symbolic links on the way; where `..` stands behind a name, or a file is linked through a link of /proc to what a process has open, the event is tagged unresolved.",
    );
  }
  const outside = coverage.reach === undefined ? [] : [OUTSIDE[coverage.reach.scope]];
  return [...sentences, ...outside, ...ALWAYS_BLIND];
}

/** Kinds besides those of files that tracepoints see by single system calls. */
const BY_CALLS: ReadonlySet<EventKind> = new Set([
  "process_access",
  "privilege_change",
  "mount",
  "kernel_load",
]);

const OUTSIDE: Readonly<Record<Scope, string>> = {
  job: "Outside the job's own processes, these were adopted, with all that they started: processes in control groups that appeared after the job had connected to a service's socket (containers, systemd-run), what systemd and dbus-daemon started after that, and children of cron and at after it had written to their folders. On a machine shared with others, unrelated work that started so meanwhile is among them. What a service did for the job in its own processes, or in a control group from before, was not watched.",
  machine:
    "Every process of the machine was watched, but not the runner's own that starts the steps, nor the kernel's threads, nor what runs in a virtual machine.",
};

const ALWAYS_BLIND = [
  "Names are seen where they are asked for by DNS on port 53, by a plain query over UDP to another port, or on the socket of systemd-resolved or nscd; not over encrypted DNS, over TCP to other ports, or over D-Bus, and not where nscd's memory has them.",
  "What is given to a server, the name of TLS, and the requests of HTTP/1 in cleartext, is seen where a segment of a TCP connection begins with it, in its first 4 KB; not over QUIC or HTTP/2, and not what an encrypted ClientHello hides.",
  "Of 32-bit programs the sockets that they make are not counted, nor are their calls on the socket of systemd-resolved or nscd seen. Paths of a mount are as the program gave them: links in them are not followed.",
  "Not seen by any hook: opens that failed, what exec itself opens besides the program, secrets printed to the log, what is sent inside TLS to an allowed host, environment variables that a process inherited, and what happened before the job, such as a poisoned cache.",
];
