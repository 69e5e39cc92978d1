import { fold, type Text } from "../events/text.ts";
import {
  type BoolValue,
  type Int,
  type IntValue,
  type ListValue,
  type Read,
  rootsOf,
  type ScalarValue,
  type StringValue,
  weightOf,
} from "./value.ts";

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;

/** A string literal, folded as the strings of events are. */
export function stringLiteral<I>(text: string): StringValue<I> {
  const folded = fold(text);
  return { type: "string", read: () => folded, roots: new Set(), weight: 0 };
}

/** An int literal; undefined where it is outside of CEL's 64 bits, which the parser does not look at. */
export function intLiteral<I>(value: bigint): IntValue<I> | undefined {
  if (value < MIN_INT || value > MAX_INT) return undefined;
  const int: Int = Number.isSafeInteger(Number(value)) ? Number(value) : value;
  return { type: "int", read: () => int, roots: new Set(), weight: 0 };
}

/** `true` or `false`. */
export function boolLiteral<I>(value: boolean): BoolValue<I> {
  return { type: "bool", read: () => value, roots: new Set(), weight: 0 };
}

/** A list literal of elements of one type, which the caller has checked. */
export function listLiteral<I>(elements: readonly ScalarValue<I>[]): ListValue<I> {
  const roots = rootsOf(elements);
  const common = { type: "list", roots, weight: elements.length + weightOf(elements) } as const;
  const each = <T>(reads: readonly Read<I, T>[]): Read<I, readonly T[]> => {
    const all: Read<I, readonly T[]> = (input) => reads.map((read) => read(input));
    return roots.size === 0 ? once(all) : all;
  };
  switch (elements[0]?.type) {
    case undefined:
      return { ...common, element: "none", read: () => [] };
    case "string":
      return { ...common, element: "string", read: each(elements.filter(isString).map(textRead)) };
    case "int":
      return { ...common, element: "int", read: each(elements.filter(isInt).map(({ read }) => read)) };
    case "bool":
      return { ...common, element: "bool", read: each(elements.filter(isBool).map(({ read }) => read)) };
  }
}

function isString<I>(value: ScalarValue<I>): value is StringValue<I> {
  return value.type === "string";
}

function isInt<I>(value: ScalarValue<I>): value is IntValue<I> {
  return value.type === "int";
}

function isBool<I>(value: ScalarValue<I>): value is BoolValue<I> {
  return value.type === "bool";
}

function textRead<I>({ read }: StringValue<I>): Read<I, Text> {
  return (input) => {
    const folded = read(input);
    return { raw: folded, folded };
  };
}

function once<I, T>(read: Read<I, T>): Read<I, T> {
  let kept: T | undefined;
  return (input) => {
    kept ??= read(input);
    return kept;
  };
}
