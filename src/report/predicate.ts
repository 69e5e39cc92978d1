import type { RuleOutcome } from "../evaluate/evaluation.ts";
import { ruleName } from "../evaluate/rule-test.ts";
import type { Event, Process } from "../events/event.ts";
import { fieldsToJson, type JsonValue } from "../events/json-fields.ts";
import { EVENT_KINDS, type EventKind } from "../kinds/index.ts";
import { VERSION } from "../log/format.ts";
import { jobRun, jobSpan } from "./job-run.ts";
import { timestamp } from "./phrase.ts";
import type { Report } from "./report.ts";
import { visible } from "./visible.ts";

/** https://github.com/in-toto/attestation/blob/main/spec/predicates/runtime-trace.md */
export const PREDICATE_TYPE = "https://in-toto.io/attestation/runtime-trace/v0.1";

/**
 * Bytes. actions/attest refuses more than 16 MiB; whoever verifies an attestation downloads it whole, for as long as what
 * was built is used.
 */
const FILE_LIMIT = 1024 * 1024;
const RULES_LIMIT = 200;
/** For what stands between the parts. */
const REST_LIMIT = 4096;
/** Characters. */
const NAME_LIMIT = 200;
const TEXT_LIMIT = 1000;
/** PATH_MAX of Linux. */
const PATH_LIMIT = 4096;
const ARGUMENTS_LIMIT = 32;

const HOME = "https://github.com/runwarden/runwarden";

const PROCESS_KINDS: readonly EventKind[] = [
  "process_exec",
  "process_access",
  "privilege_change",
  "kernel_load",
];
const NETWORK_KINDS: readonly EventKind[] = [
  "network_connect",
  "domain",
  "http_request",
  "unix_socket_connect",
];

/**
 * The report as the predicate of an in-toto attestation, for actions/attest: how the job was watched, and what the rules
 * found in it. The same report gives the same text. Of what is too much, the matches of the gravest rules stay, and what
 * is left out is counted.
 */
export function renderPredicate(report: Report): string {
  const { recorded, coverage } = report;
  const { since, until } = jobSpan(report);
  const watch = {
    monitor: monitor(report),
    monitoredProcess: monitoredProcess(report),
    metadata: { buildStartedOn: since, buildFinishedOn: until },
  };
  const rules = report.outcome.rules.slice(0, RULES_LIMIT);
  // The specification lets a producer add members.
  const found = {
    result: report.result,
    rules: rules.map(({ rule, totalCount }) => ({
      rule: visible(ruleName(rule), NAME_LIMIT),
      action: rule.action,
      total_count: totalCount,
    })),
    tampering: [...new Set(report.tampering.map(({ code }) => code))],
    missed: report.missed,
    dropped: coverage.isLossKnown ? coverage.dropped : null,
    digests: recorded.digests && {
      rules: recorded.digests.rules,
      job: recorded.digests.job,
      log: recorded.digests.log,
    },
  };
  const head = Buffer.byteLength(JSON.stringify([watch, found]));
  const { lists, omitted } = traced(report, FILE_LIMIT - REST_LIMIT - head);
  return `${JSON.stringify({
    ...watch,
    monitorLog: {
      process: [counts(report, PROCESS_KINDS), ...lists.process],
      network: [counts(report, NETWORK_KINDS), ...lists.network],
      fileAccess: lists.fileAccess,
    },
    runwarden: { ...found, omitted: { events: omitted, rules: report.outcome.rules.length - rules.length } },
  })}\n`;
}

function monitor({ coverage, recorded, rulesLoaded }: Report): object {
  const rules = recorded.digests?.rules;
  return {
    type: `${HOME}/runtime-trace/v1`,
    configSource: rules === undefined ? undefined : { name: "rules", digest: { sha256: rules } },
    tracePolicy: {
      version: VERSION,
      source: coverage.source,
      scope: coverage.reach?.scope,
      hooks: coverage.hooks,
      sources: coverage.sources,
      rules_loaded: rulesLoaded,
    },
  };
}

function monitoredProcess(report: Report): object {
  const run = jobRun(report);
  if (run === undefined) {
    const event = report.recorded.job?.startedBy ?? "file";
    return { hostID: `${HOME}/host`, type: `${HOME}/command/v1`, event };
  }
  const names = [run.url ?? run.repository, run.job].filter((name) => name !== undefined);
  return {
    hostID: `${run.server ?? "https://github.com"}/actions/runner`,
    type: "https://actions.github.io/buildtypes/workflow/v1",
    event: visible(names.join(" ") || "job", NAME_LIMIT),
    repository: run.repository,
    sha: run.sha,
  };
}

/** How many events of each kind there were, whether a rule matched them or not. */
function counts({ coverage }: Report, kinds: readonly EventKind[]): object {
  return { eventType: "counts", ...Object.fromEntries(kinds.map((kind) => [kind, coverage.events[kind]])) };
}

interface Traced {
  readonly process: object[];
  readonly network: object[];
  /** ResourceDescriptors. A hook sees no contents, so they have no digests. */
  readonly fileAccess: object[];
}

/** The events that rules matched, the gravest rules' first, and the processes that still ran; in so many bytes. */
function traced(report: Report, room: number): { lists: Traced; omitted: number } {
  const lists: Traced = { process: [], network: [], fileAccess: [] };
  let left = room;
  let omitted = 0;
  const add = (list: object[], entry: object): void => {
    const size = Buffer.byteLength(JSON.stringify(entry)) + 1;
    if (size > left) {
      omitted++;
      return;
    }
    left -= size;
    list.push(entry);
  };
  for (const event of matched(report)) {
    const file = fileAccess(event);
    if (file !== undefined) add(lists.fileAccess, file);
    else add(NETWORK_KINDS.includes(event.kind) ? lists.network : lists.process, entryOf(event));
  }
  for (const process of report.recorded.living ?? []) {
    add(lists.process, { eventType: "running", ...program(process) });
  }
  return { lists, omitted };
}

/** Each once, though several rules may have matched it. */
function matched({ outcome: { rules } }: Report): Event[] {
  const isGrave = (outcome: RuleOutcome): boolean => outcome.rule.action !== "collect";
  const ordered = [...rules.filter(isGrave), ...rules.filter((outcome) => !isGrave(outcome))];
  const events = ordered.flatMap(({ matches }) => matches);
  return [...new Map(events.map((event) => [event.index, event])).values()];
}

function entryOf(event: Event): object {
  const { kind, timeNs, process, payload } = event;
  const details = shownFields(fieldsToJson(EVENT_KINDS[kind].fields, payload));
  return { eventType: kind, time: timestamp(timeNs), ...program(process), details };
}

function program({ exec_path, argv, pid, package: of, action }: Process): object {
  const shown = argv.slice(0, ARGUMENTS_LIMIT).map(({ raw }) => visible(raw, TEXT_LIMIT));
  return {
    processBinary: visible(exec_path.raw, PATH_LIMIT),
    arguments: shown,
    omittedArguments: argv.length > shown.length ? argv.length - shown.length : undefined,
    pid: pid > 0 ? pid : undefined,
    package: of?.raw ? visible(of.raw, NAME_LIMIT) : undefined,
    action: action?.raw ? visible(action.raw, NAME_LIMIT) : undefined,
  };
}

function fileAccess(event: Event): object | undefined {
  if (!("path" in event.payload) || event.kind === "http_request" || event.kind === "unix_socket_connect") {
    return undefined;
  }
  const path = event.payload.path.raw;
  return path.startsWith("/")
    ? {
        name: visible(path, PATH_LIMIT),
        uri: fileUri(path.slice(0, PATH_LIMIT)),
        annotations: entryOf(event),
      }
    : undefined;
}

/** RFC 8089; a byte that is no UTF-8 is written as what it is. */
function fileUri(path: string): string {
  const uri = path.replace(/[^\w/.~!$&'()*+,;=:@-]/gu, (character) => {
    const point = character.codePointAt(0) ?? 0;
    const isByte = point >= 0xdc80 && point <= 0xdcff;
    return isByte
      ? `%${(point - 0xdc00).toString(16).toUpperCase()}`
      : encodeURIComponent(character.toWellFormed());
  });
  return `file://${uri}`;
}

/** All texts made visible, all lists cut; of a process that an event is about, without its ancestors. */
function shownFields(value: JsonValue): JsonValue {
  if (typeof value === "string") return visible(value, TEXT_LIMIT);
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const items: JsonValue[] = value.slice(0, ARGUMENTS_LIMIT);
    return items.map(shownFields) as JsonValue;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, shownFields(each)]),
  ) as JsonValue;
}
