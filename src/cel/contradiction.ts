import { inOrder, isInt, type ScalarValue, same, TEXT_TESTS } from "./compare.ts";
import { printTree, shortened } from "./print.ts";
import type { BoolTree, Comparison, Int, ScalarTree, TextMethod } from "./tree.ts";

/** What one operand says of a value that an event tells. */
interface Atom {
  /** What is read, as text. */
  readonly of: string;
  readonly accepts: (value: ScalarValue) => boolean;
  /** All values that it accepts, where these are some that are written down. */
  readonly only?: readonly ScalarValue[];
  /** Of an int: where what it accepts begins or ends. */
  readonly edges: readonly Int[];
  readonly affix?: { readonly method: TextMethod; readonly text: string };
}

/** Why operands cannot all be true at once; undefined where no reason is found, which is not to say that they can. */
export function contradiction(operands: readonly BoolTree[]): string | undefined {
  const texts = new Set(operands.map(printTree));
  const denied = operands.find((operand) => operand.op === "not" && texts.has(printTree(operand.operand)));
  if (denied?.op === "not")
    return `it asks for ${shortened(printTree(denied.operand), SHOWN)} and for its opposite`;
  const byRead = new Map<string, Atom[]>();
  for (const operand of operands) {
    const atom = atomOf(operand);
    if (atom === undefined) continue;
    const others = byRead.get(atom.of);
    if (others === undefined) byRead.set(atom.of, [atom]);
    else others.push(atom);
  }
  const impossible = [...byRead].find(([, atoms]) => atoms.length > 1 && cannotAgree(atoms));
  return impossible && `no ${impossible[0]} is all of what is asked of it`;
}

/** Nobody who writes more than that contradicts himself by a slip. */
const MAX_CHECKS = 100_000;

function cannotAgree(atoms: readonly Atom[]): boolean {
  const only = atoms.find((atom) => atom.only !== undefined)?.only;
  if (only !== undefined && only.length * atoms.length > MAX_CHECKS) return false;
  if (only !== undefined) return !only.some((value) => atoms.every((atom) => atom.accepts(value)));
  const edges = atoms.flatMap((atom) => atom.edges.map(BigInt));
  if (edges.length * atoms.length > MAX_CHECKS) return false;
  if (edges.length > 0) {
    // Between two edges all ints are alike.
    const ints = edges.flatMap((edge) => [edge - 1n, edge, edge + 1n]);
    return !ints.some((int) => atoms.every((atom) => atom.accepts(int)));
  }
  return affixesDiffer(atoms, "startsWith") || affixesDiffer(atoms, "endsWith");
}

/** Of two beginnings, or ends, of one text the shorter is one of the longer. */
function affixesDiffer(atoms: readonly Atom[], method: "startsWith" | "endsWith"): boolean {
  const [longest, ...others] = atoms
    .flatMap(({ affix }) => (affix?.method === method ? [affix.text] : []))
    .sort((a, b) => b.length - a.length);
  return longest !== undefined && !others.every((text) => TEXT_TESTS[method](longest, text));
}

function atomOf(tree: BoolTree): Atom | undefined {
  switch (tree.op) {
    case "not": {
      const atom = atomOf(tree.operand);
      if (atom === undefined) return undefined;
      return { of: atom.of, accepts: (value) => !atom.accepts(value), edges: atom.edges };
    }
    case "compare":
      return ofComparison(tree.left, tree.operator, tree.right);
    case "in": {
      if (!isRead(tree.value) || !("items" in tree.list)) return undefined;
      const items = tree.list.items.map((item) => (typeof item === "string" ? item : literalOf(item)));
      const only = items.filter((item) => item !== undefined);
      if (only.length !== items.length) return undefined;
      const accepts = (value: ScalarValue) => only.some((item) => same(item, value));
      return { of: printTree(tree.value), accepts, only, edges: only.filter(isInt) };
    }
    case "text": {
      const { method, part } = tree;
      if (!isRead(tree.text) || part.op !== "literal") return undefined;
      const accepts = (value: ScalarValue) => TEXT_TESTS[method](String(value), part.value);
      return { of: printTree(tree.text), accepts, affix: { method, text: part.value }, edges: [] };
    }
    default:
      return undefined;
  }
}

function ofComparison(
  left: ScalarTree,
  operator: Comparison["operator"],
  right: ScalarTree,
): Atom | undefined {
  const isTurned = !isRead(left);
  const [read, literal] = isTurned ? [right, left] : [left, right];
  const written = literalOf(literal);
  if (!isRead(read) || written === undefined) return undefined;
  const of = printTree(read);
  const edges = [written].filter(isInt);
  if (operator === "==") return { of, accepts: (value) => same(value, written), only: [written], edges };
  if (operator === "!=") return { of, accepts: (value) => !same(value, written), edges };
  const accepts = (value: ScalarValue) =>
    isTurned ? inOrder(operator, written, value) : inOrder(operator, value, written);
  return { of, accepts, edges };
}

function isRead(tree: ScalarTree): boolean {
  return tree.op === "field" || tree.op === "member" || tree.op === "variable";
}

function literalOf(tree: ScalarTree): ScalarValue | undefined {
  return tree.op === "literal" ? tree.value : undefined;
}

const SHOWN = 60;
