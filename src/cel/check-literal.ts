import { exactOf, fold } from "../events/text.ts";
import { type Checker, typeName } from "./checker.ts";
import { allAlike } from "./exact.ts";
import type { AstNode } from "./parse.ts";
import type { BoolTree, IntTree, ListTree, ScalarTree, Span, StringTree } from "./tree.ts";

type Value = Extract<AstNode, { op: "value" }>["args"];

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;

/** A string, folded as the strings of events are, an int, `true` or `false`. */
export function checkLiteral(checker: Checker, value: Value, span: Span): ScalarTree | undefined {
  const { start } = span;
  if (typeof value === "bigint") return intOf(checker, value, span);
  if (checker.context.language === "correlation") {
    return checker.notAllowed(start, "a literal other than an int");
  }
  if (typeof value === "string") return stringOf(value, span);
  if (typeof value === "boolean") return { op: "literal", type: "bool", value, span };
  if (typeof value === "number") return checker.notAllowed(start, "a number with a fraction");
  if (value === null) return checker.notAllowed(start, "null", "every field always has a value");
  return checker.notAllowed(start, value instanceof Uint8Array ? "a bytes literal" : "an unsigned int");
}

function stringOf(given: string, span: Span): StringTree {
  const [value, exact] = [fold(given), exactOf(given)];
  return { op: "literal", type: "string", value, ...(exact !== value && { exact }), span };
}

/** `-` belongs to the literal after it; of anything else there is no negative. */
export function checkNegative(checker: Checker, operand: AstNode, span: Span): ScalarTree | undefined {
  if (operand.op === "value" && typeof operand.args === "bigint") {
    return intOf(checker, -operand.args, span);
  }
  return checker.notAllowed(
    span.start,
    '"-" before anything but an int literal',
    "a text is written in quotes",
  );
}

/** A list literal, of elements of one type. */
export function checkList(checker: Checker, nodes: readonly AstNode[], span: Span): ListTree | undefined {
  if (checker.context.language === "correlation") return checker.notAllowed(span.start, "a list");
  const items: ScalarTree[] = [];
  for (const node of nodes) {
    const item = checker.scalar(node, "an element of a list is");
    if (item === undefined) continue;
    const [first] = items;
    if (first === undefined || first.type === item.type) {
      items.push(item);
    } else {
      const message = `the list begins with ${typeName(first)}, and this is ${typeName(item)}`;
      checker.fail(node.start, "condition-type", message);
    }
  }
  return items.length === nodes.length ? listOf(checker, items, nodes, span) : undefined;
}

function listOf(
  checker: Checker,
  items: readonly ScalarTree[],
  nodes: readonly AstNode[],
  span: Span,
): ListTree | undefined {
  switch (items[0]?.type) {
    case undefined:
      return { op: "list", type: "empty list", items: [], span };
    case "string": {
      const parts = nodes.flatMap((node, place) => {
        const tree = items[place];
        return tree?.type === "string" ? [{ tree, node }] : [];
      });
      const strings = allAlike(checker, parts);
      return strings && { op: "list", type: "list of strings", items: strings, span };
    }
    case "int":
      return { op: "list", type: "list of ints", items: items.filter(isIntTree), span };
    case "bool":
      return { op: "list", type: "list of bools", items: items.filter(isBoolTree), span };
  }
}

function isIntTree(tree: ScalarTree): tree is IntTree {
  return tree.type === "int";
}

function isBoolTree(tree: ScalarTree): tree is BoolTree {
  return tree.type === "bool";
}

/** The parser does not look at the 64 bits that CEL's ints have. */
function intOf(checker: Checker, int: bigint, span: Span): IntTree | undefined {
  if (int < MIN_INT || int > MAX_INT) {
    return checker.fail(span.start, "int-out-of-range", "the int does not fit into 64 bits, with sign");
  }
  const value = Number.isSafeInteger(Number(int)) ? Number(int) : int;
  return { op: "literal", type: "int", value, span };
}
