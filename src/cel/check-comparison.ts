import type { Checker } from "./check.ts";
import { equals, isIn, listEquals, type Ordering, ordered, sum } from "./compare.ts";
import { not } from "./logic.ts";
import { type Node, offsetAfter } from "./parse.ts";
import {
  type BoolValue,
  type IntValue,
  isScalar,
  type ScalarList,
  type ScalarValue,
  typeName,
  type Value,
} from "./value.ts";

type Operands = readonly [Node, Node];

/** `==` and `!=`, of two values or two lists of one type. */
export function checkEquality<I>(
  checker: Checker<I>,
  operator: "==" | "!=",
  [leftNode, rightNode]: Operands,
): BoolValue<I> | undefined {
  const left = comparable(checker, leftNode, operator);
  const right = comparable(checker, rightNode, operator);
  if (left === undefined || right === undefined) return undefined;
  let equal: BoolValue<I>;
  if (isScalar(left) && isScalar(right) && left.type === right.type) equal = equals(left, right);
  else if (left.type === "list" && right.type === "list" && agree(left, right))
    equal = listEquals(left, right);
  else return mismatch(checker, left, right, rightNode);
  return operator === "==" ? equal : not(equal);
}

/** `<`, `<=`, `>` and `>=`, of two values of one type. */
export function checkOrdering<I>(
  checker: Checker<I>,
  operator: Ordering,
  [leftNode, rightNode]: Operands,
): BoolValue<I> | undefined {
  const left = checker.scalar(leftNode, `"${operator}" compares`);
  const right = checker.scalar(rightNode, `"${operator}" compares`);
  if (left === undefined || right === undefined) return undefined;
  if (left.type !== right.type) return mismatch(checker, left, right, rightNode);
  return ordered(operator, left, right);
}

/** `in`, of a value and a list of its type. */
export function checkIn<I>(checker: Checker<I>, [valueNode, listNode]: Operands): BoolValue<I> | undefined {
  const value = checker.scalar(valueNode, '"in" looks for');
  const list = checker.value(listNode);
  if (value === undefined || list === undefined) return undefined;
  if (list.type !== "list") {
    const message = `"in" takes a list on its right, and this is ${typeName(list)}`;
    return checker.fail(listNode.start, "condition-type", message);
  }
  if (list.element === "ancestor" || (list.element !== value.type && list.element !== "none")) {
    const message = `"in" looks for ${typeName(value)} in ${typeName(list)}`;
    return checker.fail(listNode.start, "condition-type", message);
  }
  return isIn(value, list);
}

/** `+` and `-`, which only correlations have. */
export function checkSum<I>(
  checker: Checker<I>,
  operator: "+" | "-",
  [leftNode, rightNode]: Operands,
): IntValue<I> | undefined {
  if (checker.context.language === "event") {
    return checker.notAllowed(offsetAfter(checker.context.source, leftNode), `"${operator}"`);
  }
  const left = int(checker, leftNode, operator);
  const right = int(checker, rightNode, operator);
  return left && right && sum(operator, left, right);
}

function int<I>(checker: Checker<I>, node: Node, operator: string): IntValue<I> | undefined {
  const value = checker.value(node);
  if (value === undefined || value.type === "int") return value;
  const message = `"${operator}" takes an int, and this is ${typeName(value)}`;
  return checker.fail(node.start, "condition-type", message);
}

function comparable<I>(
  checker: Checker<I>,
  node: Node,
  operator: string,
): ScalarValue<I> | ScalarList<I> | undefined {
  const value = checker.value(node);
  if (value === undefined || isScalar(value)) return value;
  if (value.type === "list" && value.element !== "ancestor") return value;
  const message = `"${operator}" cannot compare ${typeName(value)}; ask for one of its fields`;
  return checker.fail(node.start, "condition-type", message);
}

function agree<I>(left: ScalarList<I>, right: ScalarList<I>): boolean {
  return left.element === right.element || left.element === "none" || right.element === "none";
}

function mismatch<I>(checker: Checker<I>, left: Value<I>, right: Value<I>, rightNode: Node): undefined {
  const message = `${typeName(left)} cannot be compared with ${typeName(right)}`;
  return checker.fail(rightNode.start, "condition-type", message);
}
