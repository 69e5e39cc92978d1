import type { Ancestor, Image } from "../events/event.ts";
import { inherited } from "./inherited.ts";
import { settle } from "./memo.ts";
import type { BoolValue, ListValue, LoopVariable, Root, Value } from "./value.ts";

type AncestorList<I> = Extract<ListValue<I>, { readonly element: "ancestor" }>;

/** How many ancestors an event is taken to have, for the weight of what looks through them. */
const USUAL_ANCESTORS = 8;

const NO_TEXT = { raw: "", folded: "" };
const NO_ANCESTOR: Ancestor = { exec_path: NO_TEXT, argv: [], descendants: [] };

/** Makes the variable of an `exists` over ancestors, or over an ancestor's descendants. */
export function ancestorVariable<I>(list: AncestorList<I>): LoopVariable<I> {
  /** What the loop is at; a predicate that does not ask for descendants needs no more than the image. */
  let image: Image = NO_ANCESTOR;
  let ancestor = NO_ANCESTOR;
  const path = () => image.exec_path.folded;
  const pathRoot: Root<I> = { read: path };
  const argvRoot: Root<I> = { read: undefined };
  const descendantsRoot: Root<I> = { read: undefined };
  const members = new Map<string, Value<I>>([
    ["exec_path", { type: "string", read: path, roots: new Set([pathRoot]), weight: 0 }],
    [
      "argv",
      { type: "list", element: "string", read: () => image.argv, roots: new Set([argvRoot]), weight: 0 },
    ],
    [
      "descendants",
      {
        type: "list",
        element: "ancestor",
        read: () => ancestor.descendants,
        lineage: undefined,
        roots: new Set([descendantsRoot]),
        weight: 0,
      },
    ],
  ]);
  const exists = (predicate: BoolValue<I>): BoolValue<I> => {
    const test = settle(predicate);
    const roots = new Set(predicate.roots);
    const asksForDescendants = roots.delete(descendantsRoot);
    roots.delete(pathRoot);
    roots.delete(argvRoot);
    const common = {
      type: "bool",
      roots: new Set([...list.roots, ...roots]),
      weight: USUAL_ANCESTORS * Math.max(1, predicate.weight),
    } as const;
    if (list.lineage !== undefined && !asksForDescendants && roots.size === 0) {
      const holds = (of: Image, input: I) => {
        image = of;
        return test(input);
      };
      return { ...common, read: inherited(list.lineage, holds) };
    }
    return {
      ...common,
      read: (input) => {
        for (const item of list.read(input)) {
          image = item;
          ancestor = item;
          if (test(input)) return true;
        }
        return false;
      },
    };
  };
  return { value: { type: "object", noun: "field", members }, exists };
}
