import { expect, test } from "vitest";
import { asksOf } from "../../src/cel/asks.ts";
import { correlationNames } from "../../src/cel/names.ts";
import { treeOf } from "./fields.ts";

test.each([
  ["is_new", ["is_new"], []],
  ["path.endsWith('/.NPMRC') && path != name", ["path", "name"], ["/.npmrc"]],
  ["process.exec_path in list.tools", ["process.exec_path"], ["/npm", "/pip"]],
  ["size in [1, 2] || size == 9007199254740993", ["size"], [1, 2, 9007199254740993n]],
  ["process.argv.exists(v, v == '-d')", ["process.argv"], ["-d"]],
  ["list.tools.exists(t, path == t)", ["path"], ["/npm", "/pip"]],
  [
    "process.ancestors.exists(a, a.argv.exists(v, v in words) && a.descendants.exists(d, d.exec_path == 'x'))",
    [
      "process.ancestors",
      "process.ancestors.argv",
      "words",
      "process.ancestors.descendants",
      "process.ancestors.descendants.exec_path",
    ],
    ["x"],
  ],
  [
    "target.exec_path == '/x' && target.ancestors.exists(a, a.exec_path == '/y')",
    ["target.exec_path", "target.ancestors", "target.ancestors.exec_path"],
    ["/x", "/y"],
  ],
  ["parents.exists(p, p.argv == [])", ["parents", "parents.argv"], []],
  // The inner name hides the outer one.
  [
    "process.ancestors.exists(a, target.ancestors.exists(a, a.exec_path == '') && a.argv != [])",
    ["process.ancestors", "target.ancestors", "target.ancestors.exec_path", "process.ancestors.argv"],
    [""],
  ],
  ["(is_new ? ip : name) == 'x' && !inIpRange(ip, '10.0.0.0/8')", ["is_new", "ip", "name"], ["x"]],
  ["true", [], [true]],
])("%s asks for these fields and literals", (condition, fields, literals) => {
  expect(asksOf(treeOf(condition))).toEqual({ fields, literals, rules: [] });
});

test("several conditions are asked together, and each answer is given once", () => {
  expect(asksOf(treeOf("path == '/x'"), treeOf("path == '/x' || is_new"))).toEqual({
    fields: ["path", "is_new"],
    literals: ["/x"],
    rules: [],
  });
});

test("a correlation asks for the counts of rules", () => {
  const context = { language: "correlation", names: correlationNames(["a", "b", "c"], []) } as const;
  const condition = "rule.b.total_count > 1 && (rule.a.total_count + rule.b.total_count > 3)";
  expect(asksOf(treeOf(condition, context))).toEqual({ fields: [], literals: [1, 3], rules: ["b", "a"] });
});
