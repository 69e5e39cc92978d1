import type { ScalarValue } from "./compare.ts";
import type { Constant, VariablePlan } from "./plan.ts";
import type { AncestorTree, Scalar, VariablePart } from "./tree.ts";

/** The names that a part sees: the level of the `exists` that each belongs to, or the value that stands for it. */
export interface Variables {
  readonly byName: ReadonlyMap<string, Meaning>;
  /** How many levels there are around the part. */
  readonly depth: number;
}

type Meaning = { readonly level: number } | { readonly value: ScalarValue };

/** What is seen outside of all `exists`. */
export const NO_VARIABLES: Variables = { byName: new Map(), depth: 0 };

/** Gives a name a meaning, in place of the one that it may have further out. */
export function withVariable({ byName, depth }: Variables, name: string, meaning: Meaning): Variables {
  return { byName: new Map([...byName, [name, meaning]]), depth };
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
