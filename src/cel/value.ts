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
import { type IpRange, isInIpRange, parseIp } from "./ip-range.ts";
import type {
  AncestorTree,
  BoolTree,
  Int,
  IntTree,
  ListTree,
  ProcessTree,
  RangeTest,
  ReadPart,
  ScalarTree,
  StringTree,
  Type,
  ValueListTree,
  VariablePart,
} from "./tree.ts";

/** What a correlation counts, by the ids of the event rules of its own set. */
export interface MatchCounts {
  /** How often the rule was true. */
  readonly total: (ruleId: string) => number;
  /** With how many values of what it says to be distinct. */
  readonly distinct: (ruleId: string) => number;
}

const NO_COUNTS: MatchCounts = { total: () => 0, distinct: () => 0 };

/** An element of a list. */
export type Item = ScalarValue | Ancestor;

/** What a condition is asked about, and what the `exists` around a part are at. */
export interface Bindings {
  readonly payload: object;
  readonly process: Process;
  readonly counts: MatchCounts;
  readonly variables: ReadonlyMap<string, Item>;
}

/** The bindings of a condition over events. */
export function eventBindings({ payload, process }: Event): Bindings {
  return { payload, process, counts: NO_COUNTS, variables: new Map() };
}

/** The bindings of a correlation. */
export function countBindings(counts: MatchCounts): Bindings {
  return { payload: {}, process: fields.NO_PROCESS, counts, variables: new Map() };
}

/** The bindings of the predicate of an `exists`, at one element. */
export function bindingsWith(bindings: Bindings, variable: string, item: Item): Bindings {
  return { ...bindings, variables: new Map([...bindings.variables, [variable, item]]) };
}

/** The value of a checked condition, straight from its tree: slow, and what the plan has to agree with. */
export function boolValue(tree: BoolTree, bindings: Bindings): boolean {
  switch (tree.op) {
    case "literal":
      return tree.value;
    case "field":
    case "member":
      return fields.boolOf(owner(tree, bindings), tree.name);
    case "variable":
      return variableOf(tree, bindings, isBool);
    case "choose":
      return boolValue(boolValue(tree.test, bindings) ? tree.yes : tree.no, bindings);
    case "and":
      return tree.operands.every((operand) => boolValue(operand, bindings));
    case "or":
      return tree.operands.some((operand) => boolValue(operand, bindings));
    case "not":
      return !boolValue(tree.operand, bindings);
    case "compare": {
      const [left, right] = [scalarValue(tree.left, bindings), scalarValue(tree.right, bindings)];
      if (tree.operator === "==") return same(left, right);
      return tree.operator === "!=" ? !same(left, right) : inOrder(tree.operator, left, right);
    }
    case "compare lists": {
      const isEqual = sameItems(valuesOf(tree.left, bindings), valuesOf(tree.right, bindings));
      return tree.operator === "==" ? isEqual : !isEqual;
    }
    case "in": {
      const value = scalarValue(tree.value, bindings);
      return valuesOf(tree.list, bindings).some((item) => same(item, value));
    }
    case "text":
      return TEXT_TESTS[tree.method](stringValue(tree.text, bindings), stringValue(tree.part, bindings));
    case "exists":
      return listValue(tree.list, bindings).some((item) =>
        boolValue(tree.predicate, bindingsWith(bindings, tree.variable, item)),
      );
    case "inIpRange":
      return isInIpRange(parseIp(stringValue(tree.ip, bindings)), rangeValue(tree.range, bindings));
  }
}

function rangeValue(range: RangeTest["range"], bindings: Bindings): IpRange {
  if (!("variable" in range)) return range;
  const text = stringValue(range.variable, bindings);
  const value = range.ranges.get(text);
  if (value === undefined) throw new Error(`the tree is wrong: ${text} is no item of the list`);
  return value;
}

/** The value of a string part, folded. */
export function stringValue(tree: StringTree, bindings: Bindings): string {
  switch (tree.op) {
    case "literal":
      return tree.value;
    case "field":
    case "member":
      return fields.stringOf(owner(tree, bindings), tree.name);
    case "variable":
      return variableOf(tree, bindings, isString);
    case "choose":
      return stringValue(boolValue(tree.test, bindings) ? tree.yes : tree.no, bindings);
  }
}

/** The value of an int part; exact at any size. */
export function intValue(tree: IntTree, bindings: Bindings): Int {
  switch (tree.op) {
    case "literal":
      return tree.value;
    case "field":
    case "member":
      return fields.intOf(owner(tree, bindings), tree.name);
    case "variable":
      return variableOf(tree, bindings, isInt);
    case "choose":
      return intValue(boolValue(tree.test, bindings) ? tree.yes : tree.no, bindings);
    case "sum": {
      const [left, right] = [BigInt(intValue(tree.left, bindings)), BigInt(intValue(tree.right, bindings))];
      return tree.operator === "+" ? left + right : left - right;
    }
    case "count":
      return bindings.counts[tree.of === "total_count" ? "total" : "distinct"](tree.rule);
    case "matched":
      return tree.rules.filter((rule) => bindings.counts.total(rule) > 0).length;
  }
}

/** The value of a part that is no list and no object. */
export function scalarValue(tree: ScalarTree, bindings: Bindings): ScalarValue {
  switch (tree.type) {
    case "string":
      return stringValue(tree, bindings);
    case "int":
      return intValue(tree, bindings);
    case "bool":
      return boolValue(tree, bindings);
  }
}

/** The elements of a list; strings are folded. */
export function listValue(tree: ListTree, bindings: Bindings): readonly Item[] {
  if (tree.type === "list of ancestors") return fields.ancestorsOf(owner(tree, bindings), tree.name);
  return valuesOf(tree, bindings);
}

function valuesOf(tree: ValueListTree, bindings: Bindings): readonly ScalarValue[] {
  switch (tree.op) {
    case "named list":
      return tree.items;
    case "list":
      return tree.items.map((item) => scalarValue(item, bindings));
    case "field":
    case "member":
      return fields.textsOf(owner(tree, bindings), tree.name).map(({ folded }) => folded);
  }
}

/** The payload, the process or the ancestor that a part is read from. */
function owner(tree: ReadPart<Exclude<Type, "process">>, bindings: Bindings): fields.Owner {
  return tree.op === "field" ? bindings.payload : imageOf(tree.of, bindings);
}

/** The process or the ancestor that a part stands for. */
export function imageOf(tree: ProcessTree | AncestorTree, bindings: Bindings): Process | Ancestor {
  switch (tree.op) {
    case "process":
      return bindings.process;
    case "field":
      return fields.processOf(bindings.payload, tree.name);
    case "variable":
      return variableOf(tree, bindings, isAncestor);
  }
}

function isAncestor(item: Item | undefined): item is Ancestor {
  return typeof item === "object";
}

/** What an `exists` around the part is at; `isOfType` tells the values of its type. */
function variableOf<Value extends Item>(
  { name, type }: VariablePart<Type>,
  { variables }: Bindings,
  isOfType: (item: Item | undefined) => item is Value,
): Value {
  const item = variables.get(name);
  if (!isOfType(item)) throw new Error(`the tree is wrong: ${name} is no ${type} here`);
  return item;
}
