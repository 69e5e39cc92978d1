import type { RuleOutcome } from "../evaluate/evaluation.ts";
import type { Event, Process } from "../events/event.ts";
import { fieldsToJson, type JsonValue } from "../events/json-fields.ts";
import { EVENT_KINDS, type EventKind } from "../kinds/index.ts";
import type { Phrase } from "../kinds/kind.ts";
import type { ReachedHost } from "./activity.ts";
import { stepTitle } from "./activity-phrases.ts";
import type { Doers } from "./doers.ts";
import { timestamp } from "./phrase.ts";
import type { Report } from "./report.ts";
import { visible } from "./visible.ts";

/** Characters. */
const NAME_LIMIT = 200;
const TEXT_LIMIT = 1000;
/** PATH_MAX of Linux. */
const PATH_LIMIT = 4096;
const ARGUMENTS_LIMIT = 32;

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
  "egress_block",
];

/** The lists of what was seen, as the specification has them. */
interface MonitorLog {
  readonly process: object[];
  readonly network: object[];
  /** ResourceDescriptors. A hook sees no contents, so they have no digests. */
  readonly fileAccess: object[];
}

/**
 * The events that rules matched, the gravest rules' first, the processes that still ran, and what each step did whatever the
 * rules say of it; in so many bytes.
 */
export function monitorLog(report: Report, room: number): { lists: MonitorLog; omitted: number } {
  const lists: MonitorLog = {
    process: [counts(report, PROCESS_KINDS)],
    network: [counts(report, NETWORK_KINDS)],
    fileAccess: [],
  };
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
  omitted += report.activity.leftOut;
  for (const step of report.activity.steps) {
    const of = words(stepTitle(step));
    omitted += Object.values(step.leftOut).reduce((sum, count) => sum + count, 0);
    for (const host of step.hosts) add(lists.network, { eventType: "connected", step: of, ...hostOf(host) });
    for (const { name, source, by, count } of step.names) {
      add(lists.network, {
        eventType: "name",
        step: of,
        name: shownName(name),
        source,
        by: doers(by),
        count,
      });
    }
    for (const file of step.files) {
      const annotations = {
        eventType: "written",
        step: of,
        isFolder: file.isFolder,
        by: doers(file.by),
        count: file.count,
      };
      if (file.path.startsWith("/")) add(lists.fileAccess, descriptor(file.path, annotations));
    }
    for (const { title, installer, count } of step.packages) {
      add(lists.process, { eventType: "package", step: of, package: shownName(title), installer, count });
    }
    for (const { name, path, count } of step.programs) {
      const binary = visible(path === "" ? name : path, PATH_LIMIT);
      add(lists.process, { eventType: "executed", step: of, processBinary: binary, count });
    }
  }
  return { lists, omitted };
}

/** How many events of each kind there were, whether a rule matched them or not. */
function counts({ coverage }: Report, kinds: readonly EventKind[]): object {
  return { eventType: "counts", ...Object.fromEntries(kinds.map((kind) => [kind, coverage.events[kind]])) };
}

function hostOf({ ip, port, protocol, names, by, count, refused }: ReachedHost): object {
  return {
    ip: shownName(ip),
    port,
    protocol: shownName(protocol),
    names: names.map(shownName),
    by: doers(by),
    count,
    refused: refused === 0 ? undefined : refused,
  };
}

function doers({ list, hasMore }: Doers): object[] {
  const named = list.map((doer) => ({
    program: shownName(doer.program),
    package: doer.package === "" ? undefined : shownName(doer.package),
  }));
  return hasMore ? [...named, { program: "…" }] : named;
}

function words(phrases: readonly Phrase[]): string {
  return phrases.map(({ text }) => shownName(text)).join(" ");
}

function shownName(name: string): string {
  return visible(name, NAME_LIMIT);
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
  return path.startsWith("/") ? descriptor(path, entryOf(event)) : undefined;
}

function descriptor(path: string, annotations: object): object {
  return { name: visible(path, PATH_LIMIT), uri: fileUri(path.slice(0, PATH_LIMIT)), annotations };
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
