import { ANCESTOR_FIELDS, PROCESS_FIELDS } from "../kinds/process.ts";
import { allOf, anyOf, anyText, constant } from "./merge.ts";
import type { ListPlan, Plan, ScalarPlan } from "./plan.ts";
import { type BoolTree, type Exists, partsOf, type Tree } from "./tree.ts";
import { variableRoot, weigh } from "./weigh.ts";

/** The names that a part sees: the level of the `exists` that each belongs to, or the value that stands for it. */
export interface Variables {
  readonly byName: ReadonlyMap<string, { readonly level: number } | { readonly value: Constants[number] }>;
  /** How many levels there are around the part. */
  readonly depth: number;
}

export type Constants = Extract<ListPlan, { op: "constants" }>["items"];

type PlanBool = (tree: BoolTree, variables: Variables) => Plan;

/** A list of constants is written out, element by element, up to so many parts. */
const UNROLLED_PARTS = 1_000;

/** What can be asked alike of an ancestor and of the process that it was. */
const IMAGE_FIELDS: ReadonlySet<string> = new Set(
  ANCESTOR_FIELDS.map(({ name }) => name as string).filter((name) =>
    PROCESS_FIELDS.some((field) => field.name === name),
  ),
);

/** Plans an `exists`; `bool` plans its predicate. */
export function planExists(tree: Exists, over: ListPlan, variables: Variables, bool: PlanBool): Plan {
  const level = variables.depth;
  if (over.op === "constants" && over.items.length === 0) return constant(false);
  const inner = named(variables, tree.variable, { level });
  const predicate = bool(tree.predicate, { ...inner, depth: level + 1 });
  if (over.op === "constants") {
    return anyOfConstants(tree, over.items, predicate, variables, bool) ?? some(over, level, predicate);
  }
  return some(over, level, predicate);
}

/** An `exists` over constants as one test of a text against all of them, or as a chain; undefined where it is too long. */
function anyOfConstants(
  tree: Exists,
  items: Constants,
  predicate: Plan,
  variables: Variables,
  bool: PlanBool,
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
