import { same } from "./compare.ts";
import {
  allOf,
  anyOf,
  anyText,
  constant,
  equality,
  negated,
  ordered,
  rangesTest,
  textTest,
} from "./merge.ts";
import type { IntPlan, ListPlan, OwnerPlan, Plan, ScalarPlan, StringPlan } from "./plan.ts";
import { type Constants, planExists, type Variables } from "./plan-exists.ts";
import type {
  AncestorTree,
  BoolTree,
  Int,
  IntTree,
  ListTree,
  ProcessTree,
  ReadPart,
  ScalarTree,
  StringTree,
  Type,
} from "./tree.ts";

/**
 * Plans a condition over events, from its innermost parts outwards: what is constant is computed, what is alike is
 * put together, and what is cheap comes first. Throws for a correlation.
 */
export function optimise(tree: BoolTree): Plan {
  return bool(tree, { byName: new Map(), depth: 0 });
}

function bool(tree: BoolTree, variables: Variables): Plan {
  switch (tree.op) {
    case "literal":
      return constant(tree.value);
    case "field":
    case "member":
      return { op: "field", type: "bool", ...fieldOf(tree, variables) };
    case "variable": {
      const variable = variables.byName.get(tree.name);
      if (variable !== undefined && "level" in variable) return { op: "variable", type: "bool", ...variable };
      return constant(variable?.value === true);
    }
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
    case "compare": {
      const { operator, left, right } = tree;
      const [a, b] = [scalar(left, variables), scalar(right, variables)];
      if (operator === "==") return equality(a, b);
      return operator === "!=" ? negated(equality(a, b)) : ordered(operator, a, b);
    }
    case "compare lists": {
      const [left, right] = [list(tree.left, variables), list(tree.right, variables)];
      const equal: Plan = { op: "same list", type: "bool", left, right };
      return tree.operator === "==" ? equal : negated(equal);
    }
    case "in":
      return membership(scalar(tree.value, variables), list(tree.list, variables));
    case "text":
      return textTest(tree.method, string(tree.text, variables), string(tree.part, variables));
    case "exists":
      return planExists(tree, list(tree.list, variables), variables, bool);
    case "inIpRange":
      return rangesTest(string(tree.ip, variables), [tree.range]);
  }
}

function string(tree: StringTree, variables: Variables): StringPlan {
  switch (tree.op) {
    case "literal":
      return { op: "constant", type: "string", value: tree.value };
    case "field":
    case "member":
      return { op: "field", type: "string", ...fieldOf(tree, variables) };
    case "variable": {
      const variable = variables.byName.get(tree.name);
      if (variable !== undefined && "level" in variable)
        return { op: "variable", type: "string", ...variable };
      return { op: "constant", type: "string", value: String(variable?.value ?? "") };
    }
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
    case "variable": {
      const variable = variables.byName.get(tree.name);
      if (variable !== undefined && "level" in variable) return { op: "variable", type: "int", ...variable };
      return { op: "constant", type: "int", value: intOf(variable?.value) };
    }
    case "choose": {
      const test = bool(tree.test, variables);
      const [yes, no] = [int(tree.yes, variables), int(tree.no, variables)];
      if (test.op === "constant") return test.value ? yes : no;
      return { op: "choose", type: "int", test, yes, no };
    }
    case "sum":
    case "count":
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
  switch (tree.op) {
    case "named list":
      return { op: "constants", element: "string", items: tree.items };
    case "list": {
      const items = tree.items.map((item) => scalar(item, variables));
      const element = items[0]?.type ?? "string";
      const values = items.flatMap((item) => (item.op === "constant" ? [item.value] : []));
      if (values.length === items.length) return { op: "constants", element, items: values };
      return { op: "values", element, items };
    }
    case "field":
    case "member": {
      const op = tree.type === "list of ancestors" ? "ancestors" : "texts";
      return { op, ...fieldOf(tree, variables) };
    }
  }
}

function fieldOf(tree: ReadPart<Type>, variables: Variables): { of: OwnerPlan; name: string } {
  return { of: tree.op === "field" ? { op: "payload" } : owner(tree.of, variables), name: tree.name };
}

function owner(tree: ProcessTree | AncestorTree, variables: Variables): OwnerPlan {
  switch (tree.op) {
    case "process":
      return { op: "process" };
    case "field":
    case "member":
      return { op: "owned process", ...fieldOf(tree, variables) };
    case "variable": {
      const variable = variables.byName.get(tree.name);
      return { op: "image", level: variable !== undefined && "level" in variable ? variable.level : 0 };
    }
  }
}

function intOf(value: Constants[number] | undefined): Int {
  return typeof value === "number" || typeof value === "bigint" ? value : 0;
}

function membership(value: ScalarPlan, within: ListPlan): Plan {
  if (within.op === "constants") {
    if (value.op === "constant") return constant(within.items.some((item) => same(item, value.value)));
    if (value.type === "string") return anyText("equals", value, within.items.map(String));
  }
  return { op: "in", type: "bool", value, list: within };
}
