import type { BlindSpot } from "../kinds/blind-spot.ts";
import { EVENT_KIND_NAMES, type EventKind, type WatchedKind } from "../kinds/index.ts";
import type { LogFault } from "./fault.ts";
import {
  type HOOK_SOURCES,
  type HOOK_STATES,
  type KERNEL_RULES,
  type PROTECTIONS,
  SCOPES,
  type SOURCES,
} from "./format.ts";

/** How much of a kind's programs are attached: all, some, or none. */
export type HookState = (typeof HOOK_STATES)[number];

/** Where the events came from: fentry where those of any kind did; `file` where they were read from JSON Lines. */
export type Source = (typeof SOURCES)[number] | "file";

/** What kind of programs a kind's events came from. */
export type HookSource = (typeof HOOK_SOURCES)[number];

/** Whether what would harm the watch was refused, see PROTECTIONS in format.ts. */
export type Protection = (typeof PROTECTIONS)[number];

/** What became of what rules in the kernel found, where there were any, see KERNEL_RULES in format.ts. */
export type KernelRules = Exclude<(typeof KERNEL_RULES)[number], "none">;

/** What is watched, see SCOPES in format.ts. */
export type Scope = (typeof SCOPES)[number];

/** True for the name of a scope. */
export function isScope(name: string): name is Scope {
  return (SCOPES as readonly string[]).includes(name);
}

export type Counts = Readonly<Record<EventKind, number>>;

/** What the collector itself took of the machine. */
export interface Cost {
  readonly cpuMs: number;
  /** The most at one time. */
  readonly memoryKib: number;
}

/** How far beyond the job's own processes it was watched. */
export interface Reach {
  readonly scope: Scope;
  /** The hooks that see what the job makes others do; the scope of the machine does without. */
  readonly adoption: HookState;
  /** Processes that others started for the job, which were watched with all that they started. */
  readonly adopted: number;
}

/** What was watched and how completely; stands at the head of every report. */
export interface Coverage {
  readonly source: Source;
  /** Undefined for a file. */
  readonly reach: Reach | undefined;
  /** Undefined for a file. */
  readonly protection?: Protection | undefined;
  /** Of the kinds that rules in the kernel ask for. Undefined for a file. */
  readonly kernelRules?: Readonly<Partial<Record<WatchedKind, KernelRules>>> | undefined;
  /** Empty for a file. */
  readonly sources: Readonly<Partial<Record<WatchedKind, HookSource>>>;
  readonly hooks: Readonly<Partial<Record<WatchedKind, HookState>>>;
  /** Events decoded, per kind; repeats that were folded count as often as they happened. */
  readonly events: Counts;
  /** False where nobody has counted what was lost, or the counts are gone: those of losses below are then all 0. */
  readonly isLossKnown: boolean;
  /**
   * The time of the last record of a log without an end, in nanoseconds since 1970: nothing is known of what came after.
   * Undefined for a log that was ended.
   */
  readonly unknownAfterNs?: bigint | undefined;
  /**
   * Where the log had all that it may have before its end: the most bytes that it may have, and since when, in nanoseconds
   * since 1970. What came after is counted as dropped.
   */
  readonly full?: { readonly limit: number; readonly sinceNs: bigint } | undefined;
  /** Records that the collector saw and could not write, per kind. */
  readonly dropped: Counts;
  /** Records of processes lost, those of the snapshot among them: ancestors, and what such processes did, may be missing. */
  readonly droppedLineage: number;
  /** DNS answers lost: names may be missing from connects. */
  readonly droppedAnswers: number;
  /** Moves and links that were forgotten for want of room: where such files were earlier is missing from events. */
  readonly forgottenOrigins: number;
  /**
   * How often the job did what no event can show the consequences of, or, by io_uring, what only the fentry source
   * sees; what is absent did not happen.
   */
  readonly blindSpots: Readonly<Partial<Record<BlindSpot, number>>>;
  /** What watching took; undefined where the log does not say so. */
  readonly cost: Cost | undefined;
  /** Why the log cannot be trusted; empty where it is whole. */
  readonly faults: readonly LogFault[];
}

/** Sums over event kinds, all present. */
export function countsPerKind(count: (kind: EventKind) => number): Record<EventKind, number> {
  return Object.fromEntries(EVENT_KIND_NAMES.map((kind) => [kind, count(kind)])) as Record<EventKind, number>;
}

/** Of what nothing is known: no hook is known to have been live, and no event was read. */
export const NO_COVERAGE: Coverage = {
  source: "tracepoint",
  reach: undefined,
  hooks: {},
  sources: {},
  events: countsPerKind(() => 0),
  isLossKnown: false,
  dropped: countsPerKind(() => 0),
  droppedLineage: 0,
  droppedAnswers: 0,
  forgottenOrigins: 0,
  blindSpots: {},
  cost: undefined,
  faults: [],
};
