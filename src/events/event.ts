import type { EVENT_KINDS, EventKind, FieldType } from "../kinds/schema.ts";
import type { Text } from "./text.ts";

/** A program image in the lineage: what was executed, and the image it came from. */
export interface Image {
  readonly exec_path: Text;
  readonly argv: readonly Text[];
}

/** An image above the process, with the images between it and the process, from the ancestor downwards. */
export interface Ancestor extends Image {
  readonly descendants: readonly Ancestor[];
}

/** The process that produced an event, as it was then. */
export interface Process extends Image {
  /** 0 where the event does not come from a log. */
  readonly pid: number;
  /** Newest first: the immediate parent, then its parent. */
  readonly ancestors: readonly Ancestor[];
  /**
   * The image it came from, where that is one object for all that came from it, and the ancestors are this image
   * and then its own ancestors: so what is found out about those can be found out once.
   */
  readonly above?: Process | undefined;
}

/** What a field holds. */
export type FieldValue = Text | number | boolean | readonly Text[];

interface ValueOfType {
  readonly string: Text;
  readonly path: Text;
  readonly address: Text;
  readonly process: Process;
  readonly "list of ancestors": readonly Ancestor[];
  readonly int: number;
  readonly bool: boolean;
  readonly "list of strings": readonly Text[];
}
type ValueOf<T extends FieldType> = ValueOfType[T];

/** The payload of one kind of event: its fields by name. */
export type Payload<K extends EventKind> = {
  readonly [F in (typeof EVENT_KINDS)[K]["fields"][number] as F["name"]]: ValueOf<F["type"]>;
};

export type EventOf<K extends EventKind> = {
  readonly kind: K;
  /** The place of the event in its log or file, from 0. */
  readonly index: number;
  /** Nanoseconds since 1970 (UTC); undefined where the source does not say. */
  readonly timeNs: bigint | undefined;
  readonly process: Process;
  readonly payload: Payload<K>;
  readonly tags: readonly string[];
  /** How many repeats this event stands for, itself included. */
  readonly count: number;
};

/** An event of any kind; `kind` tells which. */
export type Event = { [K in EventKind]: EventOf<K> }[EventKind];
