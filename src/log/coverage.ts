import type { BlindSpot, EventKind, WatchedKind } from "../kinds/schema.ts";
import type { LogFault } from "./fault.ts";
import type { Scope } from "./scope.ts";

/** How much of a kind's programs are attached: all, some, or none. */
export type HookState = "live" | "partial" | "missing";

/** Where the events came from: fentry where those of any kind did; `file` where they were read from JSON Lines. */
export type Source = "tracepoint" | "fentry" | "file";

/** What kind of programs a kind's events came from. */
export type HookSource = "tracepoint" | "fentry" | "cgroup" | "none";

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
  /** Empty for a file. */
  readonly sources: Readonly<Partial<Record<WatchedKind, HookSource>>>;
  readonly hooks: Readonly<Partial<Record<WatchedKind, HookState>>>;
  /** Events decoded, per kind; repeats that were folded count as often as they happened. */
  readonly events: Counts;
  /** Records that the collector saw and could not write, per kind. */
  readonly dropped: Counts;
  /** Fork, adopt and exit records lost: ancestors, and what such processes did, may be missing. */
  readonly droppedLineage: number;
  /** DNS answers lost: names may be missing from connects. */
  readonly droppedAnswers: number;
  /**
   * How often the job did what no event can show the consequences of, or, by io_uring, what only the fentry source
   * sees; what is absent did not happen.
   */
  readonly blindSpots: Readonly<Partial<Record<BlindSpot, number>>>;
  /** What watching took; undefined where the log does not say so. */
  readonly cost: Cost | undefined;
  /** Why the log is not whole: truncated, garbled, without its trailer, ended by someone else. Empty when it is intact. */
  readonly faults: readonly LogFault[];
}
