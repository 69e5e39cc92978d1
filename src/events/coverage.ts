import type { BlindSpot, EventKind, WatchedKind } from "./schema.ts";

/** How much of a kind's programs are attached: all, some, or none. */
export type HookState = "live" | "partial" | "missing";

/** Which hooks the events came from; `file` where they were read from a JSON Lines file. */
export type Source = "tracepoint" | "fentry" | "file";

export type Counts = Readonly<Record<EventKind, number>>;

/** What was watched and how completely; stands at the head of every report. */
export interface Coverage {
  readonly source: Source;
  /** Empty for a file. */
  readonly hooks: Readonly<Partial<Record<WatchedKind, HookState>>>;
  /** Events decoded, per kind; repeats that were folded count as often as they happened. */
  readonly events: Counts;
  /** Records that the collector saw and could not write, per kind. */
  readonly dropped: Counts;
  /** Fork, exec and exit records lost: ancestors may be missing from events. */
  readonly droppedLineage: number;
  /** DNS answers lost: names may be missing from connects. */
  readonly droppedAnswers: number;
  /** How often the job did what no event can show the consequences of; what is absent did not happen. */
  readonly blindSpots: Readonly<Partial<Record<BlindSpot, number>>>;
  /**
   * Why the log is not whole: truncated, garbled, without its trailer, ended by someone else. Empty when it is
   * intact. Sentences for people.
   */
  readonly faults: readonly string[];
}
