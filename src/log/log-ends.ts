import {
  BLIND_SPOTS,
  type BlindSpot,
  RECORD_KIND_NAMES,
  type RecordKind,
  WATCHED_KIND_NAMES,
  type WatchedKind,
} from "../kinds/schema.ts";
import type { HookSource, HookState, Source } from "./coverage.ts";
import { isScope, type Scope } from "./scope.ts";
import { asObject, asString, parseObject } from "./untrusted-json.ts";

/** What the collector says when its hooks are live; the first block of a log. */
export interface LogStart {
  readonly schema: string;
  readonly source: Source;
  readonly machine: string;
  readonly kernel: string;
  /** Wall clock less time since boot, in nanoseconds. */
  readonly realtimeOffsetNs: bigint;
  readonly tickNs: number;
  readonly pid: number;
  readonly scopePid: number;
  readonly scope: Scope;
  /** Whether what the job makes others do can be seen. */
  readonly adoption: HookState;
  readonly directory: string;
  readonly sources: Readonly<Partial<Record<WatchedKind, HookSource>>>;
  readonly hooks: Readonly<Partial<Record<WatchedKind, HookState>>>;
  readonly missingPrograms: readonly string[];
}

export interface RecordCounts {
  readonly seen: number;
  readonly written: number;
  readonly dropped: number;
}

/** A process by what makes it unique on a machine: pid and start time after boot. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startNs: number;
}

/** How the log ended; its last block. */
export interface Trailer {
  readonly reason: "stop" | "signal" | "scope-ended" | "log-failed";
  readonly signal: number;
  readonly senderPid: number;
  /** How often somebody stopped the collector and let it go on. */
  readonly continued: number;
  /** The process that asked for the end in order to judge the log: what it does is not the job's doing. */
  readonly own: ProcessIdentity | undefined;
  readonly cpuMs: number;
  /** The most that the collector had in memory at one time. */
  readonly memoryKib: number;
  readonly counts: Readonly<Partial<Record<RecordKind, RecordCounts>>>;
  /** Those that were met. */
  readonly blindSpots: Readonly<Partial<Record<BlindSpot, number>>>;
}

function asNumber(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

const SOURCES: readonly string[] = ["tracepoint", "fentry"] satisfies Source[];
const HOOK_STATES: readonly string[] = ["live", "partial", "missing"] satisfies HookState[];

const HOOK_SOURCES: readonly string[] = ["tracepoint", "fentry", "cgroup", "none"] satisfies HookSource[];

function parseHookState(value: unknown): HookState {
  const state = asString(value);
  return HOOK_STATES.includes(state) ? (state as HookState) : "missing";
}

function parseHookSource(value: unknown): HookSource {
  const source = asString(value);
  return HOOK_SOURCES.includes(source) ? (source as HookSource) : "none";
}

/** What is said of the hooks of each kind that is watched. */
function parsePerKind<T>(value: unknown, parse: (value: unknown) => T): Partial<Record<WatchedKind, T>> {
  const object = asObject(value) ?? {};
  const perKind: Partial<Record<WatchedKind, T>> = {};
  for (const kind of WATCHED_KIND_NAMES) perKind[kind] = parse(object[kind]);
  return perKind;
}

/** Reads a start block; undefined where it is none. */
export function parseLogStart(text: string): LogStart | undefined {
  const json = parseObject(text);
  const source = asString(json?.source);
  const offset = asString(json?.realtime_offset_ns);
  if (json === undefined || !SOURCES.includes(source) || !/^-?\d{1,20}$/.test(offset)) return undefined;
  const scope = asString(json.scope);
  const missing = Array.isArray(json.missing_programs) ? json.missing_programs : [];
  return {
    schema: asString(json.schema),
    source: source as Source,
    machine: asString(json.machine),
    kernel: asString(json.kernel),
    realtimeOffsetNs: BigInt(offset),
    tickNs: asNumber(json.tick_ns) || 10_000_000,
    pid: asNumber(json.pid),
    scopePid: asNumber(json.scope_pid),
    scope: isScope(scope) ? scope : "job",
    adoption: parseHookState(json.adoption),
    directory: asString(json.directory),
    hooks: parsePerKind(json.hooks, parseHookState),
    sources: parsePerKind(json.sources, parseHookSource),
    missingPrograms: missing.map(asString),
  };
}

const REASONS: readonly string[] = [
  "stop",
  "signal",
  "scope-ended",
  "log-failed",
] satisfies Trailer["reason"][];

function parseCounts(value: unknown): Partial<Record<RecordKind, RecordCounts>> {
  const object = asObject(value) ?? {};
  const counts: Partial<Record<RecordKind, RecordCounts>> = {};
  for (const kind of RECORD_KIND_NAMES) {
    const entry = asObject(object[kind]);
    if (entry === undefined) continue;
    counts[kind] = {
      seen: asNumber(entry.seen),
      written: asNumber(entry.written),
      dropped: asNumber(entry.dropped),
    };
  }
  return counts;
}

function parseBlindSpots(value: unknown): Partial<Record<BlindSpot, number>> {
  const object = asObject(value) ?? {};
  const counts: Partial<Record<BlindSpot, number>> = {};
  for (const name of BLIND_SPOTS) {
    const count = asNumber(object[name]);
    if (count > 0) counts[name] = count;
  }
  return counts;
}

/** Reads a trailer; undefined where it is none. */
export function parseTrailer(text: string): Trailer | undefined {
  const json = parseObject(text);
  const reason = asString(json?.reason);
  if (json === undefined || !REASONS.includes(reason)) return undefined;
  const pid = asNumber(json.own_pid);
  return {
    reason: reason as Trailer["reason"],
    signal: asNumber(json.signal),
    senderPid: asNumber(json.sender_pid),
    continued: asNumber(json.continued),
    own: pid > 0 ? { pid, startNs: Number(asString(json.own_start_ns)) || 0 } : undefined,
    cpuMs: asNumber(json.cpu_ms),
    memoryKib: asNumber(json.memory_kib),
    counts: parseCounts(json.counts),
    blindSpots: parseBlindSpots(json.blind_spots),
  };
}
