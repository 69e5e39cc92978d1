import { checkCondition } from "../../src/cel/check.ts";
import type { CheckContext } from "../../src/cel/checker.ts";
import { namesOf } from "../../src/cel/names.ts";
import type { BoolTree } from "../../src/cel/tree.ts";
import { fold } from "../../src/events/text.ts";
import type { Field } from "../../src/kinds/value.ts";
import { LISTS } from "./condition-part.ts";

/** Fields of every type that a payload can have, also of those that no kind has yet. */
export const EVERY_TYPE: readonly Field[] = (
  [
    ["name", "string"],
    ["path", "path"],
    ["ip", "address"],
    ["size", "int"],
    ["is_new", "bool"],
    ["words", "list of strings"],
    ["target", "process"],
    ["parents", "list of ancestors"],
  ] as const
).map(([name, type]) => ({ name, type, doc: "", example: "" }));

/** The lists that conditions over these fields can name. */
export const NAMED_LISTS = new Map([
  ["tools", ["/npm", "/pip"]],
  ["empty", []],
]);

const CONTEXT: CheckContext = { language: "event", names: namesOf(EVERY_TYPE, NAMED_LISTS) };

/** The same with the lists of random conditions. */
export const RANDOM_CONTEXT: CheckContext = {
  language: "event",
  names: namesOf(EVERY_TYPE, new Map(Object.entries(LISTS).map(([name, items]) => [name, items.map(fold)]))),
};

/** The tree of a condition over these fields, or over those of another context. */
export function treeOf(condition: string, context = CONTEXT): BoolTree {
  const checked = checkCondition(condition, context);
  if ("tree" in checked) return checked.tree;
  throw new Error(`${condition}: ${checked.faults.map(({ message }) => message).join("; ")}`);
}
