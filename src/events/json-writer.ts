import { EVENT_KIND_NAMES, EVENT_KINDS, type EventKind } from "../kinds/index.ts";
import type { AnyEventKind, Values } from "../kinds/kind.ts";
import type { Process } from "../kinds/value.ts";
import { withCutLineage } from "./cut-tags.ts";
import type { Event } from "./event.ts";
import { formatTime } from "./json.ts";
import { LINEAGES_REMEMBERED, processToJson, valueToJson } from "./json-fields.ts";
import { Recent } from "./recent.ts";

/**
 * How much of the lineage the lines of events tell: `each` has the ancestors, `once` only the first line of a process,
 * where the others name it, or `none`, which then counts them as left out.
 */
export const LINEAGE_FORMS = ["each", "once", "none"] as const;

export type LineageForm = (typeof LINEAGE_FORMS)[number];

/** Longer ones are made again each time: a process can have a hundred ancestors with long command lines. */
const KEPT_LENGTH = 16 * 1024;
/** Of processes whose JSON is kept, twice. */
const KEPT_PROCESSES = LINEAGES_REMEMBERED / 2;

/** What takes lines, in pieces of strings and of bytes. */
export interface LineOutput {
  text(text: string): void;
  bytes(bytes: Uint8Array): void;
}

interface WrittenProcess {
  /** JSON for the lines that follow; undefined where it is too long to be kept. */
  readonly bytes: Uint8Array | undefined;
  /** The event with which its ancestors were written. */
  readonly at: number;
}

/**
 * Writes events as lines of JSON, with their places in the log: what eventToJson gives, made of strings, and of a process
 * once for all its events, for most events are those of a process that has had one just before.
 */
export class JsonLineWriter {
  readonly #form: LineageForm;
  readonly #output: LineOutput;
  readonly #written = new Recent<Process, WrittenProcess>(KEPT_PROCESSES);
  readonly #payloads = new Map<EventKind, PayloadWriter>(
    EVENT_KIND_NAMES.map((kind) => [kind, payloadWriter(EVENT_KINDS[kind])]),
  );
  #last: Process | undefined;
  #lastBytes: Uint8Array = Buffer.alloc(0);
  #secondNs = 0n;
  #second = "";

  constructor(form: LineageForm, output: LineOutput) {
    this.#form = form;
    this.#output = output;
  }

  /** One event, with the line's end. */
  write(event: Event): void {
    const { index, kind, process, payload, tags, count } = event;
    this.#output.text(`{"event_index":${index},"event_type":"${kind}"${this.#time(event.timeNs)},"process":`);
    this.#output.bytes(this.#process(process, index));
    // Of a kind that there is not, there is no event.
    let rest = `,"payload":${this.#payloads.get(kind)?.(payload) ?? "{}"}`;
    const isCut = this.#form === "none" && ancestorsOf(process) > 0;
    if (isCut || tags.length > 0) rest += `,"tags":${JSON.stringify(isCut ? withCutLineage(tags) : tags)}`;
    if (count > 1) rest += `,"count":${count}`;
    this.#output.text(`${rest}}\n`);
  }

  #process(process: Process, index: number): Uint8Array {
    if (process === this.#last) return this.#lastBytes;
    const known = this.#written.get(process);
    if (known?.bytes !== undefined) {
      this.#last = process;
      this.#lastBytes = known.bytes;
      return known.bytes;
    }
    // However long a process takes turns with new ones, it is forgotten in time.
    this.#last = undefined;
    const { ancestors, ancestors_left_out = 0, ...rest } = processToJson(process);
    const own = JSON.stringify(rest).slice(0, -1);
    const left = ancestors_left_out > 0 ? `,"ancestors_left_out":${ancestors_left_out}` : "";
    const whole = `${own},"ancestors":${JSON.stringify(ancestors)}${left}}`;
    const at = known?.at ?? index;
    const hasNone = ancestors.length === 0;
    const later = Buffer.from(
      hasNone || this.#form === "each" ? whole : `${own},${this.#instead(process, at)}}`,
    );
    const isKept = later.length <= KEPT_LENGTH;
    if (known === undefined || isKept) this.#written.set(process, { at, bytes: isKept ? later : undefined });
    // The first line of a process has what the others have not.
    return known === undefined && this.#form === "once" ? Buffer.from(whole) : later;
  }

  /** What stands in the place of the ancestors that were written with the event `at`, or are not. */
  #instead(process: Process, at: number): string {
    if (this.#form === "once") return `"ancestors_of":${at}`;
    return `"ancestors":[],"ancestors_left_out":${ancestorsOf(process)}`;
  }

  /** The date is the same for all events of a second. */
  #time(timeNs: bigint | undefined): string {
    if (timeNs === undefined) return "";
    const ns = Number(timeNs - this.#secondNs);
    if (this.#second !== "" && ns >= 0 && ns < NS_PER_SECOND) {
      const us = (ns / 1000) | 0;
      const ms = (us / 1000) | 0;
      return `${this.#second}${DIGITS[ms]}${DIGITS[us - ms * 1000]}${DIGITS[ns - us * 1000]}Z"`;
    }
    const text = formatTime(timeNs);
    const point = text.length - "123456789Z".length;
    this.#second = `,"time":"${text.slice(0, point)}`;
    this.#secondNs = timeNs - BigInt(text.slice(point, -1));
    return `,"time":"${text}"`;
  }
}

/** To look up three digits takes less than to make them. */
const DIGITS = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, "0"));

/** What JSON escapes, and what JSON.stringify has to look at more closely. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const ESCAPED = /["\\\0-\x1f\ud800-\udfff]/;

/** A string as JSON has it: few have anything to escape. */
function quoted(text: string): string {
  return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
}

const NS_PER_SECOND = 1e9;

function ancestorsOf({ ancestors, ancestors_left_out = 0 }: Process): number {
  return ancestors.length + ancestors_left_out;
}

type PayloadWriter = (payload: object) => string;

/** What fieldsToJson does, for the fields of one kind. */
function payloadWriter({ fields }: AnyEventKind): PayloadWriter {
  const parts = fields
    .filter(({ isOnlyAsked }) => isOnlyAsked !== true)
    .map(({ name, isSparse }) => ({ name, isSparse: isSparse === true, key: `${JSON.stringify(name)}:` }));
  return (payload) => {
    let text = "";
    for (const { name, isSparse, key } of parts) {
      const value = (payload as Partial<Values>)[name];
      if (value === undefined) continue;
      let json: string;
      if (typeof value !== "object") {
        if (isSparse && !value) continue;
        json = String(value);
      } else if ("raw" in value) {
        if (isSparse && value.raw === "") continue;
        json = quoted(value.raw);
      } else {
        json = JSON.stringify(valueToJson(value));
      }
      text += text === "" ? key + json : `,${key}${json}`;
    }
    return `{${text}}`;
  };
}
