import { type Checker, typeName } from "./check.ts";
import type { Node } from "./parse.ts";
import type { BoolTree, Place, ScalarTree } from "./tree.ts";

/** `!`. */
export function checkNegation(checker: Checker, node: Node, place: Place): BoolTree | undefined {
  const operand = checker.bool(node, '"!" takes');
  return operand && { op: "not", type: "bool", operand, place };
}

/** A chain such as a || b || c is one level, however long: the parser nests it to the left. */
export function checkChain(checker: Checker, node: Node, operator: "&&" | "||"): BoolTree | undefined {
  const nodes: Node[] = [];
  let rest = node;
  while (rest.op === operator) {
    nodes.push(rest.args[1]);
    rest = rest.args[0];
  }
  nodes.push(rest);
  const op = operator === "&&" ? "and" : "or";
  const place = { start: node.start, end: node.end };
  const operands: BoolTree[] = [];
  let isSound = true;
  for (const each of nodes.reverse()) {
    const operand = checker.bool(each, `"${operator}" takes`);
    if (operand === undefined) isSound = false;
    else if (operand.op === op) for (const inner of operand.operands) operands.push(inner);
    else operands.push(operand);
  }
  return isSound ? { op, type: "bool", operands, place } : undefined;
}

/** The ternary, whose branches have one type. */
export function checkChoice(
  checker: Checker,
  [testNode, yesNode, noNode]: readonly [Node, Node, Node],
  place: Place,
): ScalarTree | undefined {
  const test = checker.bool(testNode, '"?" takes');
  const yes = checker.scalar(yesNode, '"?:" gives');
  const no = checker.scalar(noNode, '"?:" gives');
  if (test === undefined || yes === undefined || no === undefined) return undefined;
  if (yes.type === "string" && no.type === "string") {
    return { op: "choose", type: "string", test, yes, no, place };
  }
  if (yes.type === "int" && no.type === "int") {
    return { op: "choose", type: "int", test, yes, no, place };
  }
  if (yes.type === "bool" && no.type === "bool") {
    return { op: "choose", type: "bool", test, yes, no, place };
  }
  const message = `the branches of "?:" are ${typeName(yes)} and ${typeName(no)}`;
  return checker.fail(noNode.start, "condition-type", message);
}
