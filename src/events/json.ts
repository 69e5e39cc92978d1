import { RunwardenError } from "../errors.ts";
import { EVENT_KIND_NAMES, EVENT_KINDS, type EventKind, isEventKind } from "../kinds/index.ts";
import { type Coverage, countsPerKind, NO_COVERAGE } from "../log/coverage.ts";
import { isObject, type Json } from "../shape/json.ts";
import { markedCut } from "./cut-tags.ts";
import type { Event } from "./event.ts";
import {
  fieldsToJson,
  JsonFieldReader,
  type JsonFields,
  type JsonProcess,
  LINEAGES_REMEMBERED,
  naturalNumber,
  processToJson,
  Refusal,
  stringList,
} from "./json-fields.ts";
import { Recent } from "./recent.ts";
import { TextStore } from "./text-store.ts";

export { Refusal } from "./json-fields.ts";

/**
 * An event as the event type document writes it, with `time`, `pid`, `tags` and `count` added where they are known
 * or say something.
 */
export interface JsonEvent {
  event_type: EventKind;
  time?: string;
  process: JsonProcess;
  payload: JsonFields;
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

/** The JSON form of an event, as a plain object. */
export function eventToJson(event: Event): JsonEvent {
  const json: JsonEvent = {
    event_type: event.kind,
    process: processToJson(event.process),
    payload: fieldsToJson(EVENT_KINDS[event.kind].fields, event.payload),
  };
  if (event.timeNs !== undefined) json.time = formatTime(event.timeNs);
  if (event.tags.length > 0) json.tags = event.tags;
  if (event.count > 1) json.count = event.count;
  return json;
}

/** The size of one line: far more than any real event has. */
const LINE_LIMIT = 64 * 1024 * 1024;

/** Turns JSON events into events; equal strings become one Text. */
export class JsonEventReader {
  readonly #fields = new JsonFieldReader(new TextStore());
  /** As lines have told them, by the event. */
  readonly #ancestors = new Recent<number, unknown>(LINEAGES_REMEMBERED);
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
    const tags = stringList(json.tags, "tags");
    const event = {
      kind,
      index: this.#index++,
      timeNs: parseTime(json.time),
      process: this.#fields.process(this.#withAncestors(json), "process"),
      payload: markedCut(this.#fields.payload(EVENT_KINDS[kind], payload), tags),
      tags,
      count: naturalNumber(json.count, "count", 1),
    };
    return event as unknown as Event;
  }

  /** The process of an event, with the ancestors that an earlier line has told. */
  #withAncestors({ event_index: index, process }: Json): unknown {
    if (!isObject(process)) return process;
    const { ancestors, ancestors_of: other } = process;
    if (other === undefined) {
      const hasSome = Array.isArray(ancestors) && ancestors.length > 0;
      if (hasSome && typeof index === "number") this.#ancestors.set(index, ancestors);
      return process;
    }
    const known = typeof other === "number" ? this.#ancestors.get(other) : undefined;
    if (known === undefined || ancestors !== undefined) {
      throw new Refusal(
        "process.ancestors_of must be the event_index of an earlier line that has the ancestors; lines that were picked out need the ancestors in each",
      );
    }
    return { ...process, ancestors: known };
  }
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
  // Of a file without an event nobody knows whether there was nothing, or nothing was kept.
  if (EVENT_KIND_NAMES.every((kind) => events[kind] === 0)) {
    throw new RunwardenError("event-invalid", `${name}: there is no event in it`);
  }
  return { ...NO_COVERAGE, source: "file", events };
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
