import { suggestion } from "./nearest.ts";
import {
  type IntegerShape,
  type ListShape,
  type MapShape,
  mayBeNull,
  type ObjectShape,
  type Pattern,
  type Shape,
  type ShapeFaultCode,
  type VariantsShape,
} from "./shape.ts";

/** What values are read from: a file, or what JSON.parse gave. A `Node` is a value where it stands. */
export interface ValueSource<Node> {
  /** Whether a key whose value is null is as if it had none, or null is a value like others. */
  readonly nullIs: "absent" | "a value";
  /** A string, a number, a bool or null; undefined of what has parts. */
  scalarOf(node: Node): unknown;
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
  /** What is read as a record, of the values of its keys. */
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

/** An integer of JSON that is exact. */
const BIGINT = /^-?\d{1,20}$/;

/**
 * Reads a value as its shape says; `what` names it in messages. Whatever is wrong becomes a fault of the source, and what
 * is right beside it is read all the same.
 */
export function readShape<Node>(source: ValueSource<Node>, node: Node, shape: Shape, what: string): unknown {
  switch (shape.kind) {
    case "any":
      return source.any(node);
    case "text":
      return readText(source, node, shape.pattern, what);
    case "condition": {
      const text = readText(source, node, undefined, what);
      return text === undefined ? undefined : source.condition(node, text);
    }
    case "choice":
      return readChoice(source, node, shape.values, what);
    case "integer":
      return readInteger(source, node, shape, what);
    case "bigint": {
      const text = readText(source, node, { regExp: BIGINT, says: WHOLE, code: "wrong-value" }, what);
      return text === undefined || !BIGINT.test(text) ? undefined : BigInt(text);
    }
    case "flag": {
      const value = source.scalarOf(node);
      return typeof value === "boolean" ? value : wrongType(source, node, what, "true or false");
    }
    case "nullable":
      return source.scalarOf(node) === null ? undefined : readShape(source, node, shape.of, what);
    case "list":
      return readList(source, node, shape, what);
    case "map":
      return readMap(source, node, shape, what);
    case "object":
      return readObject(source, node, shape);
    case "variants":
      return readVariants(source, node, shape);
  }
}

const WHOLE = "a whole number of at most 20 digits";

function wrongType<Node>(source: ValueSource<Node>, node: Node, what: string, expected: string): undefined {
  const value = source.scalarOf(node);
  const isQuotable = expected === "a string" && value !== undefined && value !== null;
  const quotes = isQuotable ? "; put it in quotes" : "";
  return source.fault(
    node,
    "wrong-type",
    `${what} must be ${expected}, not ${nounOf(source, node)}${quotes}`,
  );
}

/** What a value is, for messages that say what it should have been. */
function nounOf<Node>(source: ValueSource<Node>, node: Node): string {
  const value = source.scalarOf(node);
  switch (typeof value) {
    case "string":
      return "a string";
    case "boolean":
      return "a bool";
    case "undefined":
      if (source.keysOf(node) !== undefined) return "a mapping";
      return source.itemsOf(node) === undefined ? "an alias" : "a list";
    default:
      return value === null ? "nothing" : "a number";
  }
}

/** A string, also one that is not as the pattern wants it: there is a fault then. */
function readText<Node>(
  source: ValueSource<Node>,
  node: Node,
  pattern: Pattern | undefined,
  what: string,
): string | undefined {
  const text = source.scalarOf(node);
  if (typeof text !== "string") return wrongType(source, node, what, "a string");
  if (pattern !== undefined) checkPattern(source, node, text, pattern, what);
  return text;
}

function checkPattern<Node>(
  source: ValueSource<Node>,
  at: Node,
  text: string,
  { regExp, says, code }: Pattern,
  what: string,
): void {
  if (!regExp.test(text)) source.fault(at, code, `${what} must be ${says}, not "${text}"`);
}

/** One of some words. */
function readChoice<Node>(
  source: ValueSource<Node>,
  node: Node,
  values: readonly string[],
  what: string,
): string | undefined {
  const text = readText(source, node, undefined, what);
  if (text === undefined || values.includes(text)) return text;
  return source.fault(node, "wrong-value", `unknown ${what} "${text}": ${suggestion(text, values)}`);
}

/** A whole number of a range. */
function readInteger<Node>(
  source: ValueSource<Node>,
  node: Node,
  { minimum, maximum }: IntegerShape,
  what: string,
): number | undefined {
  const value = source.scalarOf(node);
  if (typeof value !== "number" || !Number.isInteger(value)) {
    return wrongType(source, node, what, "a whole number");
  }
  if (value >= minimum && (maximum === undefined || value <= maximum)) return value;
  const range = maximum === undefined ? `at least ${minimum}` : `from ${minimum} to ${maximum}`;
  return source.fault(node, "wrong-value", `${what} must be ${range}, not ${value}`);
}

function readList<Node>(
  source: ValueSource<Node>,
  node: Node,
  { items: shape, filled }: ListShape,
  what: string,
): readonly unknown[] | undefined {
  const items = source.itemsOf(node);
  if (items === undefined) return wrongType(source, node, what, "a list");
  if (filled && items.length === 0) source.fault(node, "wrong-value", `${what} must not be empty`);
  return items
    .map((item) => readShape(source, item, shape, `an item of ${what}`))
    .filter((item) => item !== undefined);
}

function readMap<Node>(
  source: ValueSource<Node>,
  node: Node,
  { names, values }: MapShape,
  what: string,
): ReadonlyMap<string, unknown> | undefined {
  const entries = readEntries(source, node, what);
  if (entries === undefined) return undefined;
  const map = new Map<string, unknown>();
  for (const [name, { key, value }] of entries) {
    if (names !== undefined) checkPattern(source, key, name, names, `a name in ${what}`);
    const read = value === undefined ? undefined : readShape(source, value, values, `"${name}" of ${what}`);
    if (read !== undefined) map.set(name, read);
  }
  return map;
}

/** The keys of a mapping, each once; undefined where the node is none. */
export function readEntries<Node>(
  source: ValueSource<Node>,
  node: Node,
  what: string,
): Entries<Node> | undefined {
  const keys = source.keysOf(node);
  if (keys === undefined) return wrongType(source, node, what, "a mapping");
  const entries = new Map<string, Pick<SourceKey<Node>, "key" | "value">>();
  for (const { name, key, value } of keys) {
    if (entries.has(name)) source.fault(key, "duplicate-key", `"${name}" stands twice in ${what}`);
    else entries.set(name, { key, value: isAbsent(source, value) ? undefined : value });
  }
  return entries;
}

function isAbsent<Node>(source: ValueSource<Node>, value: Node | undefined): boolean {
  return value === undefined || (source.nullIs === "absent" && source.scalarOf(value) === null);
}

function readVariants<Node>(
  source: ValueSource<Node>,
  node: Node,
  { tag, named, plain, tagged }: VariantsShape,
): unknown {
  const value = source.keysOf(node)?.find(({ name }) => name === tag)?.value;
  if (value === undefined) return readObject(source, node, plain);
  const isNamed = readChoice(source, value, [named], tag) !== undefined;
  return readObject(source, node, isNamed ? tagged : plain, tag);
}

/** `tag` is a key that has been read already. */
function readObject<Node>(source: ValueSource<Node>, node: Node, shape: ObjectShape, tag?: string): unknown {
  const entries = readEntries(source, node, withArticle(shape.noun));
  if (entries === undefined) return undefined;
  if (shape.others === undefined) checkNames(source, entries, shape, tag);
  const what = nameOf(source, entries, shape);
  const values: Record<string, unknown> = {};
  for (const [name, key] of Object.entries(shape.keys)) {
    const entry = entries.get(name);
    if (entry?.value !== undefined) {
      values[name] = readShape(source, entry.value, key.shape, name);
    } else if (entry !== undefined && !mayBeNull(shape, key)) {
      source.fault(entry.key, "missing-key", `"${name}" of ${what} is empty`);
    } else if (entry === undefined && key.need === "required") {
      source.fault(node, "missing-key", `${what} needs "${name}"`);
    }
  }
  checkCount(source, node, entries, shape);
  return source.object(node, shape.noun, values, entries);
}

function checkNames<Node>(
  source: ValueSource<Node>,
  entries: Entries<Node>,
  shape: ObjectShape,
  tag: string | undefined,
): void {
  for (const [name, { key }] of entries) {
    if (name === tag || Object.hasOwn(shape.keys, name)) continue;
    const reason = Object.entries(shape.refused ?? {}).find(([refused]) => refused === name)?.[1];
    const known = suggestion(name, Object.keys(shape.keys));
    const message = reason ?? `unknown key "${name}" of ${withArticle(shape.noun)}: ${known}`;
    source.fault(key, "unknown-key", message);
  }
}

function checkCount<Node>(
  source: ValueSource<Node>,
  node: Node,
  entries: Entries<Node>,
  { noun, keys, has }: ObjectShape,
): void {
  const names = Object.keys(keys);
  const [first, second] = names.flatMap((name) => entries.get(name) ?? []);
  if (has !== undefined && first === undefined) {
    const code = has === "exactly-one" ? "document-kind" : "missing-key";
    source.fault(node, code, `${withArticle(noun)} needs ${names.join(" or ")}`);
  }
  if (has === "exactly-one" && second !== undefined) {
    const message = `${withArticle(noun)} has only one of ${names.join(" and ")}; divide it with ---`;
    source.fault(second.key, "document-kind", message);
  }
}

/** `the rule "r"`, or `a rule` where its name is not known. */
function nameOf<Node>(source: ValueSource<Node>, entries: Entries<Node>, { noun, id }: ObjectShape): string {
  const node = id === undefined ? undefined : entries.get(id)?.value;
  const name = node === undefined ? undefined : source.scalarOf(node);
  return typeof name === "string" ? `the ${noun} "${name}"` : withArticle(noun);
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}
