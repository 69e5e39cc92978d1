import { type Int, partsOfTree, type Tree } from "./tree.ts";

/** What a condition asks of an event, each once, in the order of the condition. */
export interface Asks {
  /**
   * Fields with all that leads to them: `path`, `process.exec_path`, `process.ancestors.argv`,
   * `process.ancestors.descendants.exec_path`. A list that is looked through stands among them too.
   */
  readonly fields: readonly string[];
  /** The literals and the items of named lists; strings are folded. */
  readonly literals: readonly (string | Int | boolean)[];
  /** The ids of the rules that a correlation counts. */
  readonly rules: readonly string[];
}

/** Finds all that conditions ask, at any depth. */
export function asksOf(...trees: readonly Tree[]): Asks {
  const found: Found = { fields: new Set(), literals: new Set(), rules: new Set() };
  for (const tree of trees) find(tree, new Map(), found);
  return { fields: [...found.fields], literals: [...found.literals], rules: [...found.rules] };
}

/** The ids of the rules of which a correlation counts the distinct values. */
export function distinctRulesOf(tree: Tree): string[] {
  if (tree.op === "count") return tree.of === "distinct_count" ? [tree.rule] : [];
  return [...new Set(partsOfTree(tree).flatMap(distinctRulesOf))];
}

interface Found {
  readonly fields: Set<string>;
  readonly literals: Set<string | Int | boolean>;
  readonly rules: Set<string>;
}

/** What the variables stand for: elements of the list of a field, or of a list that is no field. */
type ListOfVariable = ReadonlyMap<string, string | undefined>;

function find(tree: Tree, variables: ListOfVariable, found: Found): void {
  switch (tree.op) {
    case "literal":
      found.literals.add(tree.value);
      return;
    case "named list":
      for (const item of tree.items) found.literals.add(item);
      return;
    case "count":
      found.rules.add(tree.rule);
      return;
    case "matched":
      for (const rule of tree.rules) found.rules.add(rule);
      return;
    case "field":
    case "member":
      found.fields.add(fieldName(tree, variables) ?? tree.name);
      return;
    case "exists":
      find(tree.list, variables, found);
      find(tree.predicate, new Map([...variables, [tree.variable, fieldName(tree.list, variables)]]), found);
      return;
    default:
      for (const part of partsOfTree(tree)) find(part, variables, found);
  }
}

/** The name of what a part reads; undefined for one that is no field. */
function fieldName(tree: Tree, variables: ListOfVariable): string | undefined {
  switch (tree.op) {
    case "process":
      return "process";
    case "field":
      return tree.name;
    case "member":
      return `${fieldName(tree.of, variables)}.${tree.name}`;
    case "variable":
      return variables.get(tree.name);
    default:
      return undefined;
  }
}
