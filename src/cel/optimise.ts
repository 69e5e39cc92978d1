import { ANCESTOR_FIELDS, PROCESS_FIELDS } from "../kinds/process.ts";
import { same } from "./compare.ts";
import {
  allOf,
  anyOf,
  anyText,
  constant,
  equality,
  negated,
  ordered,
  rangesTest,
  textTest,
} from "./merge.ts";
import type { IntPlan, ListPlan, OwnerPlan, Plan, ScalarPlan, StringPlan } from "./plan.ts";
import {
  type AncestorTree,
  type BoolTree,
  type Exists,
  type Int,
  type IntTree,
  type ListTree,
  type ProcessTree,
  partsOf,
  type ReadPart,
  type ScalarTree,
  type StringTree,
  type Tree,
  type Type,
} from "./tree.ts";
import { variableRoot, weigh } from "./weigh.ts";

/** The names that a part sees: the level of the `exists` that each belongs to, or the value that stands for it. */
interface Variables {
  readonly byName: ReadonlyMap<string, { readonly level: number } | { readonly value: Constants[number] }>;
  /** How many levels there are around the part. */
  readonly depth: number;
}

type Constants = Extract<ListPlan, { op: "constants" }>["items"];

/** A list of constants is written out, element by element, up to so many parts. */
const UNROLLED_PARTS = 1_000;

/** What can be asked alike of an ancestor and of the process that it was. */
const IMAGE_FIELDS: ReadonlySet<string> = new Set(
  ANCESTOR_FIELDS.map(({ name }) => name as string).filter((name) =>
    PROCESS_FIELDS.some((field) => field.name === name),
  ),
);

/**
 * Plans a condition over events, from its innermost parts outwards: what is constant is computed, what is alike is
 * put together, and what is cheap comes first. Throws for a correlation.
 */
export function optimise(tree: BoolTree): Plan {
  return bool(tree, { byName: new Map(), depth: 0 });
}

function bool(tree: BoolTree, variables: Variables): Plan {
  switch (tree.op) {
    case "literal":
      return constant(tree.value);
    case "field":
    case "member":
      return { op: "field", type: "bool", ...fieldOf(tree, variables) };
    case "variable": {
      const variable = variables.byName.get(tree.name);
      if (variable !== undefined && "level" in variable) return { op: "variable", type: "bool", ...variable };
      return constant(variable?.value === true);
    }
    case "choose": {
      const test = bool(tree.test, variables);
      const [yes, no] = [bool(tree.yes, variables), bool(tree.no, variables)];
      if (test.op === "constant") return test.value ? yes : no;
      return { op: "choose", type: "bool", test, yes, no };
    }
    case "and":
      return allOf(tree.operands.map((operand) => bool(operand, variables)));
    case "or":
      return anyOf(tree.operands.map((operand) => bool(operand, variables)));
    case "not":
      return negated(bool(tree.operand, variables));
    case "compare": {
      const { operator, left, right } = tree;
      const [a, b] = [scalar(left, variables), scalar(right, variables)];
      if (operator === "==") return equality(a, b);
      return operator === "!=" ? negated(equality(a, b)) : ordered(operator, a, b);
    }
    case "compare lists": {
      const [left, right] = [list(tree.left, variables), list(tree.right, variables)];
      const equal: Plan = { op: "same list", type: "bool", left, right };
      return tree.operator === "==" ? equal : negated(equal);
    }
    case "in":
      return membership(scalar(tree.value, variables), list(tree.list, variables));
    case "text":
      return textTest(tree.method, string(tree.text, variables), string(tree.part, variables));
    case "exists":
      return exists(tree, list(tree.list, variables), variables);
    case "inIpRange":
      return rangesTest(string(tree.ip, variables), [tree.range]);
  }
}

function string(tree: StringTree, variables: Variables): StringPlan {
  switch (tree.op) {
    case "literal":
      return { op: "constant", type: "string", value: tree.value };
    case "field":
    case "member":
      return { op: "field", type: "string", ...fieldOf(tree, variables) };
    case "variable": {
      const variable = variables.byName.get(tree.name);
      if (variable !== undefined && "level" in variable)
        return { op: "variable", type: "string", ...variable };
      return { op: "constant", type: "string", value: String(variable?.value ?? "") };
    }
    case "choose": {
      const test = bool(tree.test, variables);
      const [yes, no] = [string(tree.yes, variables), string(tree.no, variables)];
      if (test.op === "constant") return test.value ? yes : no;
      return { op: "choose", type: "string", test, yes, no };
    }
  }
}

function int(tree: IntTree, variables: Variables): IntPlan {
  switch (tree.op) {
    case "literal":
      return { op: "constant", type: "int", value: tree.value };
    case "field":
    case "member":
      return { op: "field", type: "int", ...fieldOf(tree, variables) };
    case "variable": {
      const variable = variables.byName.get(tree.name);
      if (variable !== undefined && "level" in variable) return { op: "variable", type: "int", ...variable };
      return { op: "constant", type: "int", value: intOf(variable?.value) };
    }
    case "choose": {
      const test = bool(tree.test, variables);
      const [yes, no] = [int(tree.yes, variables), int(tree.no, variables)];
      if (test.op === "constant") return test.value ? yes : no;
      return { op: "choose", type: "int", test, yes, no };
    }
    case "sum":
    case "count":
      throw new Error("a correlation, which is asked seldom, has no plan");
  }
}

function scalar(tree: ScalarTree, variables: Variables): ScalarPlan {
  switch (tree.type) {
    case "string":
      return string(tree, variables);
    case "int":
      return int(tree, variables);
    case "bool":
      return bool(tree, variables);
  }
}

function list(tree: ListTree, variables: Variables): ListPlan {
  switch (tree.op) {
    case "named list":
      return { op: "constants", element: "string", items: tree.items };
    case "list": {
      const items = tree.items.map((item) => scalar(item, variables));
      const element = items[0]?.type ?? "string";
      const values = items.flatMap((item) => (item.op === "constant" ? [item.value] : []));
      if (values.length === items.length) return { op: "constants", element, items: values };
      return { op: "values", element, items };
    }
    case "field":
    case "member": {
      const op = tree.type === "list of ancestors" ? "ancestors" : "texts";
      return { op, ...fieldOf(tree, variables) };
    }
  }
}

function fieldOf(tree: ReadPart<Type>, variables: Variables): { of: OwnerPlan; name: string } {
  return { of: tree.op === "field" ? { op: "payload" } : owner(tree.of, variables), name: tree.name };
}

function owner(tree: ProcessTree | AncestorTree, variables: Variables): OwnerPlan {
  switch (tree.op) {
    case "process":
      return { op: "process" };
    case "field":
    case "member":
      return { op: "owned process", ...fieldOf(tree, variables) };
    case "variable": {
      const variable = variables.byName.get(tree.name);
      return { op: "image", level: variable !== undefined && "level" in variable ? variable.level : 0 };
    }
  }
}

function intOf(value: Constants[number] | undefined): Int {
  return typeof value === "number" || typeof value === "bigint" ? value : 0;
}

function membership(value: ScalarPlan, within: ListPlan): Plan {
  if (within.op === "constants") {
    if (value.op === "constant") return constant(within.items.some((item) => same(item, value.value)));
    if (value.type === "string") return anyText("equals", value, within.items.map(String));
  }
  return { op: "in", type: "bool", value, list: within };
}

function exists(tree: Exists, over: ListPlan, variables: Variables): Plan {
  const level = variables.depth;
  if (over.op === "constants" && over.items.length === 0) return constant(false);
  const inner = named(variables, tree.variable, { level });
  const predicate = bool(tree.predicate, { ...inner, depth: level + 1 });
  if (over.op === "constants") {
    return anyOfConstants(tree, over.items, predicate, variables) ?? some(over, level, predicate);
  }
  return some(over, level, predicate);
}

/** An `exists` over constants as one test of a text against all of them, or as a chain; undefined where it is too long. */
function anyOfConstants(
  tree: Exists,
  items: Constants,
  predicate: Plan,
  variables: Variables,
): Plan | undefined {
  const level = variables.depth;
  const isFree = (plan: ScalarPlan) => !weigh(plan).roots.has(variableRoot(level));
  const isVariable = (plan: ScalarPlan) => plan.op === "variable" && plan.level === level;
  if (predicate.op === "text" && isVariable(predicate.part) && isFree(predicate.text)) {
    return anyText(predicate.method, predicate.text, items.map(String));
  }
  if (predicate.op === "compare" && predicate.operator === "==") {
    const { left, right } = predicate;
    if (isVariable(left) && right.type === "string" && isFree(right)) {
      return anyText("equals", right, items.map(String));
    }
    if (isVariable(right) && left.type === "string" && isFree(left)) {
      return anyText("equals", left, items.map(String));
    }
  }
  if ((items.length + 1) * sizeOf(tree.predicate) > UNROLLED_PARTS) return undefined;
  return anyOf(items.map((value) => bool(tree.predicate, named(variables, tree.variable, { value }))));
}

function named(
  { byName, depth }: Variables,
  name: string,
  variable: { level: number } | { value: Constants[number] },
): Variables {
  return { byName: new Map([...byName, [name, variable]]), depth };
}

/** What of the predicate does not ask for the variable is asked once, before the list is looked through. */
function some(over: ListPlan, level: number, predicate: Plan): Plan {
  const operands = predicate.op === "and" ? predicate.operands : [predicate];
  const asks = (plan: Plan) => weigh(plan).roots.has(variableRoot(level));
  const outside = operands.filter((operand) => operand.op !== "constant" && !asks(operand));
  const inside = outside.length === 0 ? predicate : allOf(operands.filter(asks));
  if (inside.op === "constant" && !inside.value) return constant(false);
  return allOf([...outside, loop(over, level, inside)]);
}

function loop(over: ListPlan, level: number, predicate: Plan): Plan {
  const isOfProcess = over.op === "ancestors" && over.of.op !== "payload" && over.of.op !== "image";
  if (isOfProcess && weigh(predicate).roots.size === 1 && asksImageOnly(predicate)) {
    return { op: "inherited", type: "bool", process: over.of, level, predicate };
  }
  return { op: "exists", type: "bool", list: over, level, predicate };
}

/** True where a predicate, which asks for its variable alone, asks it for nothing but its own image. */
function asksImageOnly(plan: unknown): boolean {
  if (typeof plan !== "object" || plan === null) return true;
  if ("of" in plan && "name" in plan && !IMAGE_FIELDS.has(String(plan.name))) return false;
  return Object.values(plan).every(asksImageOnly);
}

const sizes = new WeakMap<Tree, number>();

/** How many parts a tree has at most, where every list that is written down is written out. */
function sizeOf(tree: Tree): number {
  let size = sizes.get(tree);
  if (size === undefined) {
    size = partsOf(tree).reduce((sum, part) => sum + sizeOf(part), 1);
    if (tree.op === "exists" && "items" in tree.list) {
      size += (tree.list.items.length + 1) * sizeOf(tree.predicate);
    }
    sizes.set(tree, size);
  }
  return size;
}
