import type { Checker } from "./check.ts";
import { TEXT_METHODS, type TextMethod, textMethod } from "./compare.ts";
import { loopVariable } from "./exists.ts";
import { inIpRange, parseIpRange } from "./ip-range.ts";
import { suggestion } from "./nearest.ts";
import { type Node, offsetAfter } from "./parse.ts";
import { type BoolValue, type ListValue, typeName } from "./value.ts";

const FUNCTIONS = ["inIpRange"];
const METHODS = [...Object.keys(TEXT_METHODS), "exists"];

/** CEL has these, and conditions do not: to say so is of more use than to name another. */
const REFUSED = ["matches", "size", "has", "all", "exists_one", "filter", "map"];

/** A call without a receiver: only `inIpRange`. */
export function checkCall<I>(
  checker: Checker<I>,
  [name, args]: readonly [string, readonly Node[]],
  offset: number,
): BoolValue<I> | undefined {
  if (checker.context.language === "correlation") return checker.notAllowed(offset, `${name}()`);
  if (name === "inIpRange") return checkInIpRange(checker, args, offset);
  if (METHODS.includes(name)) {
    return checker.fail(offset, "condition-type", `${name} is written after a value: value.${name}(…)`);
  }
  return refuse(checker, name, FUNCTIONS, "function", offset);
}

/** A call on a receiver: a string method, or `exists`. */
export function checkMethod<I>(
  checker: Checker<I>,
  node: Node,
  [name, receiver, args]: readonly [string, Node, readonly Node[]],
): BoolValue<I> | undefined {
  const offset = offsetAfter(checker.context.source, receiver);
  if (checker.context.language === "correlation") return checker.notAllowed(offset, `${name}()`);
  if (name === "exists") {
    const source = checker.shareable(node);
    const { shared } = checker.context.names;
    if (source === undefined || shared === undefined) return checkExists(checker, receiver, args, offset);
    const known = shared.get(source);
    if (known !== undefined) return known;
    const value = checkExists(checker, receiver, args, offset);
    return value && shared.add(source, value);
  }
  if (isTextMethod(name)) return checkTextMethod(checker, name, receiver, args, offset);
  return refuse(checker, name, METHODS, "method", offset);
}

function isTextMethod(name: string): name is TextMethod {
  return Object.hasOwn(TEXT_METHODS, name);
}

function checkTextMethod<I>(
  checker: Checker<I>,
  name: TextMethod,
  receiver: Node,
  args: readonly Node[],
  offset: number,
): BoolValue<I> | undefined {
  const text = checker.string(receiver, `${name} is asked of`);
  const [argument, ...more] = args;
  if (argument === undefined || more.length > 0) {
    return checker.fail(offset, "condition-type", `${name} takes one string`);
  }
  const part = checker.string(argument, `${name} takes`);
  return text && part && textMethod(name, text, part);
}

function checkExists<I>(
  checker: Checker<I>,
  receiver: Node,
  args: readonly Node[],
  offset: number,
): BoolValue<I> | undefined {
  const list = checkedList(checker, receiver);
  const [name, predicateNode, ...more] = args;
  if (name?.op !== "id" || predicateNode === undefined || more.length > 0) {
    return checker.fail(offset, "condition-type", "exists takes a name and a condition: exists(x, x == …)");
  }
  if (list === undefined) return undefined;
  const variable = loopVariable(list);
  const inner = checker.withVariable(name.args, variable.value);
  const predicate = inner.bool(predicateNode, "exists takes");
  return predicate && variable.exists(predicate);
}

function checkedList<I>(checker: Checker<I>, node: Node): ListValue<I> | undefined {
  const value = checker.value(node);
  if (value === undefined || value.type === "list") return value;
  return checker.fail(
    node.start,
    "condition-type",
    `exists is asked of a list, and this is ${typeName(value)}`,
  );
}

function checkInIpRange<I>(
  checker: Checker<I>,
  args: readonly Node[],
  offset: number,
): BoolValue<I> | undefined {
  const [ipNode, rangeNode, ...more] = args;
  if (ipNode === undefined || rangeNode === undefined || more.length > 0) {
    return checker.fail(
      offset,
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
  return ip && inIpRange(ip, range);
}

function refuse<I>(
  checker: Checker<I>,
  name: string,
  known: readonly string[],
  noun: string,
  offset: number,
): undefined {
  if (REFUSED.includes(name)) return checker.notAllowed(offset, name, `allowed: ${known.join(", ")}`);
  return checker.fail(offset, "unknown-name", `unknown ${noun} "${name}": ${suggestion(name, known)}`);
}
