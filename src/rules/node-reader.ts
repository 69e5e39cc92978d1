import { isMap, isNode, isScalar, isSeq, type Node, type Scalar } from "yaml";
import type { FaultCode, Place } from "./fault.ts";
import { nearest } from "./nearest.ts";
import { offsetsOf } from "./scalar-place.ts";
import type { YamlFile } from "./yaml-file.ts";

/** A string of a file, and where its characters stand. */
export interface LocatedText {
  readonly text: string;
  /** The place of the character at an offset of the text. */
  readonly place: (offset: number) => Place;
}

/** The values of a mapping by key, without those that are null. */
export interface Mapping {
  readonly node: Node;
  readonly values: ReadonlyMap<string, Node>;
  /** Where each key stands. */
  readonly keys: ReadonlyMap<string, number>;
}

/** Reads the nodes of one file; what is not as expected becomes a fault of the file. */
export class NodeReader {
  readonly #file: YamlFile;

  constructor(file: YamlFile) {
    this.#file = file;
  }

  /** Adds a fault at a node, or at an offset. Gives undefined, as what was to be read. */
  fault(at: Node | number, code: FaultCode, message: string): undefined {
    this.#file.fault(typeof at === "number" ? at : (at.range?.[0] ?? 0), code, message);
  }

  /** Where a node stands. */
  place(node: Node): Place {
    return this.#file.place(node.range?.[0] ?? 0);
  }

  /** A mapping that may have these keys, or any keys. `what` names it in messages. */
  mapping(given: Node, what: string, known: readonly string[] | "any"): Mapping | undefined {
    const node = this.#file.resolve(given);
    if (!isMap(node)) return this.fault(given, "wrong-type", `${what} must be a mapping, not ${shape(node)}`);
    const values = new Map<string, Node>();
    const keys = new Map<string, number>();
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const name = String(key.value);
      const offset = key.range?.[0] ?? 0;
      if (known !== "any" && !known.includes(name))
        this.fault(offset, "unknown-key", unknownKey(name, what, known));
      else if (keys.has(name)) this.fault(offset, "duplicate-key", `"${name}" stands twice in ${what}`);
      else if (isNode(value) && !isNull(this.#file.resolve(value))) values.set(name, value);
      if (!keys.has(name)) keys.set(name, offset);
    }
    return { node, values, keys };
  }

  /** The value of a key that must be there. */
  required(mapping: Mapping, key: string, what: string): Node | undefined {
    const value = mapping.values.get(key);
    if (value !== undefined) return value;
    const empty = mapping.keys.get(key);
    if (empty !== undefined) return this.fault(empty, "missing-key", `"${key}" of ${what} is empty`);
    return this.fault(mapping.node, "missing-key", `${what} needs "${key}"`);
  }

  /** The items of a list. */
  sequence(given: Node, what: string): readonly Node[] | undefined {
    const node = this.#file.resolve(given);
    if (!isSeq(node)) return this.fault(given, "wrong-type", `${what} must be a list, not ${shape(node)}`);
    return node.items.filter(isNode);
  }

  /** A string. */
  string(given: Node, what: string): string | undefined {
    return this.#stringScalar(given, what)?.value;
  }

  /** A string with the places of its characters. */
  located(given: Node, what: string): LocatedText | undefined {
    const scalar = this.#stringScalar(given, what);
    if (scalar === undefined) return undefined;
    let offsets: readonly number[] | undefined;
    const place = (offset: number) => {
      offsets ??= offsetsOf(this.#file.source.text, scalar);
      return this.#file.place(offsets[offset] ?? offsets.at(-1) ?? 0);
    };
    return { text: scalar.value, place };
  }

  /** A whole number. */
  integer(given: Node, what: string): number | undefined {
    const node = this.#file.resolve(given);
    if (isScalar(node) && typeof node.value === "number" && Number.isInteger(node.value)) return node.value;
    return this.fault(given, "wrong-type", `${what} must be a whole number, not ${shape(node)}`);
  }

  #stringScalar(given: Node, what: string): Scalar<string> | undefined {
    const node = this.#file.resolve(given);
    if (isString(node)) return node;
    const quotes = isScalar(node) && node.value !== null ? "; put it in quotes" : "";
    return this.fault(given, "wrong-type", `${what} must be a string, not ${shape(node)}${quotes}`);
  }
}

function isString(node: Node): node is Scalar<string> {
  return isScalar(node) && typeof node.value === "string";
}

function isNull(node: Node): boolean {
  return isScalar(node) && node.value === null;
}

function unknownKey(name: string, what: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const keys = `${what} has ${known.join(", ")}`;
  return `unknown key "${name}"; ${near === undefined ? keys : `did you mean "${near}"?`}`;
}

function shape(node: Node): string {
  if (isMap(node)) return "a mapping";
  if (isSeq(node)) return "a list";
  if (!isScalar(node)) return "an alias";
  if (node.value === null) return "nothing";
  if (typeof node.value === "string") return "a string";
  return typeof node.value === "boolean" ? "a bool" : "a number";
}
