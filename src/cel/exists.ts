import type { Text } from "../events/text.ts";
import { ancestorVariable } from "./ancestor-variable.ts";
import { anyPart } from "./any-part.ts";
import { settle } from "./memo.ts";
import type { BoolValue, Int, ListValue, LoopVariable, Read, Root, StringValue, TextTest } from "./value.ts";

/** How many elements a list of an event is taken to have, for the weight of what looks through it. */
const USUAL_ELEMENTS = 8;

/** What an `exists` is at; each one has its own, since conditions run one at a time. */
interface Cell<T> {
  current: T;
}

/** Makes the variable of an `exists` over a list. */
export function loopVariable<I>(list: ListValue<I>): LoopVariable<I> {
  switch (list.element) {
    case "string": {
      const cell: Cell<Text> = { current: NO_TEXT };
      const read = () => cell.current.folded;
      const root: Root<I> = { read };
      const value: StringValue<I> = { type: "string", read, roots: new Set([root]), weight: 0 };
      return {
        value,
        exists: (predicate) => {
          const test = list.roots.size === 0 ? testOfVariable(predicate, value) : undefined;
          if (test !== undefined && !test.text.roots.has(root)) {
            return anyPart(test.method, test.text, list);
          }
          return some(list, list.read, cell, [root], predicate);
        },
      };
    }
    case "int": {
      const cell: Cell<Int> = { current: 0 };
      const root: Root<I> = { read: undefined };
      return {
        value: { type: "int", read: () => cell.current, roots: new Set([root]), weight: 0 },
        exists: (predicate) => some(list, list.read, cell, [root], predicate),
      };
    }
    case "bool": {
      const cell: Cell<boolean> = { current: false };
      const root: Root<I> = { read: undefined };
      return {
        value: { type: "bool", read: () => cell.current, roots: new Set([root]), weight: 0 },
        exists: (predicate) => some(list, list.read, cell, [root], predicate),
      };
    }
    case "ancestor":
      return ancestorVariable(list);
    case "none":
      return {
        value: { type: "string", read: () => "", roots: new Set(), weight: 0 },
        exists: () => ({ type: "bool", read: () => false, roots: new Set(), weight: 0 }),
      };
  }
}

const NO_TEXT: Text = { raw: "", folded: "" };

/** The comparison that a predicate is, where the variable alone is the part, or is equal to the text. */
function testOfVariable<I>({ test }: BoolValue<I>, variable: StringValue<I>): TextTest<I> | undefined {
  if (test?.part === variable) return test;
  if (test?.method !== "equals" || test.text !== variable) return undefined;
  return { method: "equals", text: test.part, part: variable };
}

function some<I, T>(
  list: ListValue<I>,
  items: Read<I, readonly T[]>,
  cell: Cell<T>,
  own: readonly Root<I>[],
  predicate: BoolValue<I>,
): BoolValue<I> {
  // Over constants, what counts is the string that all of them are compared with: it is remembered whole.
  const isConstant = list.roots.size === 0;
  const test = isConstant ? predicate.read : settle(predicate);
  const roots = new Set([...list.roots, ...predicate.roots]);
  for (const root of own) roots.delete(root);
  return {
    type: "bool",
    read: (input) => {
      for (const item of items(input)) {
        cell.current = item;
        if (test(input)) return true;
      }
      return false;
    },
    roots,
    weight: (isConstant ? Math.max(1, list.weight) : USUAL_ELEMENTS) * Math.max(1, predicate.weight),
  };
}
