import type { ScalarValue } from "./compare.ts";
import { printIpRange } from "./ip-range.ts";
import type { PlanPart, Subject } from "./plan.ts";
import type { RangeTest, Tree } from "./tree.ts";

/** How strongly parts hold together; a part that holds less strongly than its place needs has parentheses. */
const ANY = 0;
const OR = 1;
const AND = 2;
const COMPARISON = 3;
const SUM = 4;
const UNARY = 5;
const WHOLE = 6;

/** Ids that CEL takes for something else behind a dot. */
const RESERVED: ReadonlySet<string> = new Set(["in", "true", "false", "null"]);

/** A text as messages show it: of a long one its first characters. */
export function shortened(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}…`;
}

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
      return `${ruleText(tree.rule)}.${tree.of}`;
    case "matched":
      return call("matched", tree.rules.map(ruleText));
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
      return `inIpRange(${printed(tree.ip, ANY)}, ${printRange(tree.range)})`;
  }
}

function ruleText(id: string): string {
  return RESERVED.has(id) ? `rule[${JSON.stringify(id)}]` : `rule.${id}`;
}

function printRange(range: RangeTest["range"]): string {
  return "variable" in range ? range.variable.name : JSON.stringify(printIpRange(range));
}

/** A plan on one line. Two plans that are computed alike have one text. */
export function printPlan(plan: PlanPart): string {
  switch (plan.op) {
    case "constant":
      return shown(plan.value);
    case "payload":
    case "process":
      return plan.op;
    case "payload process":
      return plan.name;
    case "image":
    case "variable":
      return `$${plan.level}`;
    case "field":
    case "texts":
    case "ancestors":
      return plan.of.op === "payload" ? plan.name : `${printPlan(plan.of)}.${plan.name}`;
    case "constants":
      return `[${plan.items.map(shown).join(", ")}]`;
    case "values":
      return `[${plan.items.map(printPlan).join(", ")}]`;
    case "choose":
      return call("choose", [plan.test, plan.yes, plan.no].map(printPlan));
    case "and":
    case "or":
      return call(plan.op, plan.operands.map(printPlan));
    case "not":
      return call("not", [printPlan(plan.operand)]);
    case "compare":
      return `(${printPlan(plan.left)} ${plan.operator} ${printPlan(plan.right)})`;
    case "same list":
      return `(${printPlan(plan.left)} == ${printPlan(plan.right)})`;
    case "in":
      return `(${printPlan(plan.value)} in ${printPlan(plan.list)})`;
    case "text":
      return call(plan.method, [printPlan(plan.text), printPlan(plan.part)]);
    case "any text":
      return call(plan.method, [printPlan(plan.text), ...plan.parts.map(shown)]);
    case "in ranges":
      return call("inIpRange", [printPlan(plan.ip), ...plan.ranges.map(printIpRange)]);
    case "in range":
      return call("inIpRange", [printPlan(plan.ip), printPlan(plan.range)]);
    case "exists":
      return call("exists", [printPlan(plan.list), `$${plan.level}`, printPlan(plan.predicate)]);
    case "inherited":
      return call("inherited", [printPlan(plan.process), `$${plan.level}`, printPlan(plan.predicate)]);
    case "remembered":
      return call("remembered", [printSubject(plan.subject), printPlan(plan.part)]);
  }
}

/** A subject as text; two are the same where their texts are. */
export function printSubject(subject: Subject): string {
  return subject.kind === "process" ? printPlan(subject.process) : `text ${subject.field}`;
}

function call(name: string, args: readonly string[]): string {
  return `${name}(${args.join(", ")})`;
}

function shown(value: ScalarValue): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
