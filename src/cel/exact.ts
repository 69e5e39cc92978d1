import type { Checker } from "./checker.ts";
import { type AstNode, sourceOf } from "./parse.ts";
import { type ListTree, partsOfTree, type StringTree, type Tree, type ValueListTree } from "./tree.ts";

/**
 * Strings that keep their case. They are compared with what is written down, as it is written, and with each other, but
 * with nothing that is folded: that would be true of what neither side says.
 */

type Strings = StringTree | ValueListTree;

/** True of a part whose strings keep their case. */
export function isExact(tree: Strings | ListTree): boolean {
  switch (tree.op) {
    case "literal":
      return false;
    case "choose":
      return isExact(tree.yes) || isExact(tree.no);
    case "list":
      return tree.type === "list of strings" && tree.items.some(isExact);
    default:
      return "isExact" in tree && tree.isExact === true;
  }
}

/** The same part with the case kept of what is written in it; undefined where it reads what is folded. */
export function exactly(checker: Checker, tree: StringTree): StringTree | undefined;
export function exactly(checker: Checker, tree: ValueListTree): ValueListTree | undefined;
export function exactly(checker: Checker, tree: Strings): Strings | undefined {
  switch (tree.op) {
    case "literal": {
      const { exact, ...literal } = tree;
      return { ...literal, value: exact ?? tree.value };
    }
    case "variable":
      if (tree.isExact) return tree;
      return checker.variableOf(tree.name)?.canBeExact ? { ...tree, isExact: true } : undefined;
    case "choose": {
      const [yes, no] = [exactly(checker, tree.yes), exactly(checker, tree.no)];
      return yes && no && { ...tree, yes, no };
    }
    case "named list": {
      const { exact, ...list } = tree;
      return { ...list, items: exact ?? tree.items, isExact: true };
    }
    case "list": {
      if (tree.type !== "list of strings") return tree;
      const items = tree.items.flatMap((item) => exactly(checker, item) ?? []);
      return items.length === tree.items.length ? { ...tree, items } : undefined;
    }
    default:
      return isExact(tree) ? tree : undefined;
  }
}

/** The same part as it is where nothing has its case: it is compared folded, and how it was written is forgotten. */
export function folded<T extends Strings>(tree: T): T;
export function folded(tree: Strings): Strings {
  switch (tree.op) {
    case "literal":
    case "named list": {
      const { exact, ...rest } = tree;
      return exact === undefined ? tree : rest;
    }
    case "choose":
      return { ...tree, yes: folded(tree.yes), no: folded(tree.no) };
    case "list":
      return tree.type === "list of strings" ? { ...tree, items: tree.items.map(folded) } : tree;
    default:
      return tree;
  }
}

/** What is compared, and where it stands. */
interface Compared<T extends Strings> {
  readonly tree: T;
  readonly node: AstNode;
}

/** Two parts that are compared, both with their case where one has it. Reports where the other one has none. */
export function alike<L extends Strings, R extends Strings>(
  checker: Checker,
  left: Compared<L>,
  right: Compared<R>,
): readonly [L, R] | undefined {
  const [isLeft, isRight] = [isExact(left.tree), isExact(right.tree)];
  if (!isLeft && !isRight) return [folded(left.tree), folded(right.tree)];
  if (isLeft && isRight) return [left.tree, right.tree];
  const sides = [exactlyOrFault(checker, left, right), exactlyOrFault(checker, right, left)] as const;
  return sides[0] && sides[1] && [sides[0], sides[1]];
}

function exactlyOrFault<T extends Strings>(
  checker: Checker,
  { tree, node }: Compared<T>,
  other: Compared<Strings>,
): T | undefined {
  // What keeps its kind: a string stays one, and a list.
  const exact = (exactly as (checker: Checker, tree: Strings) => Strings | undefined)(checker, tree);
  if (exact !== undefined) return exact as T;
  const { source } = checker.context;
  const [kept, folded] = [sourceOf(source, other.node), sourceOf(source, node)];
  return checker.fail(
    node.start,
    "condition-type",
    `${kept} keeps upper and lower case, and ${folded} does not; compare it with a text in quotes or a list, or write argv in the place of exact_argv`,
  );
}

/** Branches of a ternary, or elements of a list: all with their case where one has it. */
export function allAlike(
  checker: Checker,
  parts: readonly Compared<StringTree>[],
): readonly StringTree[] | undefined {
  const exact = parts.find(({ tree }) => isExact(tree));
  if (exact === undefined) return parts.map(({ tree }) => tree);
  const trees = parts.flatMap((part) => exactlyOrFault(checker, part, exact) ?? []);
  return trees.length === parts.length ? trees : undefined;
}

/** How a predicate compares its variable. */
export function usesOf(
  predicate: Tree,
  variable: string,
): { readonly exact: boolean; readonly folded: boolean } {
  const uses = { exact: false, folded: false };
  const look = (tree: Tree): void => {
    if (tree.op === "variable" && tree.name === variable && tree.type === "string") {
      uses[tree.isExact ? "exact" : "folded"] = true;
    }
    // Inside, the name is another one's.
    const isHidden = tree.op === "exists" && tree.variable === variable;
    for (const part of isHidden ? [tree.list] : partsOfTree(tree)) look(part);
  };
  look(predicate);
  return uses;
}
