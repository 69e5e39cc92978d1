import type { Ancestor } from "../../events/event.ts";
import type { Text } from "../../events/text.ts";
import { settle } from "./memo.ts";
import type { BoolValue, Int, ListValue, Read, Root, Value } from "./value.ts";

/** How many elements a list of an event is taken to have, for the weight of what looks through it. */
const USUAL_ELEMENTS = 8;

/** The variable of an `exists`: its value for the predicate, and the place that the loop fills. */
export interface LoopVariable<I> {
  readonly value: Value<I>;
  /** Runs the predicate over the list. */
  readonly exists: (predicate: BoolValue<I>) => BoolValue<I>;
}

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
      return {
        value: { type: "string", read, roots: new Set([root]), weight: 0 },
        exists: (predicate) => some(list, list.read, cell, [root], predicate),
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
    case "ancestor": {
      const cell: Cell<Ancestor> = { current: NO_ANCESTOR };
      const root: Root<I> = { read: undefined };
      const pathRoot: Root<I> = { read: () => cell.current.exec_path.folded };
      return {
        value: ancestorValue(cell, root, pathRoot),
        exists: (predicate) => some(list, list.read, cell, [root, pathRoot], predicate),
      };
    }
    case "none":
      return {
        value: { type: "string", read: () => "", roots: new Set(), weight: 0 },
        exists: () => ({ type: "bool", read: () => false, roots: new Set(), weight: 0 }),
      };
  }
}

const NO_TEXT: Text = { raw: "", folded: "" };
const NO_ANCESTOR: Ancestor = { exec_path: NO_TEXT, argv: [], descendants: [] };

function ancestorValue<I>(cell: Cell<Ancestor>, root: Root<I>, pathRoot: Root<I>): Value<I> {
  const path = () => cell.current.exec_path.folded;
  const roots = new Set([root]);
  return {
    type: "object",
    noun: "field",
    members: new Map<string, Value<I>>([
      ["exec_path", { type: "string", read: path, roots: new Set([pathRoot]), weight: 0 }],
      ["argv", { type: "list", element: "string", read: () => cell.current.argv, roots, weight: 0 }],
      [
        "descendants",
        { type: "list", element: "ancestor", read: () => cell.current.descendants, roots, weight: 0 },
      ],
    ]),
  };
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
