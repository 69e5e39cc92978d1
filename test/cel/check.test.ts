import { expect, test } from "vitest";
import { runAlone } from "../../src/cel/kind-rules.ts";
import { planRule } from "../../src/cel/plan-rule.ts";
import { boolValue, eventBindings } from "../../src/cel/value.ts";
import { random } from "../random.ts";
import { render } from "./condition-part.ts";
import { EVERY_TYPE, RANDOM_CONTEXT, treeOf } from "./fields.ts";
import { conditionOver } from "./random-condition.ts";
import { randomEvents } from "./random-events.ts";

test("a tree is plain data: each part with its type and its place, strings folded, chains flat", () => {
  const condition = "(path.endsWith('/X') && is_new) && size in [0x1F]";
  const tree = treeOf(condition);
  expect(JSON.parse(JSON.stringify(tree))).toEqual(tree);
  expect(tree).toEqual({
    op: "and",
    type: "bool",
    span: { start: 1, end: 49 },
    operands: [
      {
        op: "text",
        type: "bool",
        span: { start: 1, end: 20 },
        method: "endsWith",
        text: { op: "field", type: "string", name: "path", span: { start: 1, end: 5 } },
        part: { op: "literal", type: "string", value: "/x", span: { start: 15, end: 19 } },
      },
      { op: "field", type: "bool", name: "is_new", span: { start: 24, end: 30 } },
      {
        op: "in",
        type: "bool",
        span: { start: 35, end: 49 },
        value: { op: "field", type: "int", name: "size", span: { start: 35, end: 39 } },
        list: {
          op: "list",
          type: "list of ints",
          span: { start: 43, end: 49 },
          items: [{ op: "literal", type: "int", value: 31, span: { start: 44, end: 48 } }],
        },
      },
    ],
  });
});

test("a range of addresses is read once, and an int past what a number holds is a bigint", () => {
  expect(treeOf("inIpRange(ip, '10.255.0.0/12') && size == -9223372036854775808")).toMatchObject({
    operands: [
      { op: "inIpRange", range: { bytes: [10, 240, 0, 0], prefix: 12 } },
      { operator: "==", right: { value: -9223372036854775808n } },
    ],
  });
});

test("a field that is a process is asked for its own fields, and its ancestors for theirs", () => {
  expect(treeOf("target.ancestors.exists(a, a.exec_path == '/x')")).toMatchObject({
    op: "exists",
    variable: "a",
    list: { op: "member", type: "list of ancestors", name: "ancestors", of: { op: "field", name: "target" } },
    predicate: { left: { op: "member", type: "string", of: { op: "variable", type: "ancestor" } } },
  });
  expect(() => treeOf("target.nope == 'x'")).toThrow('unknown field "nope"');
  expect(() => treeOf("target == 'x'")).toThrow('"==" cannot compare an object; ask for one of its fields');
  expect(() => treeOf("parents.exists(p, p.ancestors == [])")).toThrow('unknown field "ancestors"');
});

test("conditions over fields of every type are planned to say what their trees say", () => {
  const choices = random(3);
  const trees = Array.from({ length: 150 }, () =>
    treeOf(render(conditionOver(choices, EVERY_TYPE), "as given"), RANDOM_CONTEXT),
  );
  const rules = trees.map((tree) => runAlone(planRule(tree, [])));
  let matches = 0;
  for (const event of randomEvents(choices, "file_open", 40, EVERY_TYPE)) {
    for (const [index, tree] of trees.entries()) {
      const wanted = boolValue(tree, eventBindings(event));
      expect([index, rules[index]?.(event)]).toEqual([index, wanted]);
      if (wanted) matches++;
    }
  }
  expect(matches).toBeGreaterThan(1_000);
  expect(matches).toBeLessThan(5_000);
});
