import type { EventKind, Payload } from "../kinds/index.ts";
import type { Process } from "../kinds/value.ts";

export type { Payload } from "../kinds/index.ts";
export type { Ancestor, FieldValue, Image, Process } from "../kinds/value.ts";

/** The tag of an event for which the kernel part has ended its program, by the table of src/kernel. */
export const KILLED_IN_KERNEL = "killed_in_kernel";

/** The tag of one that the kernel part has refused as well, before it was done. */
export const DENIED_IN_KERNEL = "denied_in_kernel";

export type EventOf<K extends EventKind> = {
  readonly kind: K;
  /** The place of the event in its log or file, from 0. */
  readonly index: number;
  /** Nanoseconds since 1970 (UTC); undefined where the source does not say. */
  readonly timeNs: bigint | undefined;
  /** The process that produced the event, as it was then. */
  readonly process: Process;
  readonly payload: Payload<K>;
  readonly tags: readonly string[];
  /** How many repeats this event stands for, itself included. */
  readonly count: number;
};

/** An event of any kind; `kind` tells which. */
export type Event = { [K in EventKind]: EventOf<K> }[EventKind];

/** The same event, done by another process or of something else. Not by spreading it: its parts can be accessors. */
export function eventWith(
  { kind, index, timeNs, process, payload, tags, count }: Event,
  other: { readonly process?: Process; readonly payload?: object },
): Event {
  return { kind, index, timeNs, process, payload, tags, count, ...other } as Event;
}
