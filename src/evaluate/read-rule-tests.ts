import { isMap, isNode, isScalar, isSeq, type Node } from "yaml";
import type { Event } from "../events/event.ts";
import { JsonEventReader, Refusal } from "../events/json.ts";
import { EVENT_KINDS, isEventKind } from "../kinds/index.ts";
import { IMAGE_FIELDS } from "../kinds/process.ts";
import type { YamlFile } from "../rules/yaml-file.ts";
import type { KeyShape, ObjectShape, ValueOf } from "../shape/shape.ts";
import { ShapeReader } from "../shape/shape-reader.ts";
import { type PlainImage, parseLineage } from "./lineage-text.ts";
import type { RuleCase, RuleTest } from "./rule-test.ts";

type Lineages = Map<string, readonly PlainImage[]>;

const ANY = { need: "optional", shape: { kind: "any" } } as const satisfies KeyShape;
const LIST = { need: "optional", shape: { kind: "list", items: ANY.shape } } as const satisfies KeyShape;
const TEXT = { need: "required", shape: { kind: "text" } } as const satisfies KeyShape;

const DOCUMENT = {
  kind: "object",
  noun: "document of rule tests",
  keys: { lineages: ANY, rule_tests: { ...LIST, need: "required" } },
} as const satisfies ObjectShape;

const TEST = {
  kind: "object",
  noun: "rule test",
  keys: { rule: TEXT, must_match: LIST, must_not_match: LIST },
} as const satisfies ObjectShape;

/** What the reader of events looks at itself may be anything here. */
const EVENT = {
  kind: "object",
  noun: "event",
  keys: { event_type: TEXT, process: ANY, payload: ANY, time: ANY, tags: ANY, count: ANY },
} as const satisfies ObjectShape;

const PROGRAM = {
  kind: "object",
  noun: "program",
  keys: {
    ...anyFields(IMAGE_FIELDS.filter((field) => !("isOnlyAsked" in field))),
    exec_path: TEXT,
    argv: { need: "optional", shape: { kind: "list", items: TEXT.shape } },
  },
} as const satisfies ObjectShape;

/** The payload of an event of each kind. */
function payloadOf(kind: keyof typeof EVENT_KINDS): ObjectShape {
  return { kind: "object", noun: `payload of ${kind}`, keys: anyFields(EVENT_KINDS[kind].fields) };
}

function anyFields(fields: readonly { readonly name: string }[]): Readonly<Record<string, KeyShape>> {
  return Object.fromEntries(fields.map(({ name }) => [name, ANY]));
}

/** Reads a file of rule tests. What is wrong becomes faults of the file, and what is not is still read. */
export function readRuleTests(file: YamlFile): RuleTest[] {
  return file.contents.flatMap((content) => {
    const document = file.read(content, DOCUMENT, "a document of rule tests")?.values;
    const lineages = readLineages(file, document?.lineages);
    return (document?.rule_tests ?? []).flatMap((test) => readTest(file, test, lineages) ?? []);
  });
}

function readLineages(file: YamlFile, node: Node | undefined): Lineages {
  const lineages: Lineages = new Map();
  const entries = node === undefined ? undefined : new ShapeReader<Node>(file).entries(node, "lineages");
  for (const [name, { key, value }] of entries ?? []) {
    const lineage = value === undefined ? undefined : readLineage(file, value, lineages);
    if (value === undefined) file.fault(key, "missing-key", `the lineage "${name}" is empty`);
    if (lineage !== undefined) lineages.set(name, lineage);
  }
  return lineages;
}

function readTest(file: YamlFile, node: Node, lineages: Lineages): RuleTest | undefined {
  const test = file.read(node, TEST, "a rule test");
  if (test === undefined) return undefined;
  const { rule, must_match = [], must_not_match = [] } = test.values;
  const cases = [
    ...must_match.map((item) => readCase(file, item, "match", lineages)),
    ...must_not_match.map((item) => readCase(file, item, "no match", lineages)),
  ];
  if (cases.length === 0) file.fault(node, "missing-key", "a rule test needs must_match or must_not_match");
  return rule === undefined ? undefined : { file: file.source.name, rule, cases, ...test.placeOf("rule") };
}

/** An event, or a list of some. */
function readCase(file: YamlFile, node: Node, expected: RuleCase["expected"], lineages: Lineages): RuleCase {
  const nodes = file.itemsOf(node) ?? [node];
  if (nodes.length === 0) file.fault(node, "wrong-value", "there is no event in this list");
  const reader = new JsonEventReader();
  const events = nodes.flatMap((event) => readEvent(file, event, lineages, reader) ?? []);
  return { expected, events, ...file.placeOf(node) };
}

function readEvent(
  file: YamlFile,
  node: Node,
  lineages: Lineages,
  reader: JsonEventReader,
): Event | undefined {
  const event = file.read(node, EVENT, "an event")?.values;
  if (event?.event_type === undefined || !checkPayload(file, event)) return undefined;
  const { process } = event;
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
function checkPayload(file: YamlFile, event: ValueOf<typeof EVENT, Node>["values"]): boolean {
  const { event_type: kind = "", payload } = event;
  if (payload === undefined || !isEventKind(kind) || !isMap(file.resolve(payload))) return true;
  return file.read(payload, payloadOf(kind), "a payload") !== undefined;
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
    const { exec_path, argv = [] } = file.read(given, PROGRAM, "a program")?.values ?? {};
    if (exec_path === undefined) return undefined;
    // The reader of events looks at what the others are.
    const others = plain(file, node) as Readonly<Record<string, unknown>>;
    return [{ file_path: exec_path, ...others, exec_path, argv }];
  }
  const text = file.read(given, TEXT.shape, "a program");
  const images = text === undefined ? undefined : parseLineage(text, lineages);
  return typeof images === "string" ? file.fault(given, "wrong-value", images) : images;
}

function processOf(lineage: readonly PlainImage[]): unknown {
  const [process, ...ancestors] = lineage.toReversed();
  return { ...process, ancestors };
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
