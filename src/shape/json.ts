import type { JsonOf, Shape, ShapeFaultCode } from "./shape.ts";
import { ShapeReader, type SourceKey, type ValueSource } from "./shape-reader.ts";

/** A JSON object that somebody else wrote: its members can be anything. */
export type Json = { readonly [key: string]: unknown };

/**
 * Lists and objects inside each other. What Runwarden and systemd-resolved write has six at most; whoever goes through
 * a value with a function that calls itself, as JSON.stringify does, needs an end.
 */
const NESTING_LIMIT = 32;

/** The object that a text is; undefined for other text, and for one that is nested too deep. */
export function parseObject(text: string): Json | undefined {
  if (isNestedTooDeep(text)) return undefined;
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isNestedTooDeep(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isInString) {
      if (character === "\\") at++;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === "[" || character === "{") {
      if (++depth > NESTING_LIMIT) return true;
    } else if (character === "]" || character === "}") depth--;
  }
  return false;
}

/** True for an object that is no list. */
export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value where it is an object, and no list. */
export function asObject(value: unknown): Json | undefined {
  return isObject(value) ? value : undefined;
}

/** The value where it is a string, else an empty one. */
export function asString(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** What is wrong with a JSON value, and the names and places that lead to it. */
export interface JsonFault {
  readonly path: readonly string[];
  readonly message: string;
}

/** Reads a JSON value as its shape says; undefined where anything is wrong with it. */
export function readJson<S extends Shape>(shape: S, value: unknown): JsonOf<S> | undefined {
  const { read, faults } = checkJson(shape, value);
  // Where nothing is wrong, all of it is as JsonOf says, which the compiler cannot follow.
  return faults.length > 0 ? undefined : (read as JsonOf<S> | undefined);
}

/** The same of a text that is an object. */
export function parseJson<S extends Shape>(shape: S, text: string): JsonOf<S> | undefined {
  const value = parseObject(text);
  return value === undefined ? undefined : readJson(shape, value);
}

/** What is read of a JSON value, and all that is wrong with it; for shapes that are made, of which no type is known. */
export function checkJson(
  shape: Shape,
  value: unknown,
): { readonly read: unknown; readonly faults: readonly JsonFault[] } {
  const source = new JsonSource();
  const read = new ShapeReader(source).read({ path: [], value }, shape, "it");
  return { read, faults: source.faults };
}

/** Who wrote a text in which more is wrong meant another one. */
const MAX_FAULTS = 100;

interface JsonNode {
  readonly path: readonly string[];
  readonly value: unknown;
}

class JsonSource implements ValueSource<JsonNode> {
  readonly nullIs = "a value";
  readonly faults: JsonFault[] = [];

  scalarOf({ value }: JsonNode): unknown {
    return typeof value === "object" && value !== null ? undefined : value;
  }

  numberText(_node: JsonNode, value: number | bigint): string {
    return String(value);
  }

  itemsOf({ path, value }: JsonNode): readonly JsonNode[] | undefined {
    if (!Array.isArray(value)) return undefined;
    return value.map((item, place) => ({ path: [...path, String(place)], value: item }));
  }

  keysOf({ path, value }: JsonNode): readonly SourceKey<JsonNode>[] | undefined {
    if (!isObject(value)) return undefined;
    return Object.entries(value).map(([name, each]) => {
      const node = { path: [...path, name], value: each };
      return { name, key: node, value: node };
    });
  }

  fault({ path }: JsonNode, _code: ShapeFaultCode, message: string): undefined {
    if (this.faults.length < MAX_FAULTS) this.faults.push({ path, message });
  }

  any({ value }: JsonNode): unknown {
    return value;
  }

  condition(_node: JsonNode, text: string): unknown {
    return text;
  }

  object(_node: JsonNode, _noun: string, values: Readonly<Record<string, unknown>>): unknown {
    return values;
  }
}
