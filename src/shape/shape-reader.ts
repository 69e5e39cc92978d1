import { suggestion } from "./nearest.ts";
import {
  type ChoiceShape,
  type IntegerShape,
  type KeyShape,
  type ListShape,
  type MapShape,
  mayBeNull,
  type ObjectShape,
  type Pattern,
  type Shape,
  type ShapeFaultCode,
  type TextShape,
  type VariantsShape,
} from "./shape.ts";

/** What values are read from: a file, or what JSON.parse gave. A `Node` is a value where it stands. */
export interface ValueSource<Node> {
  /** Whether a key whose value is null is as if it had none, or null is a value like others. */
  readonly nullIs: "absent" | "a value";
  /** A string, a number, a bool or null; undefined of what has parts. */
  scalarOf(node: Node): unknown;
  /** The text that a number is written with. */
  numberText(node: Node, value: number | bigint): string;
  /** Undefined of what is no list. */
  itemsOf(node: Node): readonly Node[] | undefined;
  /** Undefined of what is no mapping. */
  keysOf(node: Node): readonly SourceKey<Node>[] | undefined;
  /** Takes a fault. Gives undefined, as what was to be read. */
  fault(at: Node, code: ShapeFaultCode, message: string): undefined;
  /** What is read as a value that may be anything. */
  any(node: Node): unknown;
  /** What is read as a condition; `text` is the node's. */
  condition(node: Node, text: string): unknown;
  /** What is read as an object, of the values of its keys. */
  object(
    node: Node,
    noun: string,
    values: Readonly<Record<string, unknown>>,
    entries: Entries<Node>,
  ): unknown;
}

/** A key of a mapping as it stands there. */
export interface SourceKey<Node> {
  readonly name: string;
  readonly key: Node;
  readonly value: Node | undefined;
}

/** The keys of a mapping by name; one without a value has none that is undefined or, where it is absent, null. */
export type Entries<Node> = ReadonlyMap<string, Pick<SourceKey<Node>, "key" | "value">>;

const BIGINT: Pattern = {
  regExp: /^-?\d{1,20}$/,
  says: "a whole number of at most 20 digits",
  code: "wrong-value",
};

/**
 * Reads values of a source as their shapes say. Whatever is wrong becomes a fault of the source, and what is right beside
 * it is read all the same. `what` names a value in messages.
 */
export class ShapeReader<Node> {
  readonly #source: ValueSource<Node>;

  constructor(source: ValueSource<Node>) {
    this.#source = source;
  }

  /** What is read is of the type that the shape says; undefined where nothing is. */
  read(node: Node, shape: Shape, what: string): unknown {
    switch (shape.kind) {
      case "any":
        return this.#source.any(node);
      case "text":
        return this.#text(node, shape, what);
      case "condition": {
        const text = this.#text(node, {}, what);
        return text === undefined ? undefined : this.#source.condition(node, text);
      }
      case "choice":
        return this.#choice(node, shape, what);
      case "integer":
        return this.#integer(node, shape, what);
      case "bigint": {
        const text = this.#text(node, { pattern: BIGINT }, what);
        return text === undefined || !BIGINT.regExp.test(text) ? undefined : BigInt(text);
      }
      case "flag": {
        const value = this.#source.scalarOf(node);
        return typeof value === "boolean" ? value : this.#wrongType(node, what, "true or false");
      }
      case "nullable":
        return this.#source.scalarOf(node) === null ? undefined : this.read(node, shape.of, what);
      case "list":
        return this.#list(node, shape, what);
      case "map":
        return this.#map(node, shape, what);
      case "object":
        return this.#object(node, shape);
      case "variants":
        return this.#variants(node, shape);
    }
  }

  /** The keys of a mapping, each once; undefined where the node is none. */
  entries(node: Node, what: string): Entries<Node> | undefined {
    const keys = this.#source.keysOf(node);
    if (keys === undefined) return this.#wrongType(node, what, "a mapping");
    const entries = new Map<string, Pick<SourceKey<Node>, "key" | "value">>();
    for (const { name, key, value } of keys) {
      if (entries.has(name)) this.#source.fault(key, "duplicate-key", `"${name}" stands twice in ${what}`);
      else entries.set(name, { key, value: this.#isAbsent(value) ? undefined : value });
    }
    return entries;
  }

  #isAbsent(value: Node | undefined): boolean {
    return value === undefined || (this.#source.nullIs === "absent" && this.#source.scalarOf(value) === null);
  }

  #isBlank(value: Node, { need, shape }: KeyShape): boolean {
    if (need === "required" || shape.kind !== "condition") return false;
    const text = this.#source.scalarOf(value);
    return typeof text === "string" && text.trim() === "";
  }

  #wrongType(node: Node, what: string, expected: string): undefined {
    const value = this.#source.scalarOf(node);
    const isQuotable = expected === "a string" && value !== undefined && value !== null;
    const quotes = isQuotable ? "; put it in quotes" : "";
    // Only people write YAML.
    const isOne =
      this.#source.nullIs === "absent" && expected === "a list" && this.#source.keysOf(node) !== undefined;
    const dash = isOne ? '; begin each item with "- "' : "";
    const message = `${what} must be ${expected}, not ${this.#noun(node)}${quotes}${dash}`;
    this.#source.fault(node, "wrong-type", message);
  }

  /** What a value is, for messages that say what it should have been. */
  #noun(node: Node): string {
    const value = this.#source.scalarOf(node);
    switch (typeof value) {
      case "string":
        return "a string";
      case "boolean":
        return "a bool";
      case "undefined":
        if (this.#source.keysOf(node) !== undefined) return "a mapping";
        return this.#source.itemsOf(node) === undefined ? "an alias" : "a list";
      default:
        return value === null ? "nothing" : "a number";
    }
  }

  /** A string, also one that is not as the pattern wants it: there is a fault then. */
  #text(
    node: Node,
    { pattern, orNumber }: Pick<TextShape, "pattern" | "orNumber">,
    what: string,
  ): string | undefined {
    const text = this.#source.scalarOf(node);
    if (orNumber && (typeof text === "number" || typeof text === "bigint")) {
      return this.#source.numberText(node, text);
    }
    if (typeof text !== "string") return this.#wrongType(node, what, "a string");
    if (pattern !== undefined) this.#checkPattern(node, text, pattern, what);
    return text;
  }

  #checkPattern(at: Node, text: string, { regExp, says, code }: Pattern, what: string): void {
    if (!regExp.test(text)) this.#source.fault(at, code, `${what} must be ${says}, not "${text}"`);
  }

  #choice(
    node: Node,
    { values, instead = {} }: Pick<ChoiceShape, "values" | "instead">,
    what: string,
  ): string | undefined {
    const text = this.#text(node, {}, what);
    if (text === undefined || values.includes(text)) return text;
    const meant = Object.hasOwn(instead, text) ? instead[text] : suggestion(text, values);
    const message = `unknown ${what} "${text}": ${meant}`;
    return this.#source.fault(node, "wrong-value", message);
  }

  #integer(node: Node, { minimum, maximum }: IntegerShape, what: string): number | undefined {
    const value = this.#source.scalarOf(node);
    if (typeof value !== "number" || !Number.isInteger(value)) {
      return this.#wrongType(node, what, "a whole number");
    }
    if (value >= minimum && (maximum === undefined || value <= maximum)) return value;
    const range = maximum === undefined ? `at least ${minimum}` : `from ${minimum} to ${maximum}`;
    return this.#source.fault(node, "wrong-value", `${what} must be ${range}, not ${value}`);
  }

  #list(
    node: Node,
    { items: shape, filled, orOne }: ListShape,
    what: string,
  ): readonly unknown[] | undefined {
    const items = this.#source.itemsOf(node);
    if (items === undefined && orOne) {
      const item = this.read(node, shape, what);
      return item === undefined ? undefined : [item];
    }
    if (items === undefined) return this.#wrongType(node, what, "a list");
    if (filled && items.length === 0) {
      this.#source.fault(node, "wrong-value", `${what} must not be empty`);
    }
    return items
      .map((item) => this.read(item, shape, `an item of ${what}`))
      .filter((item) => item !== undefined);
  }

  #map(node: Node, { names, values }: MapShape, what: string): ReadonlyMap<string, unknown> | undefined {
    const entries = this.entries(node, what);
    if (entries === undefined) return undefined;
    const map = new Map<string, unknown>();
    for (const [name, { key, value }] of entries) {
      if (names !== undefined) this.#checkPattern(key, name, names, `a name in ${what}`);
      const read = value === undefined ? undefined : this.read(value, values, `"${name}" of ${what}`);
      if (read !== undefined) map.set(name, read);
    }
    return map;
  }

  #variants(node: Node, { tag, named, plain, tagged }: VariantsShape): unknown {
    const value = this.#source.keysOf(node)?.find(({ name }) => name === tag)?.value;
    if (value === undefined) return this.#object(node, plain);
    const isNamed = this.#choice(value, { values: [named] }, tag) !== undefined;
    return this.#object(node, isNamed ? tagged : plain, tag);
  }

  /** `tag` is a key that has been read already. */
  #object(node: Node, shape: ObjectShape, tag?: string): unknown {
    const entries = this.entries(node, withArticle(shape.noun));
    if (entries === undefined) return undefined;
    if (shape.others === undefined) this.#checkNames(entries, shape, tag);
    const what = this.#nameOf(entries, shape);
    const values: Record<string, unknown> = {};
    for (const [name, key] of Object.entries(shape.keys)) {
      const entry = entries.get(name);
      if (entry?.value !== undefined) {
        if (!this.#isBlank(entry.value, key)) values[name] = this.read(entry.value, key.shape, name);
      } else if (entry !== undefined && !mayBeNull(shape, key)) {
        this.#source.fault(entry.key, "missing-key", `"${name}" of ${what} is empty`);
      } else if (entry === undefined && key.need === "required") {
        this.#source.fault(node, "missing-key", `${what} needs "${name}"`);
      }
    }
    this.#checkCount(node, entries, shape);
    return this.#source.object(node, shape.noun, values, entries);
  }

  #checkNames(entries: Entries<Node>, { noun, keys, refused }: ObjectShape, tag: string | undefined): void {
    for (const [name, { key }] of entries) {
      if (name === tag || Object.hasOwn(keys, name)) continue;
      const reason = Object.entries(refused ?? {}).find(([each]) => each === name)?.[1];
      const known = suggestion(name, Object.keys(keys));
      const message = reason ?? `unknown key "${name}" of ${withArticle(noun)}: ${known}`;
      this.#source.fault(key, "unknown-key", message);
    }
  }

  #checkCount(node: Node, entries: Entries<Node>, { noun, keys, has }: ObjectShape): void {
    const names = Object.keys(keys);
    const [first, second] = names.flatMap((name) => entries.get(name) ?? []);
    if (has !== undefined && first === undefined) {
      const code = has === "exactly-one" ? "document-kind" : "missing-key";
      this.#source.fault(node, code, `${withArticle(noun)} needs ${names.join(" or ")}`);
    }
    if (has === "exactly-one" && second !== undefined) {
      const message = `${withArticle(noun)} has only one of ${names.join(" and ")}; divide it with ---`;
      this.#source.fault(second.key, "document-kind", message);
    }
  }

  /** `the rule "r"`, or `a rule` where its name is not known. */
  #nameOf(entries: Entries<Node>, { noun, id }: ObjectShape): string {
    const node = id === undefined ? undefined : entries.get(id)?.value;
    const name = node === undefined ? undefined : this.#source.scalarOf(node);
    return typeof name === "string" ? `the ${noun} "${name}"` : withArticle(noun);
  }
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}
