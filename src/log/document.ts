import { BLIND_SPOTS, type BlindSpot } from "../kinds/blind-spot.ts";
import { type RecordKind, WATCHED_KIND_NAMES, type WatchedKind } from "../kinds/index.ts";
import { asObject, type Json, parseObject } from "../shape/json.ts";
import { type DocumentMember, type DocumentShape, START, TRAILER } from "./format.ts";

/** What became of the records of one kind. */
export interface RecordCounts {
  readonly seen: number;
  readonly written: number;
  readonly dropped: number;
}

interface ValueOfType {
  readonly text: string;
  readonly integer: number;
  readonly flag: boolean;
  readonly nanoseconds: bigint;
  readonly texts: readonly string[];
  readonly layouts: Json;
  readonly counts: Readonly<Partial<Record<RecordKind, RecordCounts>>>;
  readonly numbers: Readonly<Partial<Record<BlindSpot, number>>>;
}

type ValueOf<M extends DocumentMember> = M extends { type: "word"; of: readonly (infer W)[] }
  ? W
  : M extends { type: "words"; of: readonly (infer W)[] }
    ? Readonly<Partial<Record<WatchedKind, W>>>
    : M extends { type: infer T extends keyof ValueOfType }
      ? ValueOfType[T]
      : never;

type DocumentOf<S extends DocumentShape> = { readonly [N in keyof S]: ValueOf<S[N]> };

/** The first block of a log; its members are told in format.ts. */
export type LogStart = DocumentOf<typeof START>;

/** The last block of a log. */
export type Trailer = DocumentOf<typeof TRAILER>;

/** A document as it was read, or what is wrong with it: all of it, in words. */
export type ReadDocument<T> = { readonly value: T } | { readonly wrong: string };

/** Reads the text of a start block. Members that format.ts does not name are passed over. */
export function parseStart(text: string): ReadDocument<LogStart> {
  return parseDocument(text, START, []);
}

/** Reads the text of a trailer, which has counts for each kind that the log has layouts of, and for no other. */
export function parseTrailer(text: string, kinds: readonly RecordKind[]): ReadDocument<Trailer> {
  return parseDocument(text, TRAILER, kinds);
}

function parseDocument<S extends DocumentShape>(
  text: string,
  shape: S,
  kinds: readonly RecordKind[],
): ReadDocument<DocumentOf<S>> {
  const json = parseObject(text);
  if (json === undefined) return { wrong: "it is no JSON object, or one that is nested too deep" };
  const read = Object.entries(shape).map(
    ([name, member]) => [name, readMember(member, json[name], kinds)] as const,
  );
  const wrong = read.filter(([, value]) => value === undefined).map(([name]) => name);
  if (wrong.length > 0)
    return { wrong: `${wrong.join(", ")} ${wrong.length === 1 ? "is" : "are"} not as told in the format` };
  // Each member was read as its shape says, which the compiler cannot follow.
  return { value: Object.fromEntries(read) as DocumentOf<S> };
}

/** The value of a member; undefined where it is missing or of another form. */
function readMember(member: DocumentMember, value: unknown, kinds: readonly RecordKind[]): unknown {
  switch (member.type) {
    case "text":
      return typeof value === "string" ? value : undefined;
    case "integer":
      return isCount(value) ? value : undefined;
    case "flag":
      return typeof value === "boolean" ? value : undefined;
    case "nanoseconds":
      return typeof value === "string" && /^-?\d{1,20}$/.test(value) ? BigInt(value) : undefined;
    case "texts":
      return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
    case "layouts":
      return asObject(value);
    case "word":
      return typeof value === "string" && member.of.includes(value) ? value : undefined;
    case "words":
      return readEach(value, WATCHED_KIND_NAMES, (word) =>
        typeof word === "string" && member.of.includes(word) ? word : undefined,
      );
    case "counts":
      return hasExactly(value, kinds) ? readEach(value, kinds, readCounts) : undefined;
    case "numbers":
      return readEach(value, BLIND_SPOTS, (number) => (isCount(number) ? number : undefined));
  }
}

/**
 * A value for each of some names. What is missing stays so, for an older version did not know it; what is there has to
 * be right.
 */
function readEach<N extends string, T>(
  value: unknown,
  names: readonly N[],
  read: (value: unknown) => T | undefined,
): Partial<Record<N, T>> | undefined {
  const object = asObject(value);
  if (object === undefined) return undefined;
  const values: Partial<Record<N, T>> = {};
  for (const name of names) {
    if (!Object.hasOwn(object, name)) continue;
    const one = read(object[name]);
    if (one === undefined) return undefined;
    values[name] = one;
  }
  return values;
}

/** True for an object that has each of some names, and no other. */
function hasExactly(value: unknown, names: readonly string[]): boolean {
  const given = Object.keys(asObject(value) ?? {});
  return given.length === names.length && given.every((name) => names.includes(name));
}

function readCounts(value: unknown): RecordCounts | undefined {
  const { seen, written, dropped } = asObject(value) ?? {};
  return isCount(seen) && isCount(written) && isCount(dropped) ? { seen, written, dropped } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
