import type { Checker } from "./check.ts";
import { boolLiteral, intLiteral, listLiteral, stringLiteral } from "./literal.ts";
import type { Node } from "./parse.ts";
import { type ListValue, type ScalarValue, typeName } from "./value.ts";

type Literal = Extract<Node, { op: "value" }>["args"];

/** A string, an int, `true` or `false`. */
export function checkLiteral<I>(
  checker: Checker<I>,
  literal: Literal,
  offset: number,
): ScalarValue<I> | undefined {
  if (typeof literal === "bigint") return intOf(checker, literal, offset);
  if (checker.context.language === "correlation") {
    return checker.notAllowed(offset, "a literal other than an int");
  }
  if (typeof literal === "string") return stringLiteral(literal);
  if (typeof literal === "boolean") return boolLiteral(literal);
  if (typeof literal === "number") return checker.notAllowed(offset, "a number with a fraction");
  if (literal === null) return checker.notAllowed(offset, "null", "every field always has a value");
  return checker.notAllowed(offset, literal instanceof Uint8Array ? "a bytes literal" : "an unsigned int");
}

/** `-` belongs to the literal after it; of anything else there is no negative. */
export function checkNegative<I>(
  checker: Checker<I>,
  operand: Node,
  offset: number,
): ScalarValue<I> | undefined {
  if (operand.op === "value" && typeof operand.args === "bigint") {
    return intOf(checker, -operand.args, offset);
  }
  return checker.notAllowed(offset, '"-" before anything but an int literal');
}

/** A list literal. */
export function checkList<I>(
  checker: Checker<I>,
  items: readonly Node[],
  offset: number,
): ListValue<I> | undefined {
  if (checker.context.language === "correlation") return checker.notAllowed(offset, "a list");
  const elements: ScalarValue<I>[] = [];
  for (const item of items) {
    const element = checker.scalar(item, "an element of a list is");
    if (element === undefined) continue;
    const [first] = elements;
    if (first === undefined || first.type === element.type) {
      elements.push(element);
    } else {
      const message = `the list begins with ${typeName(first)}, and this is ${typeName(element)}`;
      checker.fail(item.start, "condition-type", message);
    }
  }
  return elements.length === items.length ? listLiteral(elements) : undefined;
}

function intOf<I>(checker: Checker<I>, int: bigint, offset: number): ScalarValue<I> | undefined {
  return (
    intLiteral(int) ??
    checker.fail(offset, "int-out-of-range", "the int does not fit into 64 bits, with sign")
  );
}
