import { isBool, isInt, isString, same } from "./compare.ts";
import {
  allOf,
  anyOf,
  anyText,
  constant,
  equality,
  negated,
  ordered,
  rangesOf,
  rangesTest,
  textTest,
} from "./make-plan.ts";
import type {
  ConstantsPlan,
  FieldOf,
  IntPlan,
  ListPlan,
  OwnerPlan,
  Plan,
  ScalarPlan,
  StringPlan,
  ValueListPlan,
} from "./plan.ts";
import { levelOf, NO_VARIABLES, planExists, planVariable, type Variables } from "./plan-exists.ts";
import type {
  AncestorTree,
  BoolTree,
  Comparison,
  IntTree,
  ListTree,
  ProcessTree,
  RangeTest,
  ReadPart,
  ScalarTree,
  StringTree,
  Type,
  ValueListTree,
} from "./tree.ts";

/**
 * Plans a condition over events, from its innermost parts outwards: what is constant is computed, what is alike is
 * put together, and what is cheap comes first. The texts and lists of the payload that `empty` names are taken to be
 * empty. Throws for a correlation.
 */
export function planCondition(tree: BoolTree, empty = NO_VARIABLES.empty): Plan {
  return bool(tree, { ...NO_VARIABLES, empty });
}

function bool(tree: BoolTree, variables: Variables): Plan {
  switch (tree.op) {
    case "literal":
      return constant(tree.value);
    case "field":
    case "member":
      return { op: "field", type: "bool", ...fieldOf(tree, variables) };
    case "variable":
      return planVariable(tree, variables, isBool);
    case "choose": {
      const test = bool(tree.test, variables);
      const [yes, no] = [bool(tree.yes, variables), bool(tree.no, variables)];
      if (test.op === "constant") return test.value ? yes : no;
      return { op: "choose", type: "bool", test, yes, no };
    }
    case "and":
      return allOf(tree.operands.map((operand) => bool(operand, variables)));
    case "or":
      return anyOf(tree.operands.map((operand) => bool(operand, variables)));
    case "not":
      return negated(bool(tree.operand, variables));
    case "compare":
      return comparison(tree.operator, scalar(tree.left, variables), scalar(tree.right, variables));
    case "compare lists": {
      const [left, right] = [valueList(tree.left, variables), valueList(tree.right, variables)];
      const equal: Plan = { op: "same list", type: "bool", left, right };
      return tree.operator === "==" ? equal : negated(equal);
    }
    case "in":
      return membership(scalar(tree.value, variables), valueList(tree.list, variables));
    case "text":
      return textTest(tree.method, string(tree.text, variables), string(tree.part, variables));
    case "exists":
      return planExists(tree, list(tree.list, variables), variables, bool);
    case "inIpRange":
      return rangeTest(tree, variables);
  }
}

function rangeTest({ ip, range }: RangeTest, variables: Variables): Plan {
  const address = string(ip, variables);
  if (!("variable" in range)) return rangesTest(address, [range]);
  const { ranges } = range;
  const text = string(range.variable, variables);
  if (text.op === "variable") return { op: "in range", type: "bool", ip: address, range: text, ranges };
  return rangesTest(address, text.op === "constant" ? rangesOf([text.value], ranges) : []);
}

function string(tree: StringTree, variables: Variables): StringPlan {
  switch (tree.op) {
    case "literal":
      return { op: "constant", type: "string", value: tree.value };
    case "field":
    case "member":
      if (isEmpty(tree, variables)) return { op: "constant", type: "string", value: "" };
      return { op: "field", type: "string", ...fieldOf(tree, variables) };
    case "variable":
      return planVariable(tree, variables, isString);
    case "choose": {
      const test = bool(tree.test, variables);
      const [yes, no] = [string(tree.yes, variables), string(tree.no, variables)];
      if (test.op === "constant") return test.value ? yes : no;
      return { op: "choose", type: "string", test, yes, no };
    }
  }
}

function int(tree: IntTree, variables: Variables): IntPlan {
  switch (tree.op) {
    case "literal":
      return { op: "constant", type: "int", value: tree.value };
    case "field":
    case "member":
      return { op: "field", type: "int", ...fieldOf(tree, variables) };
    case "variable":
      return planVariable(tree, variables, isInt);
    case "choose": {
      const test = bool(tree.test, variables);
      const [yes, no] = [int(tree.yes, variables), int(tree.no, variables)];
      if (test.op === "constant") return test.value ? yes : no;
      return { op: "choose", type: "int", test, yes, no };
    }
    case "sum":
    case "count":
    case "matched":
      throw new Error("a correlation, which is asked seldom, has no plan");
  }
}

function scalar(tree: ScalarTree, variables: Variables): ScalarPlan {
  switch (tree.type) {
    case "string":
      return string(tree, variables);
    case "int":
      return int(tree, variables);
    case "bool":
      return bool(tree, variables);
  }
}

function list(tree: ListTree, variables: Variables): ListPlan {
  if (tree.type === "list of ancestors") return { op: "ancestors", ...fieldOf(tree, variables) };
  return valueList(tree, variables);
}

function valueList(tree: ValueListTree, variables: Variables): ValueListPlan {
  switch (tree.op) {
    case "named list":
      return { op: "constants", items: tree.items };
    case "list": {
      const items = tree.items.map((item) => scalar(item, variables));
      return constantsOf(items) ?? { op: "values", items };
    }
    case "field":
    case "member":
      if (isEmpty(tree, variables)) return { op: "constants", items: [] };
      return { op: "texts", ...fieldOf(tree, variables) };
  }
}

function isEmpty(tree: ReadPart<Type>, { empty }: Variables): boolean {
  return tree.op === "field" && empty.has(tree.name);
}

function constantsOf(items: readonly ScalarPlan[]): ConstantsPlan | undefined {
  const values = items.flatMap((item) => (item.op === "constant" ? [item.value] : []));
  return values.length === items.length ? { op: "constants", items: values } : undefined;
}

function fieldOf(tree: ReadPart<Exclude<Type, "process">>, variables: Variables): FieldOf {
  return { of: tree.op === "field" ? { op: "payload" } : owner(tree.of, variables), name: tree.name };
}

function owner(tree: ProcessTree | AncestorTree, variables: Variables): OwnerPlan {
  switch (tree.op) {
    case "process":
      return { op: "process" };
    case "field":
      return { op: "payload process", name: tree.name };
    case "variable":
      return { op: "image", level: levelOf(tree, variables) };
  }
}

function comparison(operator: Comparison["operator"], left: ScalarPlan, right: ScalarPlan): Plan {
  if (operator === "==") return equality(left, right);
  return operator === "!=" ? negated(equality(left, right)) : ordered(operator, left, right);
}

function membership(value: ScalarPlan, within: ValueListPlan): Plan {
  if (within.op === "constants") {
    if (value.op === "constant") return constant(within.items.some((item) => same(item, value.value)));
    if (value.type === "string") return anyText("equals", value, within.items.map(String));
  }
  return { op: "in", type: "bool", value, list: within };
}
