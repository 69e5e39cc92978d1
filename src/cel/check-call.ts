import { suggestion } from "../shape/nearest.ts";
import { type Checker, typeName, type VariableAt } from "./checker.ts";
import { parseIpRange } from "./ip-range.ts";
import { type AstNode, offsetAfter } from "./parse.ts";
import { type BoolTree, isList, type ListTree, type Span, TEXT_METHODS, type TextMethod } from "./tree.ts";

const FUNCTIONS = ["inIpRange"];
const METHODS = [...TEXT_METHODS, "exists"];

/** CEL has these, and conditions do not: to say so is of more use than to name another. */
const REFUSED = ["matches", "size", "has", "all", "exists_one", "filter", "map"];

/** A call without a receiver: only `inIpRange`. */
export function checkCall(
  checker: Checker,
  [name, args]: readonly [string, readonly AstNode[]],
  span: Span,
): BoolTree | undefined {
  const { start } = span;
  if (checker.context.language === "correlation") return checker.notAllowed(start, `${name}()`);
  if (name === "inIpRange") return checkInIpRange(checker, args, span);
  if (METHODS.includes(name)) {
    return checker.fail(start, "condition-type", `${name} is written after a value: value.${name}(…)`);
  }
  return refuse(checker, name, FUNCTIONS, "function", start);
}

/** A call on a receiver: a string method, or `exists`. */
export function checkMethod(
  checker: Checker,
  [name, receiver, args]: readonly [string, AstNode, readonly AstNode[]],
  span: Span,
): BoolTree | undefined {
  const offset = offsetAfter(checker.context.source, receiver);
  if (checker.context.language === "correlation") return checker.notAllowed(offset, `${name}()`);
  if (name === "exists") return checkExists(checker, receiver, args, offset, span);
  const method = TEXT_METHODS.find((known) => known === name);
  if (method !== undefined) return checkTextMethod(checker, method, receiver, args, offset, span);
  return refuse(checker, name, METHODS, "method", offset);
}

function checkTextMethod(
  checker: Checker,
  method: TextMethod,
  receiver: AstNode,
  args: readonly AstNode[],
  offset: number,
  span: Span,
): BoolTree | undefined {
  const text = checker.string(receiver, `${method} is asked of`);
  const [argument, ...more] = args;
  if (argument === undefined || more.length > 0) {
    return checker.fail(offset, "condition-type", `${method} takes one string`);
  }
  const part = checker.string(argument, `${method} takes`);
  return text && part && { op: "text", type: "bool", method, text, part, span };
}

function checkExists(
  checker: Checker,
  receiver: AstNode,
  args: readonly AstNode[],
  offset: number,
  span: Span,
): BoolTree | undefined {
  const list = checkedList(checker, receiver);
  const [name, predicateNode, ...more] = args;
  if (name?.op !== "id" || predicateNode === undefined || more.length > 0) {
    return checker.fail(offset, "condition-type", "exists takes a name and a condition: exists(x, x == …)");
  }
  if (list === undefined) return undefined;
  const variable = name.args;
  const inner = checker.withVariable(variable, variableOver(list, variable));
  const predicate = inner.bool(predicateNode, "exists takes");
  return predicate && { op: "exists", type: "bool", list, variable, predicate, span };
}

function checkedList(checker: Checker, node: AstNode): ListTree | undefined {
  const value = checker.value(node);
  if (value === undefined || isList(value)) return value;
  return checker.fail(
    node.start,
    "condition-type",
    `exists is asked of a list, and this is ${typeName(value)}`,
  );
}

function variableOver({ type }: ListTree, name: string): VariableAt {
  switch (type) {
    case "list of strings":
    case "empty list":
      return (span) => ({ op: "variable", type: "string", name, span });
    case "list of ints":
      return (span) => ({ op: "variable", type: "int", name, span });
    case "list of bools":
      return (span) => ({ op: "variable", type: "bool", name, span });
    case "list of ancestors":
      return (span) => ({ op: "variable", type: "ancestor", name, span });
  }
}

function checkInIpRange(checker: Checker, args: readonly AstNode[], span: Span): BoolTree | undefined {
  const [ipNode, rangeNode, ...more] = args;
  if (ipNode === undefined || rangeNode === undefined || more.length > 0) {
    return checker.fail(
      span.start,
      "condition-type",
      'inIpRange takes an address and a range: (remote_ip, "10.0.0.0/8")',
    );
  }
  const ip = checker.string(ipNode, "inIpRange takes");
  if (rangeNode.op !== "value" || typeof rangeNode.args !== "string") {
    return checker.fail(rangeNode.start, "invalid-cidr", "the range must be a string literal");
  }
  const range = parseIpRange(rangeNode.args);
  if (range === undefined) {
    const message = `"${rangeNode.args}" is no range such as "10.0.0.0/8" or "2001:db8::/32"`;
    return checker.fail(rangeNode.start, "invalid-cidr", message);
  }
  return ip && { op: "inIpRange", type: "bool", ip, range, span };
}

function refuse(
  checker: Checker,
  name: string,
  known: readonly string[],
  noun: string,
  offset: number,
): undefined {
  if (REFUSED.includes(name)) return checker.notAllowed(offset, name, `allowed: ${known.join(", ")}`);
  return checker.fail(offset, "unknown-name", `unknown ${noun} "${name}": ${suggestion(name, known)}`);
}
