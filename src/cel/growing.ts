import type { BoolTree, ScalarTree } from "./tree.ts";
import { boolValue, countBindings, type MatchCounts } from "./value.ts";

/** What becomes of a part as counts grow. */
type Course = "stays" | "grows" | "shrinks" | "either";

/**
 * True where a correlation that is true stays true as its counts grow: so it is true of no smaller counts than those
 * that there really are, which is to say that counts of which something was forgotten can be asked.
 */
export function isGrowing(tree: BoolTree): boolean {
  const course = courseOf(tree);
  return course === "stays" || course === "grows";
}

/** What a correlation says whatever is counted; undefined where that depends, or is not known. */
export function alwaysOf(tree: BoolTree): boolean | undefined {
  if (!isGrowing(tree)) return undefined;
  if (boolValue(tree, countBindings(alike(0)))) return true;
  return boolValue(tree, countBindings(alike(Number.MAX_SAFE_INTEGER))) ? undefined : false;
}

function alike(count: number): MatchCounts {
  return { total: () => count, distinct: () => count };
}

/** A bool grows where it can become true and not false. */
function courseOf(tree: ScalarTree): Course {
  switch (tree.op) {
    case "literal":
      return "stays";
    case "count":
    case "matched":
      return "grows";
    case "sum":
      return both(courseOf(tree.left), tree.operator === "+" ? courseOf(tree.right) : turned(tree.right));
    case "and":
    case "or":
      return tree.operands.map(courseOf).reduce(both);
    case "not":
      return turned(tree.operand);
    case "compare":
      return compared(tree.operator, tree.left, tree.right);
    case "choose":
      return chosen(tree.test, tree.yes, tree.no);
    default:
      // Correlations have no other parts.
      return "either";
  }
}

function compared(operator: string, left: ScalarTree, right: ScalarTree): Course {
  if (operator === ">" || operator === ">=") return both(courseOf(left), turned(right));
  if (operator === "<" || operator === "<=") return both(turned(left), courseOf(right));
  return both(courseOf(left), courseOf(right)) === "stays" ? "stays" : "either";
}

/** Of branches that are numbers, as in `rule.a.total_count >= 1 ? 1 : 0`, the larger one is known. */
function chosen(test: BoolTree, yes: ScalarTree, no: ScalarTree): Course {
  if (courseOf(test) === "stays") return both(courseOf(yes), courseOf(no));
  const isUp = isAtLeast(yes, no);
  if (!isUp && !isAtLeast(no, yes)) return "either";
  return isUp ? courseOf(test) : turned(test);
}

function isAtLeast(more: ScalarTree, less: ScalarTree): boolean {
  return more.op === "literal" && less.op === "literal" && more.value >= less.value;
}

function turned(tree: ScalarTree): Course {
  const course = courseOf(tree);
  if (course === "grows") return "shrinks";
  return course === "shrinks" ? "grows" : course;
}

function both(a: Course, b: Course): Course {
  if (a === "stays" || a === b) return b;
  return b === "stays" ? a : "either";
}
