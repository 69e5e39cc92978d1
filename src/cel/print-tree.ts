import { printIpRange } from "./ip-range.ts";
import type { Tree } from "./tree.ts";

/** How strongly parts hold together; a part that holds less strongly than its place needs has parentheses. */
const ANY = 0;
const OR = 1;
const AND = 2;
const COMPARISON = 3;
const SUM = 4;
const UNARY = 5;
const WHOLE = 6;

/** A checked condition as CEL text, on one line. It parses to a tree that is equal but for places. */
export function printTree(tree: Tree): string {
  return printed(tree, ANY);
}

function printed(tree: Tree, needed: number): string {
  const text = textOf(tree);
  return strengthOf(tree) < needed ? `(${text})` : text;
}

function strengthOf(tree: Tree): number {
  switch (tree.op) {
    case "choose":
      return ANY;
    case "or":
      return OR;
    case "and":
      return AND;
    case "compare":
    case "compare lists":
    case "in":
      return COMPARISON;
    case "sum":
      return SUM;
    case "not":
      return UNARY;
    default:
      return WHOLE;
  }
}

function textOf(tree: Tree): string {
  switch (tree.op) {
    case "literal":
      return typeof tree.value === "string" ? JSON.stringify(tree.value) : String(tree.value);
    case "field":
    case "variable":
      return tree.name;
    case "process":
      return "process";
    case "member":
      return `${printed(tree.of, WHOLE)}.${tree.name}`;
    case "named list":
      return `list.${tree.name}`;
    case "list":
      return `[${tree.items.map((item) => printed(item, ANY)).join(", ")}]`;
    case "count":
      return `rule.${tree.rule}.total_count`;
    case "and":
      return tree.operands.map((operand) => printed(operand, COMPARISON)).join(" && ");
    case "or":
      return tree.operands.map((operand) => printed(operand, AND)).join(" || ");
    case "not":
      return `!${printed(tree.operand, UNARY)}`;
    case "choose": {
      const [test, yes, no] = [tree.test, tree.yes, tree.no].map((part) => printed(part, OR));
      return `${test} ? ${yes} : ${no}`;
    }
    case "compare":
    case "compare lists":
      return `${printed(tree.left, SUM)} ${tree.operator} ${printed(tree.right, SUM)}`;
    case "in":
      return `${printed(tree.value, SUM)} in ${printed(tree.list, SUM)}`;
    case "sum":
      return `${printed(tree.left, SUM)} ${tree.operator} ${printed(tree.right, UNARY)}`;
    case "text":
      return `${printed(tree.text, WHOLE)}.${tree.method}(${printed(tree.part, ANY)})`;
    case "exists":
      return `${printed(tree.list, WHOLE)}.exists(${tree.variable}, ${printed(tree.predicate, ANY)})`;
    case "inIpRange":
      return `inIpRange(${printed(tree.ip, ANY)}, ${JSON.stringify(printIpRange(tree.range))})`;
  }
}
