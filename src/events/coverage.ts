import type { EventKind } from "./schema.ts";
import type { Scope } from "./scope.ts";

/** How much of a kind's programs are attached: all, some, or none. */
export type HookState = "live" | "partial" | "missing";

/** Which hooks the events came from; `file` where they were read from a JSON Lines file. */
export type Source = "tracepoint" | "fentry" | "file";

export type Counts = Readonly<Record<EventKind, number>>;

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
  readonly hooks: Readonly<Partial<Record<EventKind, HookState>>>;
  /** Events decoded, per kind; repeats that were folded count as often as they happened. */
  readonly events: Counts;
  /** Records that the collector saw and could not write, per kind. */
  readonly dropped: Counts;
  /** Fork, adopt and exit records lost: ancestors, and what such processes did, may be missing. */
  readonly droppedLineage: number;
  /**
   * Why the log is not whole: truncated, garbled, without its trailer, ended by someone else. Empty when it is
   * intact. Sentences for people.
   */
  readonly faults: readonly string[];
}
