import type { ScalarValue } from "./compare.ts";
import { printTree } from "./print.ts";
import { type BoolTree, isScalar, type ListTree, partsOfTree, type ScalarTree, type Tree } from "./tree.ts";
import { type Bindings, bindingsWith, boolValue, type Item, listValue, scalarValue } from "./value.ts";

/** A part of a condition with what it came to, and the parts that tell why. */
export interface Explanation {
  readonly tree: ScalarTree | ListTree;
  readonly value: ScalarValue | readonly Item[];
  /** Of an `exists`: how many elements there were, and the first that made it true. */
  readonly elements?: { readonly count: number; readonly first: Element | undefined };
  readonly parts: readonly Explanation[];
}

/** An element of a list, with its place in it from 0. */
export interface Element {
  readonly place: number;
  readonly item: Item;
}

/** Tells the value of a condition and of its parts, also of those that did not need to be asked. */
export function explain(tree: BoolTree, bindings: Bindings): Explanation {
  const value = boolValue(tree, bindings);
  switch (tree.op) {
    case "and":
    case "or":
      return { tree, value, parts: tree.operands.map((operand) => explain(operand, bindings)) };
    case "not":
      return { tree, value, parts: [explain(tree.operand, bindings)] };
    case "choose": {
      const test = explain(tree.test, bindings);
      return { tree, value, parts: [test, explain(test.value === true ? tree.yes : tree.no, bindings)] };
    }
    case "exists":
      return explainExists(tree, bindings);
    case "literal":
    case "variable":
    case "field":
    case "member":
      return { tree, value, parts: [] };
    default:
      return { tree, value, parts: readsIn(partsOfTree(tree), bindings, new Set()) };
  }
}

function explainExists(tree: Extract<BoolTree, { op: "exists" }>, bindings: Bindings): Explanation {
  const items = listValue(tree.list, bindings);
  const list = readsIn([tree.list], bindings, new Set());
  for (const [place, item] of items.entries()) {
    const at = bindingsWith(bindings, tree.variable, item);
    if (!boolValue(tree.predicate, at)) continue;
    const elements = { count: items.length, first: { place, item } };
    return { tree, value: true, elements, parts: [...list, explain(tree.predicate, at)] };
  }
  const others = readsIn([tree.predicate], bindings, new Set([tree.variable]));
  const elements = { count: items.length, first: undefined };
  return { tree, value: false, elements, parts: [...list, ...others] };
}

/** What parts read of the event, each once; nothing of what depends on a variable that has no value here. */
function readsIn(trees: readonly Tree[], bindings: Bindings, unknown: ReadonlySet<string>): Explanation[] {
  const reads = new Map<string, Explanation>();
  for (const tree of trees.flatMap((part) => readParts(part, unknown))) {
    const value = isScalar(tree) ? scalarValue(tree, bindings) : listValue(tree, bindings);
    reads.set(printTree(tree), { tree, value, parts: [] });
  }
  return [...reads.values()];
}

function readParts(tree: Tree, unknown: ReadonlySet<string>): (ScalarTree | ListTree)[] {
  switch (tree.op) {
    case "field":
      return tree.type === "process" ? [] : [tree];
    case "member":
      return isOf(tree, unknown) ? [] : [tree];
    case "variable":
      return tree.type === "ancestor" || unknown.has(tree.name) ? [] : [tree];
    case "exists": {
      const inner = new Set([...unknown, tree.variable]);
      return [...readParts(tree.list, unknown), ...readParts(tree.predicate, inner)];
    }
    default:
      return partsOfTree(tree).flatMap((part) => readParts(part, unknown));
  }
}

function isOf(tree: Tree, unknown: ReadonlySet<string>): boolean {
  if (tree.op === "variable") return unknown.has(tree.name);
  return tree.op === "member" && isOf(tree.of, unknown);
}
