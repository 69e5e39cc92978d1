import type { Explanation } from "../cel/explain.ts";
import { printTree } from "../cel/print.ts";
import type { Item } from "../cel/value.ts";
import { visible } from "./visible.ts";

const CONDITION_LIMIT = 300;
const STRING_LIMIT = 200;
/** Of a list; the others are counted. */
const ITEMS_SHOWN = 12;

/** A condition as a tree of its parts, one line each, with what each came to. */
export function explanationLines(explanation: Explanation, indent = ""): string[] {
  return [
    `${indent}${headOf(explanation)}`,
    ...explanation.parts.flatMap((part) => explanationLines(part, `${indent}  `)),
  ];
}

function headOf({ tree, value, elements }: Explanation): string {
  const text = visible(printTree(tree), CONDITION_LIMIT);
  if (typeof value !== "boolean")
    return `${text} is ${typeof value === "object" ? list(value) : shown(value)}`;
  const head = `${value ? "true " : "false"}  ${text}`;
  if (elements === undefined) return head;
  const { count, first } = elements;
  if (first === undefined) return `${head}: none of ${count}`;
  return `${head}: element ${first.place + 1} of ${count} is ${shown(first.item)}`;
}

function list(items: readonly Item[]): string {
  const parts = items.slice(0, ITEMS_SHOWN).map(shown);
  const more = items.length - parts.length;
  return `[${parts.join(", ")}${more > 0 ? `, … and ${more} more` : ""}]`;
}

/** Strings as they are compared, which is folded; of an ancestor its path. */
function shown(item: Item): string {
  if (typeof item === "object") return shown(item.exec_path.folded);
  return typeof item === "string" ? `"${visible(item, STRING_LIMIT)}"` : String(item);
}
