import type { Int, Ordering, TextMethod } from "./tree.ts";

export type ScalarValue = string | boolean | Int;

export function isString(value: unknown): value is string {
  return typeof value === "string";
}

export function isBool(value: unknown): value is boolean {
  return typeof value === "boolean";
}

export function isInt(value: unknown): value is Int {
  return typeof value === "number" || typeof value === "bigint";
}

/** `==` of two values of one type; a number and a bigint, which both are ints, are never `===`. */
export function same(a: ScalarValue, b: ScalarValue): boolean {
  return a === b || (typeof a !== typeof b && a >= b && a <= b);
}

/** `==` of two lists: as long, and the same in every place. */
export function sameItems(left: readonly ScalarValue[], right: readonly ScalarValue[]): boolean {
  if (left.length !== right.length) return false;
  return left.every((item, place) => {
    const other = right[place];
    return other !== undefined && same(item, other);
  });
}

/** `<` and its kin, of two values of one type. Strings are ordered by code point, false is less than true. */
export function inOrder(operator: Ordering, a: ScalarValue, b: ScalarValue): boolean {
  if (typeof a === "string" && typeof b === "string") return ORDER[operator](compareStrings(a, b), 0);
  return ORDER[operator](a, b);
}

const ORDER: Readonly<Record<Ordering, (a: ScalarValue, b: ScalarValue) => boolean>> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

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

/** `startsWith`, `endsWith` and `contains`. */
export const TEXT_TESTS = {
  startsWith: (text: string, part: string) => text.startsWith(part),
  endsWith: (text: string, part: string) => text.endsWith(part),
  contains: (text: string, part: string) => text.includes(part),
} as const;

/** Tells whether a text equals, starts with, ends with or contains one of some parts. */
export function anyTextTest(
  method: TextMethod | "equals",
  parts: readonly string[],
): (text: string) => boolean {
  const [first = ""] = parts;
  const isOne = parts.length === 1;
  switch (method) {
    case "equals": {
      if (isOne) return (text) => text === first;
      const all = new Set(parts);
      return (text) => all.has(text);
    }
    case "contains":
      if (isOne) return (text) => text.includes(first);
      return (text) => {
        for (const part of parts) if (text.includes(part)) return true;
        return false;
      };
    case "startsWith":
      return isOne ? (text) => text.startsWith(first) : affixTest("start", parts);
    case "endsWith":
      return isOne ? (text) => text.endsWith(first) : affixTest("end", parts);
  }
}

/** Which end of a text is looked at. */
type Side = "start" | "end";

/**
 * Tells whether a text starts (or ends) with one of many parts, in a binary search instead of a look at each.
 * A part that has another one as its own start is left out: so at most one can fit, and the order finds it.
 */
export function affixTest(side: Side, parts: readonly string[]): (text: string) => boolean {
  const kept: string[] = [];
  for (const part of parts.toSorted((a, b) => order(side, a, b) || a.length - b.length)) {
    const last = kept.at(-1);
    if (last === undefined || order(side, last, part) !== 0) kept.push(part);
  }
  return (text) => {
    let [low, high] = [0, kept.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const place = order(side, kept[middle] ?? "", text);
      if (place === 0) return true;
      if (place < 0) low = middle + 1;
      else high = middle;
    }
    return false;
  };
}

/** Orders a part and a text by their characters from one side; 0 where the text starts (or ends) with the part. */
function order(side: Side, part: string, text: string): number {
  for (let index = 0; index < part.length; index++) {
    if (index >= text.length) return 1;
    const difference =
      side === "start"
        ? part.charCodeAt(index) - text.charCodeAt(index)
        : part.charCodeAt(part.length - 1 - index) - text.charCodeAt(text.length - 1 - index);
    if (difference !== 0) return difference;
  }
  return 0;
}
