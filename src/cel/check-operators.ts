import { type Checker, typeName } from "./checker.ts";
import { alike, allAlike } from "./exact.ts";
import { parseIpRange } from "./ip-range.ts";
import { type AstNode, offsetAfter, sourceOf } from "./parse.ts";
import {
  type BoolTree,
  type Comparison,
  type IntTree,
  isList,
  isScalar,
  type Ordering,
  type ScalarTree,
  type Span,
  type Tree,
  type ValueListTree,
} from "./tree.ts";

type Operands = readonly [AstNode, AstNode];

/** `==` and `!=`, of two values or two lists of one type. */
export function checkEquality(
  checker: Checker,
  operator: "==" | "!=",
  [leftNode, rightNode]: Operands,
  span: Span,
): BoolTree | undefined {
  const left = comparable(checker, leftNode, operator);
  const right = comparable(checker, rightNode, operator);
  if (left === undefined || right === undefined) return undefined;
  if (isScalar(left) && isScalar(right) && left.type === right.type) {
    return comparison(checker, operator, [left, right], [leftNode, rightNode], span);
  }
  if (isList(left) && isList(right) && agree(left, right)) {
    const lists = alike(checker, { tree: left, node: leftNode }, { tree: right, node: rightNode });
    return lists && { op: "compare lists", type: "bool", operator, left: lists[0], right: lists[1], span };
  }
  return mismatch(checker, left, right, [leftNode, rightNode]);
}

/** `<`, `<=`, `>` and `>=`, of two values of one type. */
export function checkOrdering(
  checker: Checker,
  operator: Ordering,
  [leftNode, rightNode]: Operands,
  span: Span,
): BoolTree | undefined {
  const left = checker.scalar(leftNode, `"${operator}" compares`);
  const right = checker.scalar(rightNode, `"${operator}" compares`);
  if (left === undefined || right === undefined) return undefined;
  if (left.type !== right.type) return mismatch(checker, left, right, [leftNode, rightNode]);
  return comparison(checker, operator, [left, right], [leftNode, rightNode], span);
}

function comparison(
  checker: Checker,
  operator: Comparison["operator"],
  [left, right]: readonly [ScalarTree, ScalarTree],
  [leftNode, rightNode]: Operands,
  span: Span,
): BoolTree | undefined {
  if (left.type !== "string" || right.type !== "string") {
    return { op: "compare", type: "bool", operator, left, right, span };
  }
  const sides = alike(checker, { tree: left, node: leftNode }, { tree: right, node: rightNode });
  return sides && { op: "compare", type: "bool", operator, left: sides[0], right: sides[1], span };
}

/** `in`, of a value and a list of its type. */
export function checkIn(checker: Checker, [valueNode, listNode]: Operands, span: Span): BoolTree | undefined {
  const value = checker.scalar(valueNode, '"in" looks for');
  const list = checker.value(listNode);
  if (value === undefined || list === undefined) return undefined;
  if (!isList(list)) {
    const message = `"in" takes a list on its right, and this is ${typeName(list)}`;
    return checker.fail(listNode.start, "condition-type", message + inRemedy(checker, valueNode, listNode));
  }
  const isOfItsType = list.type === `list of ${value.type}s` || list.type === "empty list";
  if (list.type === "list of ancestors" || !isOfItsType) {
    const message = `"in" looks for ${typeName(value)} in ${typeName(list)}`;
    return checker.fail(listNode.start, "condition-type", message);
  }
  if (value.type !== "string") return { op: "in", type: "bool", value, list, span };
  const sides = alike(checker, { tree: value, node: valueNode }, { tree: list, node: listNode });
  return sides && { op: "in", type: "bool", value: sides[0], list: sides[1], span };
}

/** Somebody asks for a range of addresses, or for a part of a text. */
function inRemedy(checker: Checker, valueNode: AstNode, listNode: AstNode): string {
  const { source } = checker.context;
  const [value, text] = [sourceOf(source, valueNode), sourceOf(source, listNode)];
  if (listNode.op !== "value") return `; for a part of a text, write ${text}.contains(${value})`;
  if (typeof listNode.args !== "string") return "";
  if (parseIpRange(listNode.args) !== undefined) return `; for a range, write inIpRange(${value}, ${text})`;
  return `; write ${value} == ${text}, or ${value} in [${text}]`;
}

/** `+` and `-`, which only correlations have. */
export function checkSum(
  checker: Checker,
  operator: "+" | "-",
  [leftNode, rightNode]: Operands,
  span: Span,
): IntTree | undefined {
  if (checker.context.language === "event") {
    const remedy = operator === "+" ? "write the whole text, or use startsWith and endsWith" : undefined;
    return checker.notAllowed(offsetAfter(checker.context.source, leftNode), `"${operator}"`, remedy);
  }
  const left = int(checker, leftNode, operator);
  const right = int(checker, rightNode, operator);
  return left && right && { op: "sum", type: "int", operator, left, right, span };
}

function int(checker: Checker, node: AstNode, operator: string): IntTree | undefined {
  const value = checker.value(node);
  if (value === undefined || value.type === "int") return value;
  const message = `"${operator}" takes an int, and this is ${typeName(value)}`;
  return checker.fail(node.start, "condition-type", message);
}

function comparable(
  checker: Checker,
  node: AstNode,
  operator: string,
): ScalarTree | ValueListTree | undefined {
  const value = checker.value(node);
  if (value === undefined || isScalar(value)) return value;
  if (isList(value) && value.type !== "list of ancestors") return value;
  const message = `"${operator}" cannot compare ${typeName(value)}; ask for one of its fields`;
  return checker.fail(node.start, "condition-type", message);
}

function agree(left: ValueListTree, right: ValueListTree): boolean {
  return left.type === right.type || left.type === "empty list" || right.type === "empty list";
}

function mismatch(checker: Checker, left: Tree, right: Tree, nodes: Operands): undefined {
  const message = `${typeName(left)} cannot be compared with ${typeName(right)}`;
  const remedy = mismatchRemedy(checker, left, right, nodes);
  return checker.fail(nodes[1].start, "condition-type", message + remedy);
}

function mismatchRemedy(checker: Checker, left: Tree, right: Tree, [leftNode, rightNode]: Operands): string {
  const { source } = checker.context;
  const [list, item] = isList(left) ? [leftNode, rightNode] : [rightNode, leftNode];
  if (isList(left) !== isList(right)) {
    return `; to look for one in the list, write ${sourceOf(source, item)} in ${sourceOf(source, list)}`;
  }
  const [known, literal] = right.op === "literal" ? [left, right] : [right, left];
  if (literal.op !== "literal") return "";
  if (known.type === "bool") return "; a bool is asked by its name alone, or by ! before it";
  if (known.type === "int" && /^-?\d+$/.test(String(literal.value)))
    return `; write ${literal.value} without quotes`;
  if (known.type === "string") return `; write "${literal.value}" in quotes`;
  return "";
}

/** `!`. */
export function checkNegation(checker: Checker, node: AstNode, span: Span): BoolTree | undefined {
  const operand = checker.bool(node, '"!" takes');
  return operand && { op: "not", type: "bool", operand, span };
}

/** A chain such as a || b || c is one level, however long: the parser nests it to the left. */
export function checkChain(checker: Checker, node: AstNode, operator: "&&" | "||"): BoolTree | undefined {
  const nodes: AstNode[] = [];
  let rest = node;
  while (rest.op === operator) {
    nodes.push(rest.args[1]);
    rest = rest.args[0];
  }
  nodes.push(rest);
  const op = operator === "&&" ? "and" : "or";
  const span = { start: node.start, end: node.end };
  const operands: BoolTree[] = [];
  let isSound = true;
  for (const each of nodes.reverse()) {
    const operand = checker.bool(each, `"${operator}" takes`);
    if (operand === undefined) isSound = false;
    else if (operand.op === op) for (const inner of operand.operands) operands.push(inner);
    else operands.push(operand);
  }
  return isSound ? { op, type: "bool", operands, span } : undefined;
}

/** The ternary, whose branches have one type. */
export function checkChoice(
  checker: Checker,
  [testNode, yesNode, noNode]: readonly [AstNode, AstNode, AstNode],
  span: Span,
): ScalarTree | undefined {
  const test = checker.bool(testNode, '"?" takes');
  const yes = checker.scalar(yesNode, '"?:" gives');
  const no = checker.scalar(noNode, '"?:" gives');
  if (test === undefined || yes === undefined || no === undefined) return undefined;
  if (yes.type === "string" && no.type === "string") {
    // As yet nobody says what they are compared with.
    const branches = allAlike(checker, [
      { tree: yes, node: yesNode },
      { tree: no, node: noNode },
    ]);
    const [first, second] = branches ?? [];
    return first && second && { op: "choose", type: "string", test, yes: first, no: second, span };
  }
  if (yes.type === "int" && no.type === "int") {
    return { op: "choose", type: "int", test, yes, no, span };
  }
  if (yes.type === "bool" && no.type === "bool") {
    return { op: "choose", type: "bool", test, yes, no, span };
  }
  const message = `the branches of "?:" are ${typeName(yes)} and ${typeName(no)}`;
  return checker.fail(noNode.start, "condition-type", message);
}
