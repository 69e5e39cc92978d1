import { IMAGE_FIELDS } from "../kinds/process.ts";
import type { ScalarValue } from "./compare.ts";
import { allOf, anyOf, anyText, constant, rangesOf, rangesTest } from "./make-plan.ts";
import {
  type Constant,
  type ListPlan,
  type Plan,
  type PlanPart,
  partsOfPlan,
  type ScalarPlan,
  type VariablePlan,
} from "./plan.ts";
import { asksVariable, asksVariableOnly } from "./roots.ts";
import {
  type AncestorTree,
  type BoolTree,
  type Exists,
  partsOfTree,
  type Scalar,
  type Tree,
  type VariablePart,
} from "./tree.ts";

type PlanBool = (tree: BoolTree, variables: Variables) => Plan;

/** A list of constants is written out, element by element, up to so many parts. */
const UNROLLED_PARTS = 1_000;

/** What can be asked alike of an ancestor and of the process that it was. */
const OF_IMAGES: ReadonlySet<string> = new Set(IMAGE_FIELDS.map(({ name }) => name));

/** Plans an `exists`; `bool` plans its predicate. */
export function planExists(tree: Exists, over: ListPlan, variables: Variables, bool: PlanBool): Plan {
  const level = variables.depth;
  if (over.op === "constants" && over.items.length === 0) return constant(false);
  const inner = withVariable(variables, tree.variable, { level });
  const predicate = bool(tree.predicate, { ...inner, depth: level + 1 });
  // What of the predicate does not ask for the variable is asked once, before the list is looked through.
  const asks = (plan: ScalarPlan) => asksVariable(plan, level);
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
  return anyOf(
    over.items.map((value) => bool(tree.predicate, withVariable(variables, tree.variable, { value }))),
  );
}

/** A predicate that only compares a text, or an address, with its variable, as one test against all constants. */
function ofAllConstants(
  items: readonly ScalarValue[],
  predicate: Plan,
  level: number,
  asks: (plan: ScalarPlan) => boolean,
): Plan | undefined {
  const isVariable = (plan: ScalarPlan) => plan.op === "variable" && plan.level === level;
  if (predicate.op === "text" && isVariable(predicate.part) && !asks(predicate.text)) {
    return anyText(predicate.method, predicate.text, items.map(String));
  }
  if (predicate.op === "in range" && isVariable(predicate.range) && !asks(predicate.ip)) {
    return rangesTest(predicate.ip, rangesOf(items, predicate.ranges));
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

/** What has to be looked through; what is found about ancestors is inherited where it can be. */
function loop(over: ListPlan, level: number, predicate: Plan): Plan {
  const isOfProcess = over.op === "ancestors" && over.of.op !== "payload" && over.of.op !== "image";
  if (isOfProcess && asksVariableOnly(predicate, level) && asksImageOnly(predicate)) {
    return { op: "inherited", type: "bool", process: over.of, level, predicate };
  }
  return { op: "exists", type: "bool", list: over, level, predicate };
}

/** True where a predicate, which asks for its variable alone, asks it for nothing but its own image. */
function asksImageOnly(part: PlanPart): boolean {
  switch (part.op) {
    case "field":
    case "texts":
      return part.of.op === "image" && OF_IMAGES.has(part.name);
    case "payload":
    case "process":
    case "payload process":
    case "image":
    case "ancestors":
      return false;
    default:
      return partsOfPlan(part).every(asksImageOnly);
  }
}

const sizes = new WeakMap<Tree, number>();

/** How many parts a tree has at most, where every list that is written down is written out. */
function sizeOf(tree: Tree): number {
  let size = sizes.get(tree);
  if (size === undefined) {
    size = partsOfTree(tree).reduce((sum, part) => sum + sizeOf(part), 1);
    if (tree.op === "exists" && "items" in tree.list) {
      size += (tree.list.items.length + 1) * sizeOf(tree.predicate);
    }
    sizes.set(tree, size);
  }
  return size;
}

/** The names that a part sees: the level of the `exists` that each belongs to, or the value that stands for it. */
export interface Variables {
  readonly byName: ReadonlyMap<string, Meaning>;
  /** How many levels there are around the part. */
  readonly depth: number;
  /** Fields of the payload that are taken to be empty. */
  readonly empty: ReadonlySet<string>;
}

type Meaning = { readonly level: number } | { readonly value: ScalarValue };

/** What is seen outside of all `exists`. */
export const NO_VARIABLES: Variables = { byName: new Map(), depth: 0, empty: new Set() };

/** Gives a name a meaning, in place of the one that it may have further out. */
export function withVariable(variables: Variables, name: string, meaning: Meaning): Variables {
  return { ...variables, byName: new Map([...variables.byName, [name, meaning]]) };
}

/** Plans a variable; `isOfType` tells the values of its type. */
export function planVariable<T extends Scalar, Value extends ScalarValue>(
  { name, type }: VariablePart<T>,
  variables: Variables,
  isOfType: (value: ScalarValue) => value is Value,
): Constant<T, Value> | VariablePlan<T> {
  const meaning = meaningOf(name, variables);
  if ("level" in meaning) return { op: "variable", type, level: meaning.level };
  const { value } = meaning;
  if (!isOfType(value)) throw new Error(`the tree is wrong: ${name} is no ${type}`);
  return { op: "constant", type, value };
}

/** The level of a variable that is an ancestor, for which no value can stand. */
export function levelOf({ name }: AncestorTree, variables: Variables): number {
  const meaning = meaningOf(name, variables);
  if ("value" in meaning) throw new Error(`the tree is wrong: ${name} is no ancestor`);
  return meaning.level;
}

function meaningOf(name: string, { byName }: Variables): Meaning {
  const meaning = byName.get(name);
  if (meaning === undefined)
    throw new Error(`the tree is wrong: ${name} is the variable of no exists around it`);
  return meaning;
}
