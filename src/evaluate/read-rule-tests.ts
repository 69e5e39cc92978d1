import { isMap, isNode, isScalar, isSeq, type Node } from "yaml";
import { suggestion } from "../cel/nearest.ts";
import type { Event } from "../events/event.ts";
import { JsonEventReader, Refusal } from "../events/json.ts";
import { EVENT_KINDS, isEventKind } from "../kinds/index.ts";
import { IMAGE_FIELDS } from "../kinds/process.ts";
import { type Entry, readEntries } from "../rules/entries.ts";
import { nodeKind } from "../rules/node-kind.ts";
import { readText } from "../rules/read-scalar.ts";
import type { YamlFile } from "../rules/yaml-file.ts";
import { type PlainImage, parseLineage } from "./lineage-text.ts";
import type { RuleCase, RuleTest } from "./rule-test.ts";

type Lineages = Map<string, readonly PlainImage[]>;

const DOCUMENT_KEYS = ["lineages", "rule_tests"];
const TEST_KEYS = ["rule", "must_match", "must_not_match"];
const PROGRAM_KEYS = IMAGE_FIELDS.map(({ name }) => name as string);
const EVENT_KEYS = ["event_type", "process", "payload", "time", "tags", "count"];

/** Reads a file of rule tests. What is wrong becomes faults of the file, and what is not is still read. */
export function readRuleTests(file: YamlFile): RuleTest[] {
  return file.contents.flatMap((content) => {
    const document = keysOf(file, content, "a document of rule tests", DOCUMENT_KEYS);
    const lineages = readLineages(file, document?.get("lineages")?.value);
    const tests = document && required(file, content, document, "rule_tests", "a document of rule tests");
    return items(file, tests, "rule_tests").flatMap((test) => readTest(file, test, lineages) ?? []);
  });
}

function readLineages(file: YamlFile, node: Node | undefined): Lineages {
  const lineages: Lineages = new Map();
  const entries = node && readEntries(file, node, "lineages");
  for (const [name, { keyOffset, value }] of entries ?? []) {
    const lineage = value && readLineage(file, value, lineages);
    if (value === undefined) file.fault(keyOffset, "missing-key", `the lineage "${name}" is empty`);
    if (lineage !== undefined) lineages.set(name, lineage);
  }
  return lineages;
}

function readTest(file: YamlFile, node: Node, lineages: Lineages): RuleTest | undefined {
  const test = keysOf(file, node, "a rule test", TEST_KEYS);
  if (test === undefined) return undefined;
  const name = required(file, node, test, "rule", "a rule test");
  const rule = name && readText(file, name, undefined, "rule");
  const cases = [
    ...readCases(file, test.get("must_match")?.value, "match", lineages),
    ...readCases(file, test.get("must_not_match")?.value, "no match", lineages),
  ];
  if (cases.length === 0) file.fault(node, "missing-key", "a rule test needs must_match or must_not_match");
  if (name === undefined || rule === undefined) return undefined;
  return { file: file.source.name, rule, cases, ...file.placeOf(name) };
}

function readCases(
  file: YamlFile,
  node: Node | undefined,
  expected: RuleCase["expected"],
  lineages: Lineages,
): RuleCase[] {
  return items(file, node, expected === "match" ? "must_match" : "must_not_match").map((item) => {
    const several = file.resolve(item);
    const nodes = isSeq(several) ? several.items.filter(isNode) : [item];
    if (nodes.length === 0) file.fault(item, "wrong-value", "there is no event in this list");
    const reader = new JsonEventReader();
    const events = nodes.flatMap((event) => readEvent(file, event, lineages, reader) ?? []);
    return { expected, events, ...file.placeOf(item) };
  });
}

function readEvent(
  file: YamlFile,
  node: Node,
  lineages: Lineages,
  reader: JsonEventReader,
): Event | undefined {
  const event = keysOf(file, node, "an event", EVENT_KEYS);
  if (event === undefined) return undefined;
  const kind = required(file, node, event, "event_type", "an event");
  if (kind === undefined || !checkPayload(file, event, kind)) return undefined;
  const process = event.get("process")?.value;
  const isShort = process !== undefined && !isMap(file.resolve(process));
  const lineage = isShort ? readLineage(file, process, lineages) : undefined;
  if (isShort && lineage === undefined) return undefined;
  try {
    const json = plain(file, node) as Readonly<Record<string, unknown>>;
    return reader.event(lineage === undefined ? json : { ...json, process: processOf(lineage) });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return file.fault(node, "wrong-value", error.message);
  }
}

/** The reader of events passes over fields that it does not know; in a test they are slips. */
function checkPayload(file: YamlFile, event: ReadonlyMap<string, Entry>, kindNode: Node): boolean {
  const payload = event.get("payload")?.value;
  const kind = readText(file, kindNode, undefined, "event_type") ?? "";
  if (payload === undefined || !isEventKind(kind) || !isMap(file.resolve(payload))) return true;
  const known = EVENT_KINDS[kind].fields.map(({ name }) => name as string);
  return keysOf(file, payload, `the payload of ${kind}`, known) !== undefined;
}

/** A lineage in its short form, or as a list from the outermost program to the innermost. */
function readLineage(file: YamlFile, given: Node, lineages: Lineages): readonly PlainImage[] | undefined {
  const node = file.resolve(given);
  if (isSeq(node)) {
    const parts = node.items.filter(isNode).map((item) => readImages(file, item, lineages));
    const sound = parts.filter((part) => part !== undefined);
    if (node.items.length === 0) return file.fault(given, "wrong-value", "a lineage has one program or more");
    return sound.length < parts.length ? undefined : sound.flat();
  }
  return readImages(file, given, lineages);
}

function readImages(file: YamlFile, given: Node, lineages: Lineages): readonly PlainImage[] | undefined {
  const node = file.resolve(given);
  if (isMap(node)) {
    const image = keysOf(file, given, "a program", PROGRAM_KEYS);
    const path = image && required(file, given, image, "exec_path", "a program");
    const exec_path = path && readText(file, path, undefined, "exec_path");
    const argv = items(file, image?.get("argv")?.value, "argv").map((item) =>
      readText(file, item, undefined, "an argument"),
    );
    if (exec_path === undefined) return undefined;
    // The reader of events looks at what the others are.
    const others = plain(file, node) as Readonly<Record<string, unknown>>;
    return [{ file_path: exec_path, ...others, exec_path, argv: argv.map((argument) => argument ?? "") }];
  }
  const text = readText(file, given, undefined, "a program");
  const images = text === undefined ? undefined : parseLineage(text, lineages);
  return typeof images === "string" ? file.fault(given, "wrong-value", images) : images;
}

function processOf(lineage: readonly PlainImage[]): unknown {
  const [process, ...ancestors] = lineage.toReversed();
  return { ...process, ancestors };
}

function keysOf(
  file: YamlFile,
  node: Node,
  what: string,
  known: readonly string[],
): ReadonlyMap<string, Entry> | undefined {
  const entries = readEntries(file, node, what);
  for (const [name, { keyOffset }] of entries ?? []) {
    if (known.includes(name)) continue;
    file.fault(keyOffset, "unknown-key", `unknown key "${name}" of ${what}: ${suggestion(name, known)}`);
  }
  return entries;
}

function required(
  file: YamlFile,
  owner: Node,
  entries: ReadonlyMap<string, Entry>,
  key: string,
  what: string,
): Node | undefined {
  const value = entries.get(key)?.value;
  return value ?? file.fault(owner, "missing-key", `${what} needs "${key}"`);
}

function items(file: YamlFile, given: Node | undefined, what: string): Node[] {
  if (given === undefined) return [];
  const node = file.resolve(given);
  if (isSeq(node)) return node.items.filter(isNode);
  file.fault(given, "wrong-type", `${what} must be a list, not ${nodeKind(node)}`);
  return [];
}

/** A node as plain values. */
function plain(file: YamlFile, given: Node): unknown {
  const node = file.resolve(given);
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.filter(isNode).map((item) => plain(file, item));
  if (!isMap(node)) return undefined;
  const pairs = node.items.flatMap(({ key, value }) =>
    isScalar(key) && isNode(value) ? [[String(key.value), plain(file, value)]] : [],
  );
  return Object.fromEntries(pairs);
}
