import type { Event } from "../events/event.ts";
import { EVENT_KIND_NAMES, EVENT_KINDS, type EventKind } from "../kinds/index.ts";
import type { Field, Process, Text } from "../kinds/value.ts";
import type { Glob } from "./glob.ts";
import { type Moment, onDayOf } from "./moment.ts";

/** Which events are asked for; all that is given has to be true of one. */
export interface EventsAsked {
  /** Empty for all. */
  readonly kinds: readonly EventKind[];
  /** Of the process with this number, and of those below it. */
  readonly under: number | undefined;
  /** A part of the script of a step, or of the name of its action. */
  readonly step: string | undefined;
  /** For paths that an event is about; one has to be true of one of them. Empty for all. */
  readonly paths: readonly Glob[];
  readonly since: Moment | undefined;
  readonly until: Moment | undefined;
}

type EventTest = (event: Event) => boolean;

/** Tells which events are asked for. They have to come in their order, and all of them: a time of day is of the first one's day. */
export function eventFilter({ kinds, under, step, paths, since, until }: EventsAsked): EventTest {
  const tests: EventTest[] = [
    ...(since === undefined && until === undefined ? [] : [timeTest(since, until)]),
    ...(kinds.length === 0 ? [] : [kindTest(kinds)]),
    ...(under === undefined ? [] : [processTest((process) => isUnder(process, under))]),
    ...(step === undefined ? [] : [processTest((process) => isOfStep(process, step))]),
    ...(paths.length === 0 ? [] : [pathTest(paths)]),
  ];
  return (event) => {
    for (const test of tests) if (!test(event)) return false;
    return true;
  };
}

function timeTest(since: Moment | undefined, until: Moment | undefined): EventTest {
  let firstNs: bigint | undefined;
  let fromNs: bigint | undefined;
  let toNs: bigint | undefined;
  return ({ timeNs }) => {
    if (timeNs === undefined) return false;
    if (firstNs === undefined) {
      firstNs = timeNs;
      fromNs = since && onDayOf(since, timeNs).firstNs;
      toNs = until && onDayOf(until, timeNs).lastNs;
    }
    return (fromNs === undefined || timeNs >= fromNs) && (toNs === undefined || timeNs <= toNs);
  };
}

function kindTest(kinds: readonly EventKind[]): EventTest {
  const asked = new Set(kinds);
  return ({ kind }) => asked.has(kind);
}

/** What is true of a process is found out once: it has many events, one after the other, and shares its ancestors with others. */
function processTest(isAsked: (process: Process) => boolean): EventTest {
  const known = new WeakMap<Process, boolean>();
  let last: Process | undefined;
  let isLast = false;
  return ({ process }) => {
    if (process === last) return isLast;
    isLast = known.get(process) ?? isAsked(process);
    known.set(process, isLast);
    last = process;
    return isLast;
  };
}

/** Of a long lineage the processes count that an event shows. */
function isUnder({ pid, ancestors }: Process, asked: number): boolean {
  return pid === asked || ancestors.some((ancestor) => ancestor.pid === asked);
}

function isOfStep({ step, action }: Process, asked: string): boolean {
  return step?.raw.includes(asked) === true || action?.raw.includes(asked) === true;
}

/** The fields that hold paths: of a file where it is and was, of a socket, of a mount. */
const PATH_FIELDS = new Map(
  EVENT_KIND_NAMES.map((kind) => {
    const fields: readonly Field[] = EVENT_KINDS[kind].fields;
    return [kind, fields.filter(isOfPaths).map(({ name }) => name)];
  }),
);

function isOfPaths({ name, type }: Field): boolean {
  return type === "path" || name === "origin_paths";
}

function pathTest(globs: readonly Glob[]): EventTest {
  const isAsked = ({ raw }: Text): boolean => globs.some((glob) => glob.matches(raw));
  const isProgramAsked = processTest(
    ({ exec_path, file_path }) => isAsked(exec_path) || (file_path !== undefined && isAsked(file_path)),
  );
  return (event) => {
    // What was executed is told as the program that runs now.
    if (event.kind === "process_exec" && isProgramAsked(event)) return true;
    const values = event.payload as Readonly<Record<string, Text | readonly Text[] | undefined>>;
    for (const name of PATH_FIELDS.get(event.kind) ?? []) {
      const value = values[name];
      if (value === undefined) continue;
      if ("raw" in value ? isAsked(value) : value.some(isAsked)) return true;
    }
    return false;
  };
}
