import { RunwardenError } from "../errors.ts";
import { EVENT_KIND_NAMES, EVENT_KINDS, type EventKind, type Field, isEventKind } from "../kinds/schema.ts";
import type { Coverage } from "../log/coverage.ts";
import type { Ancestor, Event, FieldValue, Image, Process } from "./event.ts";
import { PlacedAncestor } from "./lineage.ts";
import { countsPerKind } from "./read-log.ts";
import { TextTable } from "./text.ts";

type JsonValue = string | number | boolean | string[];

interface JsonImage {
  exec_path: string;
  argv: string[];
}

/**
 * An event as the event type document writes it, with `time`, `pid`, `tags` and `count` added where they are known
 * or say something. What lies below an ancestor follows from the order of the ancestors and is not written.
 */
export interface JsonEvent {
  event_type: EventKind;
  time?: string;
  process: JsonImage & { pid?: number; ancestors: JsonImage[] };
  payload: Record<string, JsonValue>;
  tags?: readonly string[];
  count?: number;
}

const NS_PER_MS = 1_000_000n;

/** A time as RFC 3339 with nanoseconds. */
export function formatTime(timeNs: bigint): string {
  const rest = ((timeNs % NS_PER_MS) + NS_PER_MS) % NS_PER_MS; // of the millisecond below, before 1970 too
  const iso = new Date(Number((timeNs - rest) / NS_PER_MS)).toISOString();
  return `${iso.slice(0, -1)}${String(rest).padStart(6, "0")}Z`;
}

function imageToJson(image: Image): JsonImage {
  return { exec_path: image.exec_path.raw, argv: image.argv.map((argument) => argument.raw) };
}

function plainValue(value: FieldValue): JsonValue {
  if (typeof value !== "object") return value;
  return "raw" in value ? value.raw : value.map(({ raw }) => raw);
}

/** The JSON form of an event, as a plain object. Bytes that are no UTF-8 stand in it as `\udc80` to `\udcff`. */
export function eventToJson(event: Event): JsonEvent {
  const { process } = event;
  const payload = event.payload as Readonly<Record<string, FieldValue>>;
  const json: JsonEvent = {
    event_type: event.kind,
    process: {
      ...imageToJson(process),
      ancestors: process.ancestors.map(imageToJson),
    },
    payload: {},
  };
  for (const { name } of EVENT_KINDS[event.kind].fields) {
    const value = payload[name];
    if (value !== undefined) json.payload[name] = plainValue(value);
  }
  if (event.timeNs !== undefined) json.time = formatTime(event.timeNs);
  if (process.pid > 0) json.process.pid = process.pid;
  if (event.tags.length > 0) json.tags = event.tags;
  if (event.count > 1) json.count = event.count;
  return json;
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Says which part of an event is not as it must be; of a line it becomes an `event-invalid` error with the line. */
export class Refusal extends Error {}

/** Ancestors in one event, and the size of one line: far more than any real event has. */
const ANCESTORS_LIMIT = 4096;
/** Descendants written inside descendants; the order of the ancestors says the same without any. */
const DESCENDANTS_DEPTH_LIMIT = 64;
const LINE_LIMIT = 64 * 1024 * 1024;

/** Turns JSON events into events; equal strings become one Text. */
export class JsonEventReader {
  readonly #texts = new TextTable();
  #index = 0;

  /** Checks one parsed line. Throws `Refusal` where it is no event; unknown keys are passed over. */
  event(json: unknown): Event {
    if (!isObject(json)) throw new Refusal("an event is an object");
    const kind = json.event_type;
    if (typeof kind !== "string" || !isEventKind(kind)) {
      throw new Refusal(`event_type must be one of ${EVENT_KIND_NAMES.join(", ")}`);
    }
    const payload = json.payload === undefined ? {} : json.payload;
    if (!isObject(payload)) throw new Refusal("payload must be an object");
    const event = {
      kind,
      index: this.#index++,
      timeNs: parseTime(json.time),
      process: this.#process(json.process),
      payload: this.#payload(kind, payload),
      tags: stringList(json.tags, "tags"),
      count: naturalNumber(json.count, "count", 1),
    };
    return event as unknown as Event;
  }

  #payload(kind: EventKind, json: JsonObject): Record<string, FieldValue> {
    const payload: Record<string, FieldValue> = {};
    for (const field of EVENT_KINDS[kind].fields as readonly Field[]) {
      payload[field.name] = this.#value(field, json[field.name]);
    }
    // Events written by others do not have it; where the socket was not resolved the two are the same.
    if (kind === "unix_socket_connect" && json.resolved_path === undefined && payload.path !== undefined) {
      payload.resolved_path = payload.path;
    }
    return payload;
  }

  #value(field: Field, value: unknown): FieldValue {
    switch (field.type) {
      case "process":
      case "list of ancestors":
        break;
      case "path":
      case "address":
      case "string":
        if (value === undefined) return this.#texts.intern("");
        if (typeof value === "string") return this.#texts.intern(value);
        break;
      case "int":
        if (value === undefined) return 0;
        if (typeof value === "number" && Number.isSafeInteger(value)) return value;
        break;
      case "bool":
        if (value === undefined) return false;
        if (typeof value === "boolean") return value;
        break;
      case "list of strings":
        return stringList(value, `payload.${field.name}`).map((text) => this.#texts.intern(text));
    }
    throw new Refusal(`payload.${field.name} must be a ${field.type}`);
  }

  #image(json: JsonObject, where: string): Image {
    const path = json.exec_path ?? "";
    if (typeof path !== "string") throw new Refusal(`${where}.exec_path must be a string`);
    return {
      exec_path: this.#texts.intern(path),
      argv: stringList(json.argv, `${where}.argv`).map((argument) => this.#texts.intern(argument)),
    };
  }

  #process(json: unknown): Process {
    const object = json === undefined ? {} : json;
    if (!isObject(object)) throw new Refusal("process must be an object");
    return {
      ...this.#image(object, "process"),
      pid: naturalNumber(object.pid, "process.pid", 0),
      ancestors: this.#ancestors(object.ancestors, "process.ancestors"),
    };
  }

  /** A list of ancestors; one that says itself what lies below it is believed, else the list's order tells. */
  #ancestors(json: unknown, where: string, depth = 0): Ancestor[] {
    if (json === undefined) return [];
    if (depth > DESCENDANTS_DEPTH_LIMIT) throw new Refusal(`${where} is nested too deep`);
    if (!Array.isArray(json) || json.length > ANCESTORS_LIMIT) {
      throw new Refusal(`${where} must be a list of at most ${ANCESTORS_LIMIT} objects`);
    }
    const list: Ancestor[] = [];
    for (const [place, entry] of json.entries()) {
      const at = `${where}[${place}]`;
      if (!isObject(entry)) throw new Refusal(`${at} must be an object`);
      const image = this.#image(entry, at);
      list.push(
        entry.descendants === undefined
          ? new PlacedAncestor(image, list, place)
          : { ...image, descendants: this.#descendants(entry.descendants, `${at}.descendants`, depth) },
      );
    }
    return list;
  }

  #descendants(json: unknown, where: string, depth: number): Ancestor[] {
    if (!Array.isArray(json)) throw new Refusal(`${where} must be a list`);
    // Descendants go from the ancestor towards the process: the other way round than ancestors.
    return this.#ancestors(json.toReversed(), where, depth + 1).toReversed();
  }
}

function stringList(json: unknown, where: string): string[] {
  if (json === undefined) return [];
  if (Array.isArray(json) && json.every((entry) => typeof entry === "string")) return json;
  throw new Refusal(`${where} must be a list of strings`);
}

function naturalNumber(json: unknown, where: string, absent: number): number {
  if (json === undefined) return absent;
  if (typeof json === "number" && Number.isSafeInteger(json) && json >= absent) return json;
  throw new Refusal(`${where} must be a whole number of at least ${absent}`);
}

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

function parseTime(json: unknown): bigint | undefined {
  if (json === undefined) return undefined;
  const parts = typeof json === "string" ? TIME.exec(json) : null;
  const ms = parts === null ? Number.NaN : Date.parse(`${parts[1]}${parts[3]}`);
  if (Number.isNaN(ms)) throw new Refusal("time must be an RFC 3339 time");
  return BigInt(ms) * NS_PER_MS + BigInt((parts?.[2] ?? "").padEnd(9, "0"));
}

/**
 * Reads events from JSON Lines. `name` is the file's, for errors: `event-invalid` with file and line at the first
 * line that is no event. Empty lines are passed over.
 */
export async function readJsonLines(
  name: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onEvent: (event: Event) => void,
): Promise<Coverage> {
  const reader = new JsonEventReader();
  const events = countsPerKind(() => 0);
  let line = 0;
  const take = (text: string): void => {
    line += 1;
    if (text.trim() === "") return;
    try {
      const event = reader.event(JSON.parse(text));
      events[event.kind] += event.count;
      onEvent(event);
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof SyntaxError)) throw error;
      throw new RunwardenError("event-invalid", `${name}:${line}: ${error.message}`, { cause: error });
    }
  };
  for await (const text of lines(name, chunks)) take(text);
  return {
    source: "file",
    reach: undefined,
    hooks: {},
    sources: {},
    events,
    dropped: countsPerKind(() => 0),
    droppedLineage: 0,
    droppedAnswers: 0,
    blindSpots: {},
    cost: undefined,
    faults: [],
  };
}

async function* lines(
  name: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
    if (rest.length > LINE_LIMIT) throw new RunwardenError("event-invalid", `${name}: a line is too long`);
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}
