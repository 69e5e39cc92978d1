import type { Event, FieldValue } from "../../src/events/event.ts";
import { JsonFieldReader } from "../../src/events/json-fields.ts";
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
  cwd?: string;
}

/** The process of an event as a test writes it: its ancestors newest first, without their descendants. */
export interface PlainProcess extends PlainImage {
  ancestors?: PlainImage[];
  package?: string;
  step?: string;
  action?: string;
}

/** An event as a test writes it; fields that it leaves out have the empty value of their type. */
export interface PlainEvent {
  event_type: EventKind;
  process?: PlainProcess;
  payload?: Record<string, string | number | boolean | readonly string[]>;
  count?: number;
}

const texts = new TextStore();
const reader = new JsonFieldReader(texts);

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
    process: reader.process(plain.process, "process"),
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
  "list of exact strings": [],
} as const satisfies Record<FieldType, unknown>;
