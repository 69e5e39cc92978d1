import type { AnyEventKind, Values } from "../kinds/kind.ts";
import { IMAGE_FIELDS, PROCESS_FIELDS } from "../kinds/process.ts";
import type { Ancestor, Field, FieldValue, Image, PackageFolder, Process } from "../kinds/value.ts";
import { isObject, type Json } from "../shape/json.ts";
import { installerOf } from "./installer.ts";
import { PlacedAncestor } from "./lineage-node.ts";
import { type Installing, installing } from "./package-folder.ts";
import { NO_TEXT, Program, textOf } from "./program.ts";
import type { Text } from "./text.ts";
import type { TextStore } from "./text-store.ts";

/** A value of a field as JSON has it. */
export type JsonValue = string | number | boolean | string[] | JsonFields | JsonFields[];
export type JsonFields = { [name: string]: JsonValue };

/** An ancestor as JSON has it: what lies below it follows from the order of the ancestors and is not written. */
export type JsonImage = {
  exec_path: string;
  argv: string[];
  is_argv_cut?: true;
  file_path?: string;
  is_root_owned?: true;
  is_runner?: true;
  cwd?: string;
  tool?: string;
  verb?: string;
  /** Of its process, where they are known. */
  pid?: number;
  start_time?: string;
};

/** A process as JSON has it. */
export type JsonProcess = JsonImage & {
  ancestors: JsonImage[];
  ancestors_left_out?: number;
  installer?: string;
  package?: string;
  step?: string;
  action?: string;
};

/** The JSON form of fields; `values` has what they say. Bytes that are no UTF-8 stand in it as `\udc80` to `\udcff`. */
export function fieldsToJson(fields: readonly Field[], values: object): JsonFields {
  const json: JsonFields = {};
  for (const { name, isSparse, isOnlyAsked } of fields) {
    if (isOnlyAsked) continue;
    const value = (values as Partial<Values>)[name];
    if (value !== undefined && !(isSparse && isNothing(value))) json[name] = valueToJson(value);
  }
  return json;
}

export function processToJson(process: Process): JsonProcess {
  return { ...fieldsToJson(PROCESS_FIELDS, process), ...startToJson(process) } as JsonProcess;
}

/** When a process started, as RFC 3339 with milliseconds: what is older than the watch is known by clock ticks only. */
function startToJson({ startedMs }: Pick<Process, "startedMs">): { start_time?: string } {
  return startedMs === undefined || Math.abs(startedMs) > MAX_DATE_MS
    ? {}
    : { start_time: new Date(startedMs).toISOString() };
}

/** Of a JavaScript Date (ECMA-262). */
const MAX_DATE_MS = 8.64e15;

function isNothing(value: FieldValue): boolean {
  return typeof value === "object" ? "raw" in value && value.raw === "" : !value;
}

export function valueToJson(value: FieldValue): JsonValue {
  if (typeof value !== "object") return value;
  if ("raw" in value) return value.raw;
  if ("exec_path" in value) return processToJson(value);
  return isTexts(value) ? value.map(({ raw }) => raw) : value.map(imageToJson);
}

function isTexts(list: Image["argv"] | readonly Ancestor[]): list is Image["argv"] {
  return list.every((entry) => "raw" in entry);
}

function imageToJson(image: Ancestor): JsonFields {
  const { pid = 0 } = image;
  return { ...fieldsToJson(IMAGE_FIELDS, image), ...(pid > 0 && { pid }), ...startToJson(image) };
}

/**
 * Processes whose ancestors a reader still knows when a later line names the event that has them (`ancestors_of`). Who
 * writes such lines tells ancestors again before a reader forgets them.
 */
export const LINEAGES_REMEMBERED = 1024;

/** Says which part of an event is not as it must be; of a line it becomes an `event-invalid` error with the line. */
export class Refusal extends Error {}

/** Ancestors in one list: far more than any real process has. */
const ANCESTORS_LIMIT = 4096;
/** Descendants written inside descendants; the order of the ancestors says the same without any. */
const DESCENDANTS_DEPTH_LIMIT = 64;

/** Turns JSON values into those of fields; equal strings become one Text. What is absent is empty, 0 or false. */
export class JsonFieldReader {
  readonly #texts: TextStore;

  constructor(texts: TextStore) {
    this.#texts = texts;
  }

  /** The payload of a kind. Throws `Refusal`; `where` names the object in what it says. */
  payload({ fields, defaults = {} }: Pick<AnyEventKind, "fields" | "defaults">, json: Json): Values {
    const complete: Record<string, unknown> = { ...json };
    for (const [name, other] of Object.entries(defaults)) {
      if (json[name] === undefined) complete[name] = json[other];
    }
    return this.#fields(fields, complete, "payload");
  }

  process(json: unknown, where: string): Process {
    const object = json === undefined ? {} : json;
    if (!isObject(object)) throw new Refusal(`${where} must be an object`);
    const values = this.#fields(PROCESS_FIELDS, object, where) as unknown as Process;
    return new ReadProcess({ ...values, ...startOf(object, where) });
  }

  #fields(fields: readonly Field[], json: Json, where: string): Values {
    const values: Record<string, FieldValue> = {};
    for (const { name, type, isSparse, isOnlyAsked } of fields) {
      if (isOnlyAsked || (isSparse && json[name] === undefined)) continue;
      values[name] = this.#value(type, json[name], `${where}.${name}`);
    }
    return values;
  }

  #value(type: Field["type"], value: unknown, where: string): FieldValue {
    switch (type) {
      case "process":
        return this.process(value, where);
      case "list of ancestors":
        return this.#ancestors(value, where);
      case "list of strings":
      case "list of exact strings":
        return stringList(value, where).map((text) => this.#texts.intern(text));
      case "path":
      case "address":
      case "string":
        if (value === undefined) return this.#texts.intern("");
        if (typeof value === "string") return this.#texts.intern(value);
        throw new Refusal(`${where} must be a string`);
      case "int":
        if (value === undefined) return 0;
        if (typeof value === "number" && Number.isSafeInteger(value)) return value;
        throw new Refusal(`${where} must be a int`);
      case "bool":
        if (value === undefined) return false;
        if (typeof value === "boolean") return value;
        throw new Refusal(`${where} must be a bool`);
    }
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
      const image = {
        ...(this.#fields(IMAGE_FIELDS, entry, at) as unknown as Image),
        ...startOf(entry, at),
      };
      list.push(
        entry.descendants === undefined
          ? new PlacedAncestor(image, list, place)
          : new ReadAncestor(image, this.#descendants(entry.descendants, `${at}.descendants`, depth)),
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

/** A process of which nothing is known but what stands in JSON: what follows from its lineage is found in the list. */
class ReadProcess extends Program implements Process {
  readonly pid: number;
  readonly startedMs: number | undefined;
  readonly ancestors: readonly Ancestor[];
  readonly ancestors_left_out: number;
  readonly #given: Process;
  #package: Text | undefined;
  /** Undefined as long as nobody has asked; null for none. */
  #packageFolder: PackageFolder | null | undefined;

  constructor(values: Process) {
    super(values);
    this.pid = values.pid;
    this.startedMs = values.startedMs;
    this.ancestors = values.ancestors;
    this.ancestors_left_out = values.ancestors_left_out ?? 0;
    this.#given = values;
  }

  get installer(): Text {
    return this.#given.installer ?? installerOf(this);
  }

  get package(): Text {
    this.#package ??= this.#given.package ?? textOf(this.packageFolder?.name ?? "");
    return this.#package;
  }

  get packageFolder(): PackageFolder | undefined {
    if (this.#packageFolder === undefined) {
      this.#packageFolder = packageOf([this, ...this.ancestors.map(programOf)]) ?? null;
    }
    return this.#packageFolder ?? undefined;
  }

  get step(): Text {
    return this.#given.step ?? this.#first?.begun.path ?? NO_TEXT;
  }

  get action(): Text {
    return this.#given.action ?? this.#first?.begun.action ?? NO_TEXT;
  }

  /** What stands below the runner. */
  get #first(): Program | undefined {
    const runner = this.ancestors.findIndex(({ is_runner }) => is_runner === true);
    if (runner < 0 || this.is_runner) return undefined;
    const below = this.ancestors[runner - 1];
    return below === undefined ? this : programOf(below);
  }
}

/** An ancestor is one already; whoever made it otherwise gets one. */
function programOf(image: Image): Program {
  return image instanceof Program ? image : new Program(image);
}

/** The package of the newest of some images. */
function packageOf(newestFirst: readonly Program[]): PackageFolder | undefined {
  return newestFirst.reduceRight<Installing | undefined>(
    (above, image) => installing(image, above),
    undefined,
  )?.package;
}

/** An ancestor that says itself what lies below it. */
class ReadAncestor extends Program implements Ancestor {
  readonly pid: number | undefined;
  readonly startedMs: number | undefined;
  readonly descendants: readonly Ancestor[];

  constructor(image: Omit<Ancestor, "descendants">, descendants: readonly Ancestor[]) {
    super(image);
    this.pid = image.pid;
    this.startedMs = image.startedMs;
    this.descendants = descendants;
  }
}

/** The number of a process, 0 where it is not known, and when it started. */
function startOf(json: Json, where: string): { pid: number; startedMs?: number } {
  const pid = naturalNumber(json.pid, `${where}.pid`, 0);
  const { start_time: start } = json;
  if (start === undefined) return { pid };
  const startedMs = typeof start === "string" ? Date.parse(start) : Number.NaN;
  if (Number.isNaN(startedMs)) throw new Refusal(`${where}.start_time must be an RFC 3339 time`);
  return { pid, startedMs };
}

export function stringList(json: unknown, where: string): string[] {
  if (json === undefined) return [];
  if (Array.isArray(json) && json.every((entry) => typeof entry === "string")) return json;
  throw new Refusal(`${where} must be a list of strings`);
}

export function naturalNumber(json: unknown, where: string, absent: number): number {
  if (json === undefined) return absent;
  if (typeof json === "number" && Number.isSafeInteger(json) && json >= absent) return json;
  throw new Refusal(`${where} must be a whole number of at least ${absent}`);
}
