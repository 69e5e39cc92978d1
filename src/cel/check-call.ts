import { suggestion } from "../shape/nearest.ts";
import { type Checker, typeName, type VariableAt } from "./checker.ts";
import { alike, exactly, folded, isExact, usesOf } from "./exact.ts";
import { type IpRange, parseIp, parseIpRange } from "./ip-range.ts";
import { type AstNode, offsetAfter, sourceOf } from "./parse.ts";
import {
  type BoolTree,
  type IntTree,
  isList,
  type ListTree,
  type RangeVariable,
  type Span,
  TEXT_METHODS,
  type TextMethod,
} from "./tree.ts";

const FUNCTIONS = ["inIpRange"];
const COUNT_FUNCTIONS = ["matched"];
const METHODS = [...TEXT_METHODS, "exists"];

const ANY_CASE = "letters are compared without regard to upper and lower case";

/** CEL, or another language, has these, and conditions do not: what to write in their place. */
const REFUSED: Readonly<Record<string, string>> = {
  matches: "use startsWith, endsWith and contains",
  size: "what can be asked of a list is which elements it has, by exists",
  has: "every field always has a value",
  all: "write !x.exists(a, !(…))",
  exists_one: "use exists",
  filter: "use exists",
  map: "use exists",
  lowerAscii: ANY_CASE,
  upperAscii: ANY_CASE,
  toLowerCase: ANY_CASE,
  lower: ANY_CASE,
  split: "use startsWith, endsWith and contains",
  indexOf: "use contains",
  replace: "use startsWith, endsWith and contains",
  cidr: "use inIpRange",
  containsIP: "use inIpRange",
};

/** A call without a receiver: `inIpRange`, and in correlations `matched`. */
export function checkCall(
  checker: Checker,
  [name, args]: readonly [string, readonly AstNode[]],
  span: Span,
): BoolTree | IntTree | undefined {
  const { start } = span;
  if (checker.context.language === "correlation") return checkCountCall(checker, name, args, span);
  if (COUNT_FUNCTIONS.includes(name)) {
    return checker.notAllowed(start, `${name}()`, "only a rule with type: correlation can count other rules");
  }
  if (name === "inIpRange") return checkInIpRange(checker, args, span);
  if (name === "not") return checker.fail(start, "unknown-name", '"not" is written !: !(…)');
  if (METHODS.includes(name)) {
    return checker.fail(start, "condition-type", `${name} is written after a value: value.${name}(…)`);
  }
  return refuse(checker, name, FUNCTIONS, "function", start);
}

/** Of CEL's functions, and of those of conditions over events, correlations have none. */
function checkCountCall(
  checker: Checker,
  name: string,
  args: readonly AstNode[],
  span: Span,
): IntTree | undefined {
  if (name === "matched") return checkMatched(checker, args, span);
  if (FUNCTIONS.includes(name) || METHODS.includes(name) || Object.hasOwn(REFUSED, name)) {
    return checker.notAllowed(span.start, `${name}()`);
  }
  return checker.fail(
    span.start,
    "unknown-name",
    `unknown function "${name}": ${suggestion(name, COUNT_FUNCTIONS)}`,
  );
}

function checkMatched(checker: Checker, args: readonly AstNode[], span: Span): IntTree | undefined {
  const rules: string[] = [];
  for (const node of args) {
    const rule = checkRule(checker, node);
    if (rule === undefined) continue;
    if (rules.includes(rule)) checker.fail(node.start, "not-allowed", `matched counts "${rule}" already`);
    rules.push(rule);
  }
  if (args.length === 0) {
    return checker.fail(span.start, "condition-type", "matched takes rules: matched(rule.<rule_id>, …) >= 2");
  }
  return rules.length < args.length ? undefined : { op: "matched", type: "int", rules, span };
}

function checkRule(checker: Checker, node: AstNode): string | undefined {
  const value = checker.value(node);
  if (value === undefined) return undefined;
  if (value.type === "names" && value.rule !== undefined) return value.rule;
  const meant = value.type !== "names" && value.op === "count" ? `; write rule.${value.rule}` : "";
  const message = `matched takes rules, rule.<rule_id>, and this is ${typeName(value)}${meant}`;
  return checker.fail(node.start, "condition-type", message);
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
  const [argument, ...more] = args;
  const value = checker.value(receiver);
  if (value !== undefined && isList(value)) {
    const message = `${method} is asked of a string, and this is ${typeName(value)}`;
    const remedy = listRemedy(checker, method, receiver, argument, value);
    return checker.fail(receiver.start, "condition-type", message + remedy);
  }
  const text = checker.string(receiver, `${method} is asked of`);
  if (argument === undefined || more.length > 0) {
    return checker.fail(offset, "condition-type", `${method} takes one string`);
  }
  const part = checker.string(argument, `${method} takes`);
  if (text === undefined || part === undefined) return undefined;
  const sides = alike(checker, { tree: text, node: receiver }, { tree: part, node: argument });
  return sides && { op: "text", type: "bool", method, text: sides[0], part: sides[1], span };
}

/** What is asked of a text can be asked of each element. */
function listRemedy(
  checker: Checker,
  method: TextMethod,
  receiver: AstNode,
  argument: AstNode | undefined,
  { type }: ListTree,
): string {
  const { source } = checker.context;
  const list = sourceOf(source, receiver);
  const part = argument === undefined ? "…" : sourceOf(source, argument);
  const each = type === "list of ancestors" ? "x.exec_path" : "x";
  const elements = `${list}.exists(x, ${each}.${method}(${part}))`;
  if (method !== "contains" || type === "list of ancestors") return `; write ${elements}`;
  return `; for a whole element write ${part} in ${list}, for a part of one ${elements}`;
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
  const exact = list.type === "list of strings" ? exactly(checker, list) : undefined;
  const at = variableOver(list, variable);
  const inner = checker.withVariable({ name: variable, at, list, canBeExact: exact !== undefined });
  const predicate = inner.bool(predicateNode, "exists takes");
  if (predicate === undefined) return undefined;
  const uses = exact === undefined || isExact(list) ? NO_USES : usesOf(predicate, variable);
  if (uses.exact && uses.folded) {
    const message = `"${variable}" is compared with what keeps upper and lower case, and with what does not; write an exists for each`;
    return checker.fail(receiver.start, "condition-type", message);
  }
  const over = uses.exact && exact !== undefined ? exact : asFolded(list);
  return { op: "exists", type: "bool", list: over, variable, predicate, span };
}

function asFolded(list: ListTree): ListTree {
  return list.type === "list of ancestors" || isExact(list) ? list : folded(list);
}

const NO_USES = { exact: false, folded: false };

function checkedList(checker: Checker, node: AstNode): ListTree | undefined {
  const value = checker.value(node);
  if (value === undefined || isList(value)) return value;
  return checker.fail(
    node.start,
    "condition-type",
    `exists is asked of a list, and this is ${typeName(value)}`,
  );
}

function variableOver(list: ListTree, name: string): VariableAt {
  switch (list.type) {
    case "list of strings": {
      const exact = isExact(list) ? ({ isExact: true } as const) : {};
      return (span) => ({ op: "variable", type: "string", name, ...exact, span });
    }
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
  const range = rangeNode.op === "id" ? checkVariable(checker, rangeNode) : checkRange(checker, rangeNode);
  return ip && range && { op: "inIpRange", type: "bool", ip: isExact(ip) ? ip : folded(ip), range, span };
}

function checkRange(checker: Checker, { op, args, start }: AstNode): IpRange | undefined {
  if (op !== "value" || typeof args !== "string") return failRange(checker, start);
  const range = parseIpRange(args);
  return range ?? checker.fail(start, "invalid-cidr", `this is ${noRange(args)}`);
}

/** The variable of an `exists` whose list is written down, with each of its items a range. */
function checkVariable(checker: Checker, node: Extract<AstNode, { op: "id" }>): RangeVariable | undefined {
  const variable = checker.value(node);
  if (variable === undefined) return undefined;
  const list = checker.variableOf(node.args)?.list;
  const items = list && textsWritten(list);
  if (items === undefined || variable.type !== "string" || variable.op !== "variable") {
    return failRange(checker, node.start);
  }
  const ranges = new Map<string, IpRange>();
  for (const item of items) {
    const range = parseIpRange(item);
    if (range !== undefined) ranges.set(item, range);
    else checker.fail(node.start, "invalid-cidr", `${nameOf(list)} has ${noRange(item)}`);
  }
  return items.every((item) => ranges.has(item)) ? { variable, ranges } : undefined;
}

/** The strings of a list that are the same for every event; undefined where not all are. */
function textsWritten(list: ListTree): readonly string[] | undefined {
  if (list.op === "named list") return list.items;
  if (list.op !== "list" || list.type !== "list of strings") return undefined;
  const texts = list.items.flatMap((item) => (item.op === "literal" ? [item.value] : []));
  return texts.length === list.items.length ? texts : undefined;
}

function nameOf(list: ListTree | undefined): string {
  return list?.op === "named list" ? `the list "${list.name}"` : "the list";
}

function failRange(checker: Checker, offset: number): undefined {
  const message =
    "the range must be a string literal, or stand in a list: list.<name>.exists(c, inIpRange(remote_ip, c))";
  return checker.fail(offset, "invalid-cidr", message);
}

function noRange(text: string): string {
  const meant =
    parseIp(text) === undefined ? "" : `; one address is "${text}/${text.includes(":") ? 128 : 32}"`;
  return `"${text}", which is no range such as "10.0.0.0/8" or "2001:db8::/32"${meant}`;
}

function refuse(
  checker: Checker,
  name: string,
  known: readonly string[],
  noun: string,
  offset: number,
): undefined {
  if (Object.hasOwn(REFUSED, name)) return checker.notAllowed(offset, name, REFUSED[name]);
  return checker.fail(offset, "unknown-name", `unknown ${noun} "${name}": ${suggestion(name, known)}`);
}
