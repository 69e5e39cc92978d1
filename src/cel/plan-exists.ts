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
  // What of the predicate does not ask for the variable is asked once, before the list is looked through.
  const asks = (plan: ScalarPlan) => weigh(plan).roots.has(variableRoot(level));
  const operands = predicate.op === "and" ? predicate.operands : [predicate];
  const outside = operands.filter((operand) => operand.op !== "constant" && !asks(operand));
  const inside = outside.length === 0 ? predicate : allOf(operands.filter(asks));
  if (inside.op === "constant" && !inside.value) return constant(false);
  if (over.op !== "constants") return allOf([...outside, loop(over, level, inside)]);
  const whole = ofAllConstants(over.items, inside, level, asks);
  if (whole !== undefined) return allOf([...outside, whole]);
  if ((over.items.length + 1) * sizeOf(tree.predicate) > UNROLLED_PARTS) {
    return allOf([...outside, loop(over, level, inside)]);
  }
  return anyOf(over.items.map((value) => bool(tree.predicate, named(variables, tree.variable, { value }))));
}

/** A predicate that only compares a text with its variable, as one test against all constants. */
function ofAllConstants(
  items: Constants,
  predicate: Plan,
  level: number,
  asks: (plan: ScalarPlan) => boolean,
): Plan | undefined {
  const isVariable = (plan: ScalarPlan) => plan.op === "variable" && plan.level === level;
  if (predicate.op === "text" && isVariable(predicate.part) && !asks(predicate.text)) {
    return anyText(predicate.method, predicate.text, items.map(String));
  }
  if (predicate.op !== "compare" || predicate.operator !== "==") return undefined;
  for (const [variable, other] of [
    [predicate.left, predicate.right],
    [predicate.right, predicate.left],
  ] as const) {
    if (isVariable(variable) && other.type === "string" && !asks(other)) {
      return anyText("equals", other, items.map(String));
    }
  }
  return undefined;
}

function named(
  { byName, depth }: Variables,
  name: string,
  variable: { level: number } | { value: Constants[number] },
): Variables {
  return { byName: new Map([...byName, [name, variable]]), depth };
}

/** What has to be looked through; what is found about ancestors is inherited where it can be. */
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
