import { BLIND_SPOTS, type BlindSpot } from "../kinds/blind-spot.ts";
import { type RecordKind, WATCHED_KIND_NAMES, type WatchedKind } from "../kinds/index.ts";
import { checkJson, type Json, parseObject } from "../shape/json.ts";
import type { KeyShape, Shape } from "../shape/shape.ts";
import { type DocumentMember, type DocumentShape, START, TRAILER } from "./format.ts";

/** What became of the records of one kind. */
export interface RecordCounts {
  readonly seen: number;
  readonly written: number;
  readonly dropped: number;
}

interface ValueOfMemberType {
  readonly text: string;
  readonly integer: number;
  readonly flag: boolean;
  readonly nanoseconds: bigint;
  readonly texts: readonly string[];
  readonly layouts: Json;
  readonly counts: Readonly<Partial<Record<RecordKind, RecordCounts>>>;
  readonly numbers: Readonly<Partial<Record<BlindSpot, number>>>;
}

type DocumentValue<M extends DocumentMember> = M extends { type: "word"; of: readonly (infer W)[] }
  ? W
  : M extends { type: "words"; of: readonly (infer W)[] }
    ? Readonly<Partial<Record<WatchedKind, W>>>
    : M extends { type: infer T extends keyof ValueOfMemberType }
      ? ValueOfMemberType[T]
      : never;

type DocumentOf<S extends DocumentShape> = { readonly [N in keyof S]: DocumentValue<S[N]> };

/**
 * The first block of a log; its members are told in format.ts. `masked` is true where its secrets were masked since the
 * collector has written it.
 */
export type LogStart = DocumentOf<typeof START> & { readonly masked?: true };

/** The last block of a log. */
export type Trailer = DocumentOf<typeof TRAILER>;

/** A document as it was read, or what is wrong with it: all of it, in words. */
export type ReadDocument<T> = { readonly value: T } | { readonly wrong: string };

/** Reads the text of a start block. Members that format.ts does not name are passed over. */
export function parseStart(text: string): ReadDocument<LogStart> {
  const read = parseDocument(text, START, []);
  if ("wrong" in read || parseObject(text)?.masked !== true) return read;
  return { value: { ...read.value, masked: true } };
}

/** Reads the text of a trailer, which has counts for each kind that the log has layouts of, and for no other. */
export function parseTrailer(text: string, kinds: readonly RecordKind[]): ReadDocument<Trailer> {
  return parseDocument(text, TRAILER, kinds);
}

function parseDocument<S extends DocumentShape>(
  text: string,
  members: S,
  kinds: readonly RecordKind[],
): ReadDocument<DocumentOf<S>> {
  const json = parseObject(text);
  if (json === undefined) return { wrong: "it is no JSON object, or one that is nested too deep" };
  const { read, faults } = checkJson(documentShape(members, kinds), json);
  if (faults.length === 0) {
    const values = Object.entries(read as Json).map(([name, value]) => [
      name,
      value instanceof Map ? Object.fromEntries(value) : value,
    ]);
    // Each member was read as its shape says, which the compiler cannot follow.
    return { value: Object.fromEntries(values) as DocumentOf<S> };
  }
  const wrong = Object.keys(members).filter(
    (name) => !Object.hasOwn(json, name) || faults.some(({ path }) => path[0] === name),
  );
  return { wrong: `${wrong.join(", ")} ${wrong.length === 1 ? "is" : "are"} not as told in the format` };
}

const TEXT = { kind: "text" } as const;
const ANY = { kind: "any" } as const;
const COUNT = { kind: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;

const COUNTS: Shape = {
  kind: "object",
  noun: "count",
  others: "passed-over",
  keys: {
    seen: { need: "required", shape: COUNT },
    written: { need: "required", shape: COUNT },
    dropped: { need: "required", shape: COUNT },
  },
};

function documentShape(members: DocumentShape, kinds: readonly RecordKind[]): Shape {
  const keys = Object.entries(members).map(([name, member]): [string, KeyShape] => [
    name,
    { need: "required", shape: memberShape(member, kinds) },
  ]);
  return { kind: "object", noun: "document", others: "passed-over", keys: Object.fromEntries(keys) };
}

function memberShape(member: DocumentMember, kinds: readonly RecordKind[]): Shape {
  switch (member.type) {
    case "text":
      return TEXT;
    case "integer":
      return COUNT;
    case "flag":
      return { kind: "flag" };
    case "nanoseconds":
      return { kind: "bigint" };
    case "texts":
      return { kind: "list", items: TEXT };
    case "layouts":
      return { kind: "map", values: ANY };
    case "word":
      return { kind: "choice", values: member.of };
    case "words":
      return someOf(WATCHED_KIND_NAMES, { kind: "choice", values: member.of });
    case "counts":
      return { kind: "object", noun: "member", keys: keysOf(kinds, "required", COUNTS) };
    case "numbers":
      return someOf(BLIND_SPOTS, COUNT);
  }
}

/** A value for some names. What is missing stays so, for an older version did not know it; what is there has to be right. */
function someOf(names: readonly string[], shape: Shape): Shape {
  return { kind: "object", noun: "member", others: "passed-over", keys: keysOf(names, "optional", shape) };
}

function keysOf(
  names: readonly string[],
  need: KeyShape["need"],
  shape: Shape,
): Readonly<Record<string, KeyShape>> {
  return Object.fromEntries(names.map((name) => [name, { need, shape }]));
}
