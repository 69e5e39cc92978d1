import { isMap, isNode, isScalar, isSeq, type Node } from "yaml";
import { suggestion } from "../cel/nearest.ts";
import { type Entry, readEntries } from "./entries.ts";
import { nodeKind } from "./node-kind.ts";
import { checkPattern, readChoice, readFlag, readInteger, readLocated, readText } from "./read-scalar.ts";
import {
  type ListShape,
  type MapShape,
  mayBeNull,
  type RecordShape,
  type Shape,
  type ValueOf,
  type VariantsShape,
} from "./shape.ts";
import type { YamlFile } from "./yaml-file.ts";

/**
 * Reads a value as its shape says; `what` names it in messages. Whatever is wrong becomes a fault of the file, and
 * what is right beside it is read all the same.
 */
export function readShape<S extends Shape>(
  file: YamlFile,
  node: Node,
  shape: S,
  what: string,
): ValueOf<S> | undefined {
  // Each case below gives what ValueOf says of its kind, which the compiler cannot follow.
  return readAny(file, node, shape, what) as ValueOf<S> | undefined;
}

function readAny(file: YamlFile, node: Node, shape: Shape, what: string): unknown {
  switch (shape.kind) {
    case "text":
      return readText(file, node, shape.pattern, what);
    case "condition":
      return readLocated(file, node, what);
    case "choice":
      return readChoice(file, node, shape.values, what);
    case "integer":
      return readInteger(file, node, shape, what);
    case "flag":
      return readFlag(file, node, what);
    case "list":
      return readList(file, node, shape, what);
    case "map":
      return readMap(file, node, shape, what);
    case "record":
      return readRecord(file, node, shape);
    case "variants":
      return readVariants(file, node, shape);
  }
}

function readList(
  file: YamlFile,
  given: Node,
  { items, filled }: ListShape,
  what: string,
): readonly unknown[] | undefined {
  const node = file.resolve(given);
  if (!isSeq(node)) return file.fault(given, "wrong-type", `${what} must be a list, not ${nodeKind(node)}`);
  if (filled && node.items.length === 0) file.fault(given, "wrong-value", `${what} must not be empty`);
  return node.items
    .filter(isNode)
    .map((item) => readAny(file, item, items, `an item of ${what}`))
    .filter((item) => item !== undefined);
}

function readMap(
  file: YamlFile,
  given: Node,
  { names, values }: MapShape,
  what: string,
): ReadonlyMap<string, unknown> | undefined {
  const entries = readEntries(file, given, what);
  if (entries === undefined) return undefined;
  const map = new Map<string, unknown>();
  for (const [name, { keyOffset, value }] of entries) {
    if (names !== undefined) checkPattern(file, keyOffset, name, names, `a name in ${what}`);
    const read = value && readAny(file, value, values, `"${name}" of ${what}`);
    if (read !== undefined) map.set(name, read);
  }
  return map;
}

function readVariants(file: YamlFile, given: Node, { tag, named, plain, tagged }: VariantsShape): unknown {
  const node = file.resolve(given);
  const value = isMap(node) ? node.get(tag, true) : undefined;
  if (!isNode(value)) return readRecord(file, given, plain);
  const isNamed = readChoice(file, value, [named], tag) !== undefined;
  return readRecord(file, given, isNamed ? tagged : plain, tag);
}

/** `tag` is a key that has been read already. */
function readRecord(file: YamlFile, given: Node, shape: RecordShape, tag?: string): unknown {
  const entries = readEntries(file, given, `a ${shape.noun}`);
  if (entries === undefined) return undefined;
  checkNames(file, entries, shape, tag);
  const what = nameOf(file, entries, shape);
  const values: Record<string, unknown> = {};
  for (const [name, key] of Object.entries(shape.keys)) {
    const entry = entries.get(name);
    if (entry?.value !== undefined) {
      values[name] = readAny(file, entry.value, key.shape, name);
    } else if (entry !== undefined && !mayBeNull(shape, key)) {
      file.fault(entry.keyOffset, "missing-key", `"${name}" of ${what} is empty`);
    } else if (entry === undefined && key.need === "required") {
      file.fault(given, "missing-key", `${what} needs "${name}"`);
    }
  }
  checkCount(file, given, entries, shape);
  const place = file.placeOf(given);
  const placeOf = (name: string) => {
    const value = entries.get(name)?.value;
    return value === undefined ? place : file.placeOf(value);
  };
  return { noun: shape.noun, values, place, placeOf };
}

type Entries = ReadonlyMap<string, Entry>;

function checkNames(file: YamlFile, entries: Entries, shape: RecordShape, tag: string | undefined): void {
  for (const [name, { keyOffset }] of entries) {
    if (name === tag || Object.hasOwn(shape.keys, name)) continue;
    const reason = Object.entries(shape.refused ?? {}).find(([refused]) => refused === name)?.[1];
    const known = suggestion(name, Object.keys(shape.keys));
    file.fault(keyOffset, "unknown-key", reason ?? `unknown key "${name}" of a ${shape.noun}: ${known}`);
  }
}

function checkCount(file: YamlFile, given: Node, entries: Entries, { noun, keys, has }: RecordShape): void {
  const names = Object.keys(keys);
  const [first, second] = names.flatMap((name) => entries.get(name) ?? []);
  if (has !== undefined && first === undefined) {
    const code = has === "exactly-one" ? "document-kind" : "missing-key";
    file.fault(given, code, `a ${noun} needs ${names.join(" or ")}`);
  }
  if (has === "exactly-one" && second !== undefined) {
    file.fault(
      second.keyOffset,
      "document-kind",
      `a ${noun} has only one of ${names.join(" and ")}; divide it with ---`,
    );
  }
}

/** `the rule "r"`, or `a rule` where its name is not known. */
function nameOf(file: YamlFile, entries: Entries, { noun, id }: RecordShape): string {
  const node = id === undefined ? undefined : entries.get(id)?.value;
  const name = node && file.resolve(node);
  return isScalar(name) && typeof name.value === "string" ? `the ${noun} "${name.value}"` : `a ${noun}`;
}
