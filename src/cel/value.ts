import type { Ancestor, Event, Process } from "../events/event.ts";
import {
  inOrder,
  isBool,
  isInt,
  isString,
  type ScalarValue,
  same,
  sameItems,
  TEXT_TESTS,
} from "./compare.ts";
import * as fields from "./fields.ts";
import { isInIpRange, parseIp } from "./ip-range.ts";
import type {
  AncestorTree,
  BoolTree,
  Int,
  IntTree,
  ListTree,
  ProcessTree,
  ReadPart,
  ScalarTree,
  StringTree,
  Type,
  ValueListTree,
  VariablePart,
} from "./tree.ts";

/** Gives the total count of an event rule of the correlation's own set. */
export type TotalCounts = (ruleId: string) => number;

/** An element of a list. */
export type Item = ScalarValue | Ancestor;

/** What a condition is asked about, and what the `exists` around a part are at. */
export interface Scope {
  readonly payload: object;
  readonly process: Process;
  readonly totalCount: TotalCounts;
  readonly variables: ReadonlyMap<string, Item>;
}

/** The scope of a condition over events. */
export function eventScope({ payload, process }: Event): Scope {
  return { payload, process, totalCount: () => 0, variables: new Map() };
}

/** The scope of a correlation. */
export function countScope(totalCount: TotalCounts): Scope {
  return { payload: {}, process: fields.NO_PROCESS, totalCount, variables: new Map() };
}

/** The scope of the predicate of an `exists`, at one element. */
export function scopeAt(scope: Scope, variable: string, item: Item): Scope {
  return { ...scope, variables: new Map([...scope.variables, [variable, item]]) };
}

/** The value of a checked condition, straight from its tree: slow, and what the plan has to agree with. */
export function boolValue(tree: BoolTree, scope: Scope): boolean {
  switch (tree.op) {
    case "literal":
      return tree.value;
    case "field":
    case "member":
      return fields.boolOf(owner(tree, scope), tree.name);
    case "variable":
      return variableOf(tree, scope, isBool);
    case "choose":
      return boolValue(boolValue(tree.test, scope) ? tree.yes : tree.no, scope);
    case "and":
      return tree.operands.every((operand) => boolValue(operand, scope));
    case "or":
      return tree.operands.some((operand) => boolValue(operand, scope));
    case "not":
      return !boolValue(tree.operand, scope);
    case "compare": {
      const [left, right] = [scalarValue(tree.left, scope), scalarValue(tree.right, scope)];
      if (tree.operator === "==") return same(left, right);
      return tree.operator === "!=" ? !same(left, right) : inOrder(tree.operator, left, right);
    }
    case "compare lists": {
      const isEqual = sameItems(valuesOf(tree.left, scope), valuesOf(tree.right, scope));
      return tree.operator === "==" ? isEqual : !isEqual;
    }
    case "in": {
      const value = scalarValue(tree.value, scope);
      return valuesOf(tree.list, scope).some((item) => same(item, value));
    }
    case "text":
      return TEXT_TESTS[tree.method](stringValue(tree.text, scope), stringValue(tree.part, scope));
    case "exists":
      return listValue(tree.list, scope).some((item) =>
        boolValue(tree.predicate, scopeAt(scope, tree.variable, item)),
      );
    case "inIpRange":
      return isInIpRange(parseIp(stringValue(tree.ip, scope)), tree.range);
  }
}

/** The value of a string part, folded. */
export function stringValue(tree: StringTree, scope: Scope): string {
  switch (tree.op) {
    case "literal":
      return tree.value;
    case "field":
    case "member":
      return fields.stringOf(owner(tree, scope), tree.name);
    case "variable":
      return variableOf(tree, scope, isString);
    case "choose":
      return stringValue(boolValue(tree.test, scope) ? tree.yes : tree.no, scope);
  }
}

/** The value of an int part; exact at any size. */
export function intValue(tree: IntTree, scope: Scope): Int {
  switch (tree.op) {
    case "literal":
      return tree.value;
    case "field":
    case "member":
      return fields.intOf(owner(tree, scope), tree.name);
    case "variable":
      return variableOf(tree, scope, isInt);
    case "choose":
      return intValue(boolValue(tree.test, scope) ? tree.yes : tree.no, scope);
    case "sum": {
      const [left, right] = [BigInt(intValue(tree.left, scope)), BigInt(intValue(tree.right, scope))];
      return tree.operator === "+" ? left + right : left - right;
    }
    case "count":
      return scope.totalCount(tree.rule);
  }
}

/** The value of a part that is no list and no object. */
export function scalarValue(tree: ScalarTree, scope: Scope): ScalarValue {
  switch (tree.type) {
    case "string":
      return stringValue(tree, scope);
    case "int":
      return intValue(tree, scope);
    case "bool":
      return boolValue(tree, scope);
  }
}

/** The elements of a list; strings are folded. */
export function listValue(tree: ListTree, scope: Scope): readonly Item[] {
  if (tree.type === "list of ancestors") return fields.ancestorsOf(owner(tree, scope), tree.name);
  return valuesOf(tree, scope);
}

function valuesOf(tree: ValueListTree, scope: Scope): readonly ScalarValue[] {
  switch (tree.op) {
    case "named list":
      return tree.items;
    case "list":
      return tree.items.map((item) => scalarValue(item, scope));
    case "field":
    case "member":
      return fields.textsOf(owner(tree, scope), tree.name).map(({ folded }) => folded);
  }
}

/** The payload, the process or the ancestor that a part is read from. */
function owner(tree: ReadPart<Exclude<Type, "process">>, scope: Scope): fields.Owner {
  return tree.op === "field" ? scope.payload : imageOf(tree.of, scope);
}

/** The process or the ancestor that a part stands for. */
export function imageOf(tree: ProcessTree | AncestorTree, scope: Scope): Process | Ancestor {
  switch (tree.op) {
    case "process":
      return scope.process;
    case "field":
      return fields.processOf(scope.payload, tree.name);
    case "variable":
      return variableOf(tree, scope, isAncestor);
  }
}

function isAncestor(item: Item | undefined): item is Ancestor {
  return typeof item === "object";
}

/** What an `exists` around the part is at; `isOfType` tells the values of its type. */
function variableOf<Value extends Item>(
  { name, type }: VariablePart<Type>,
  { variables }: Scope,
  isOfType: (item: Item | undefined) => item is Value,
): Value {
  const item = variables.get(name);
  if (!isOfType(item)) throw new Error(`the tree is wrong: ${name} is no ${type} here`);
  return item;
}
