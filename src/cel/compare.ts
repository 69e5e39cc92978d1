import type { Int, Ordering } from "./tree.ts";

export type ScalarValue = string | boolean | Int;

/** `==` of two values of one type; a number and a bigint, which both are ints, are never `===`. */
export function same(a: ScalarValue, b: ScalarValue): boolean {
  return a === b || (typeof a !== typeof b && a >= b && a <= b);
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
