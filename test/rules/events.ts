import type { Ancestor, Event, FieldValue, Image, Process } from "../../src/events/event.ts";
import { TextStore } from "../../src/events/text-store.ts";
import { EVENT_KINDS, type EventKind } from "../../src/kinds/index.ts";
import type { FieldType } from "../../src/kinds/value.ts";

/** A program image as a test writes it. */
export interface PlainImage {
  exec_path: string;
  argv?: string[];
  file_path?: string;
  is_root_owned?: boolean;
  is_runner?: boolean;
}

/** The process of an event as a test writes it: its ancestors newest first, without their descendants. */
export interface PlainProcess extends PlainImage {
  ancestors?: PlainImage[];
}

/** An event as a test writes it; fields that it leaves out have the empty value of their type. */
export interface PlainEvent {
  event_type: EventKind;
  process?: PlainProcess;
  payload?: Record<string, string | number | boolean | readonly string[]>;
  count?: number;
}

const texts = new TextStore();

/** Builds an event as the decoder gives it. */
export function eventOf(plain: PlainEvent, index = 0): Event {
  const payload: Record<string, FieldValue> = {};
  for (const field of EVENT_KINDS[plain.event_type].fields) {
    const value = plain.payload?.[field.name] ?? EMPTY[field.type];
    payload[field.name] = fieldValue(value);
  }
  return {
    kind: plain.event_type,
    index,
    timeNs: undefined,
    process: processOf(plain.process ?? { exec_path: "" }),
    payload,
    tags: [],
    count: plain.count ?? 1,
  } as unknown as Event;
}

function fieldValue(value: string | number | boolean | readonly string[]): FieldValue {
  if (typeof value === "string") return texts.intern(value);
  return typeof value === "object" ? value.map((text) => texts.intern(text)) : value;
}

const EMPTY = {
  string: "",
  path: "",
  address: "",
  process: "",
  "list of ancestors": [],
  int: 0,
  bool: false,
  "list of strings": [],
} as const satisfies Record<FieldType, unknown>;

function processOf({ ancestors = [], ...own }: PlainProcess): Process {
  const newestFirst: Ancestor[] = [];
  for (const image of ancestors) {
    newestFirst.push({ ...imageOf(image), descendants: newestFirst.toReversed() });
  }
  return { pid: 0, ...imageOf(own), ancestors: newestFirst };
}

function imageOf({ exec_path, argv = [], file_path, is_root_owned, is_runner }: PlainImage): Image {
  return {
    exec_path: texts.intern(exec_path),
    argv: argv.map((arg) => texts.intern(arg)),
    ...(file_path === undefined ? {} : { file_path: texts.intern(file_path) }),
    ...(is_root_owned === undefined ? {} : { is_root_owned }),
    ...(is_runner === undefined ? {} : { is_runner }),
  };
}
