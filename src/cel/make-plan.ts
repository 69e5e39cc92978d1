import { inOrder, same, TEXT_TESTS } from "./compare.ts";
import { costOf } from "./cost.ts";
import { type IpRange, isInIpRange, parseIp } from "./ip-range.ts";
import type { AnyTextPlan, Plan, ScalarPlan, StringPlan } from "./plan.ts";
import { printPlan } from "./print.ts";
import type { Ordering, TextMethod } from "./tree.ts";

/** The plan of what is always true, or always false. */
export function constant(value: boolean): Plan {
  return { op: "constant", type: "bool", value };
}

/** `==` of two values of one type. */
export function equality(left: ScalarPlan, right: ScalarPlan): Plan {
  if (left.op === "constant") {
    return right.op === "constant" ? constant(same(left.value, right.value)) : equalsConstant(right, left);
  }
  if (right.op === "constant") return equalsConstant(left, right);
  return { op: "compare", type: "bool", operator: "==", left, right };
}

function equalsConstant(left: ScalarPlan, right: Extract<ScalarPlan, { op: "constant" }>): Plan {
  if (left.type === "string" && right.type === "string") return anyText("equals", left, [right.value]);
  if (left.type === "bool" && right.type === "bool") return right.value ? left : negated(left);
  return { op: "compare", type: "bool", operator: "==", left, right };
}

/** `<` and its kin, of two values of one type. */
export function ordered(operator: Ordering, left: ScalarPlan, right: ScalarPlan): Plan {
  if (left.op === "constant" && right.op === "constant") {
    return constant(inOrder(operator, left.value, right.value));
  }
  return { op: "compare", type: "bool", operator, left, right };
}

/** A call of a string method. */
export function textTest(method: TextMethod, text: StringPlan, part: StringPlan): Plan {
  if (part.op === "constant") return anyText(method, text, [part.value]);
  return { op: "text", type: "bool", method, text, part };
}

/** True where a text passes the test with one of the parts. */
export function anyText(method: AnyTextPlan["method"], text: StringPlan, parts: readonly string[]): Plan {
  const distinct = [...new Set(parts)].sort();
  if (distinct.length === 0) return constant(false);
  if (method !== "equals" && distinct[0] === "") return constant(true);
  if (text.op !== "constant") return { op: "any text", type: "bool", method, text, parts: distinct };
  const test = method === "equals" ? same : TEXT_TESTS[method];
  return constant(distinct.some((part) => test(text.value, part)));
}

/** True where an address lies in one of the ranges. */
export function rangesTest(ip: StringPlan, ranges: readonly IpRange[]): Plan {
  if (ip.op !== "constant") return { op: "in ranges", type: "bool", ip, ranges };
  const address = parseIp(ip.value);
  return constant(ranges.some((range) => isInIpRange(address, range)));
}

/** The ranges that texts stand for. Throws for a text that stands for none. */
export function rangesOf(texts: readonly unknown[], ranges: ReadonlyMap<string, IpRange>): IpRange[] {
  return texts.map((text) => {
    const range = ranges.get(String(text));
    if (range === undefined) throw new Error(`the tree is wrong: ${text} is no item of the list`);
    return range;
  });
}

/** `!`. */
export function negated(plan: Plan): Plan {
  switch (plan.op) {
    case "constant":
      return constant(!plan.value);
    case "not":
      return plan.operand;
    case "or":
      return chain("and", plan.operands.map(negated));
    case "compare":
      if (plan.operator !== "==") return { ...plan, operator: OPPOSITE[plan.operator] };
      return { op: "not", type: "bool", operand: plan };
    default:
      return { op: "not", type: "bool", operand: plan };
  }
}

const OPPOSITE = { "<": ">=", "<=": ">", ">": "<=", ">=": "<" } as const satisfies Record<Ordering, Ordering>;

/** `||` of parts; those that ask for the same become one. */
export function anyOf(operands: readonly Plan[]): Plan {
  const groups = new Map<unknown, [Plan, ...Plan[]]>();
  for (const operand of flat("or", operands)) {
    if (operand.op === "constant") {
      if (operand.value) return operand;
      continue;
    }
    const key = likeness(operand) ?? operand;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [operand]);
    else group.push(operand);
  }
  return chain("or", [...groups.values()].map(merged));
}

/** `&&` of parts; those that must not be true become one where that is so of `||`. */
export function allOf(operands: readonly Plan[]): Plan {
  const positive: Plan[] = [];
  const negative: Plan[] = [];
  for (const operand of flat("and", operands)) {
    if (operand.op === "not") negative.push(operand.operand);
    else if (operand.op !== "constant") positive.push(operand);
    else if (!operand.value) return operand;
  }
  return chain("and", negative.length === 0 ? positive : [...positive, negated(anyOf(negative))]);
}

function flat(op: "and" | "or", operands: readonly Plan[]): readonly Plan[] {
  if (!operands.some((operand) => operand.op === op)) return operands;
  return operands.flatMap((operand) => (operand.op === op ? operand.operands : [operand]));
}

/** A chain, the cheap parts first, and each of those once. */
function chain(op: "and" | "or", operands: readonly Plan[]): Plan {
  const parts = distinct(flat(op, operands));
  const whole = parts.find((part) => part.op === "constant" && part.value === (op === "or"));
  if (whole !== undefined) return whole;
  const open = parts.filter((part) => part.op !== "constant");
  const [first, ...others] = open.sort((a, b) => costOf(a) - costOf(b));
  if (first === undefined) return constant(op === "and");
  return others.length === 0 ? first : { op, type: "bool", operands: [first, ...others] };
}

/** Leaves out what is there already; to look for that in long parts is not worth it. */
function distinct(parts: readonly Plan[]): readonly Plan[] {
  if (parts.length < 2) return parts;
  const seen = new Set<string>();
  return parts.filter((part) => {
    if (costOf(part) > 1) return true;
    const text = printPlan(part);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

/** What two parts of a `||` have in common if they can be one; undefined for a part that stays as it is. */
function likeness(plan: Plan): string | undefined {
  switch (plan.op) {
    case "any text":
      return `${plan.method} ${printPlan(plan.text)}`;
    case "in ranges":
      return `ranges ${printPlan(plan.ip)}`;
    case "inherited":
      return `inherited ${printPlan(plan.process)} ${plan.level}`;
    case "exists":
      return `exists ${printPlan(plan.list)} ${plan.level}`;
    default:
      return undefined;
  }
}

/** One part for parts that are alike. */
function merged(group: readonly [Plan, ...Plan[]]): Plan {
  const [first, ...others] = group;
  if (others.length === 0) return first;
  switch (first.op) {
    case "any text": {
      const parts = group.flatMap((plan) => (plan.op === "any text" ? plan.parts : []));
      return anyText(first.method, first.text, parts);
    }
    case "in ranges":
      return { ...first, ranges: group.flatMap((plan) => (plan.op === "in ranges" ? plan.ranges : [])) };
    case "inherited":
    case "exists":
      return {
        ...first,
        predicate: anyOf(group.flatMap((plan) => (plan.op === first.op ? [plan.predicate] : []))),
      };
    default:
      // The same plan, more than once.
      return first;
  }
}
