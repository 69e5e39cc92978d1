import type { Text } from "../events/text.ts";
import { anyPart } from "./any-part.ts";
import {
  type BoolValue,
  type Int,
  type IntValue,
  type Read,
  rootsOf,
  type ScalarList,
  type ScalarValue,
  type StringValue,
  weightOf,
} from "./value.ts";

export type Ordering = "<" | "<=" | ">" | ">=";

/** `==` of two values of one type. */
export function equals<I>(left: ScalarValue<I>, right: ScalarValue<I>): BoolValue<I> {
  const a: Read<I, Comparable> = left.read;
  const b: Read<I, Comparable> = right.read;
  const value = compared(left, right, (input) => same(a(input), b(input)));
  if (left.type !== "string" || right.type !== "string") return value;
  return { ...value, test: { method: "equals", text: left, part: right } };
}

/** `==` of two lists of one type of elements: as long, and the same in every place. */
export function listEquals<I>(left: ScalarList<I>, right: ScalarList<I>): BoolValue<I> {
  return compared(left, right, (input) => {
    const [a, b] = [left.read(input), right.read(input)];
    return a.length === b.length && a.every((item, index) => sameElement(item, b[index]));
  });
}

/** `<` and its kin. Strings are ordered by code point, false is less than true. */
export function ordered<I>(operator: Ordering, left: ScalarValue<I>, right: ScalarValue<I>): BoolValue<I> {
  const holds = HOLDS[operator];
  if (left.type === "string" && right.type === "string") {
    const [a, b] = [left.read, right.read];
    return compared(left, right, (input) => holds(compareStrings(a(input), b(input)), 0));
  }
  const a: Read<I, Comparable> = left.read;
  const b: Read<I, Comparable> = right.read;
  return compared(left, right, (input) => holds(a(input), b(input)));
}

/** `in`: an element of the list equals the value. */
export function isIn<I>(value: ScalarValue<I>, list: ScalarList<I>): BoolValue<I> {
  if (value.type === "string" && list.element === "string" && list.roots.size === 0) {
    return anyPart("equals", value, list);
  }
  return compared(value, list, (input) => {
    const wanted = value.read(input);
    for (const item of list.read(input)) if (sameElement(item, wanted)) return true;
    return false;
  });
}

/** `startsWith`, `endsWith` and `contains`. */
export const TEXT_METHODS = {
  startsWith: (text: string, part: string) => text.startsWith(part),
  endsWith: (text: string, part: string) => text.endsWith(part),
  contains: (text: string, part: string) => text.includes(part),
} as const;

export type TextMethod = keyof typeof TEXT_METHODS;

/** A call of a string method. */
export function textMethod<I>(
  method: TextMethod,
  receiver: StringValue<I>,
  argument: StringValue<I>,
): BoolValue<I> {
  const test = TEXT_METHODS[method];
  const [text, part] = [receiver.read, argument.read];
  return {
    ...compared(receiver, argument, (input) => test(text(input), part(input))),
    test: { method, text: receiver, part: argument },
  };
}

/** `+` and `-` of counts. Exact at any size. */
export function sum<I>(operator: "+" | "-", left: IntValue<I>, right: IntValue<I>): IntValue<I> {
  const read: Read<I, Int> =
    operator === "+"
      ? (input) => BigInt(left.read(input)) + BigInt(right.read(input))
      : (input) => BigInt(left.read(input)) - BigInt(right.read(input));
  return { type: "int", read, roots: rootsOf([left, right]), weight: weightOf([left, right]) + 1 };
}

type Comparable = string | boolean | Int;

const HOLDS: Record<Ordering, (a: Comparable, b: Comparable) => boolean> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

function compared<I>(
  left: ScalarValue<I> | ScalarList<I>,
  right: ScalarValue<I> | ScalarList<I>,
  read: Read<I, boolean>,
): BoolValue<I> {
  return { type: "bool", read, roots: rootsOf([left, right]), weight: weightOf([left, right]) + 1 };
}

/** Of one type of CEL; a number and a bigint, which both are ints, are never `===`, but ordered exactly. */
function same(a: Comparable, b: Comparable): boolean {
  return a === b || (typeof a !== typeof b && a >= b && a <= b);
}

/** Elements of lists of strings are Texts; a value that is looked for is a folded string. */
function sameElement(item: Text | Comparable, wanted: Text | Comparable | undefined): boolean {
  return wanted !== undefined && same(plain(item), plain(wanted));
}

function plain(item: Text | Comparable): Comparable {
  return typeof item === "object" ? item.folded : item;
}

/** JavaScript orders strings by UTF-16 unit, which puts U+10000 before U+E000; CEL orders by code point. */
function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const [x, y] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Puts surrogate units, which begin the highest code points, above all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
