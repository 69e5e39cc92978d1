import { describe, expect, test } from "vitest";
import { correlationNames } from "../../src/cel/names.ts";
import { planCondition } from "../../src/cel/plan-condition.ts";
import { printPlan } from "../../src/cel/print.ts";
import type { BoolTree } from "../../src/cel/tree.ts";
import { treeOf } from "./fields.ts";

const planOf = (condition: string): string => printPlan(planCondition(treeOf(condition)));

describe("what is the same for every event is computed once", () => {
  test.each([
    ["1 < 2 && 'B' == 'b'", "true"],
    ["!('a'.contains('b') || 2 in [1, 2])", "false"],
    ["is_new && 'a' in list.empty", "false"],
    ["is_new || 'a'.startsWith('a')", "true"],
    ["(1 == 1 ? name : path) == 'x'", 'equals(name, "x")'],
    ["(1 == 2 ? size : 3) == 3", "true"],
    ["is_new == true && is_new != false", "is_new"],
    ["path.endsWith('')", "true"],
    ["inIpRange('10.1.1.1', '10.0.0.0/8')", "true"],
    ["[].exists(x, is_new)", "false"],
    ["list.empty.exists(x, path == x)", "false"],
    ["['a', 'b'].exists(x, x == 'b')", "true"],
    ["process.argv.exists(a, false)", "false"],
    ["process.argv.exists(a, 1 == 1)", "exists(process.argv, $0, true)"],
    ["[1, 2].exists(n, size == n && n > 1)", "(size == 2)"],
    ["[true].exists(b, is_new == b)", "is_new"],
  ])("%s: %s", (condition, expected) => {
    expect(planOf(condition)).toBe(expected);
  });
});

describe("tests of one thing become one test", () => {
  test.each([
    ["path == '/b' || path == '/a' || path in ['/c', '/a']", 'equals(path, "/a", "/b", "/c")'],
    [
      "path.endsWith('/b') || is_new || list.tools.exists(t, path.endsWith(t))",
      'or(is_new, endsWith(path, "/b", "/npm", "/pip"))',
    ],
    ["!path.contains('b') && is_new && !path.contains('a')", 'and(is_new, not(contains(path, "a", "b")))'],
    ["!(path == 'a' || path == 'b')", 'not(equals(path, "a", "b"))'],
    ["list.tools.exists(t, is_new && path.endsWith(t))", 'and(is_new, endsWith(path, "/npm", "/pip"))'],
    ["list.tools.exists(t, t == path)", 'equals(path, "/npm", "/pip")'],
    ["list.tools.exists(t, t.endsWith(path))", 'or(endsWith("/npm", path), endsWith("/pip", path))'],
    [
      "path.startsWith('a') || path.endsWith('a') || name.startsWith('b')",
      'or(startsWith(path, "a"), endsWith(path, "a"), startsWith(name, "b"))',
    ],
    ["inIpRange(ip, '10.0.0.0/8') || inIpRange(ip, '::/0')", "inIpRange(ip, 10.0.0.0/8, ::/0)"],
    [
      "['10.0.0.0/8', '::/0'].exists(c, inIpRange(ip, c)) || inIpRange(ip, '192.168.0.0/16')",
      "inIpRange(ip, 10.0.0.0/8, ::/0, 192.168.0.0/16)",
    ],
    [
      "process.argv.exists(a, a == 'x') || process.argv.exists(b, b == 'y')",
      'exists(process.argv, $0, equals($0, "x", "y"))',
    ],
    [
      "list.tools.exists(t, process.ancestors.exists(a, a.exec_path.endsWith(t)))",
      'inherited(process, $0, endsWith($0.exec_path, "/npm", "/pip"))',
    ],
    [
      "!process.ancestors.exists(a, a.exec_path == 'x') && !process.ancestors.exists(b, b.exec_path == 'y')",
      'not(inherited(process, $0, equals($0.exec_path, "x", "y")))',
    ],
    // Not one of the same process.
    [
      "process.ancestors.exists(a, a.argv == []) || target.ancestors.exists(a, a.argv == [])",
      "or(inherited(process, $0, ($0.argv == [])), inherited(target, $0, ($0.argv == [])))",
    ],
  ])("%s: %s", (condition, expected) => {
    expect(planOf(condition)).toBe(expected);
  });
});

describe("what is dear is asked last, and not for every element", () => {
  test.each([
    [
      "process.argv.exists(a, a == 'x') && path == 'y' && is_new",
      'and(is_new, equals(path, "y"), exists(process.argv, $0, equals($0, "x")))',
    ],
    ["size != 1 && !(size < 2)", "and((size >= 2), not((size == 1)))"],
    ["process.argv.exists(a, is_new && a == path)", "and(is_new, exists(process.argv, $0, ($0 == path)))"],
    ["process.argv.exists(a, is_new)", "and(is_new, exists(process.argv, $0, true))"],
    ["size in [1, 2] && size == 3", "and((size == 3), (size in [1, 2]))"],
    [
      "inIpRange(ip, '10.0.0.0/8') && process.argv.exists(a, a == 'x')",
      'and(exists(process.argv, $0, equals($0, "x")), inIpRange(ip, 10.0.0.0/8))',
    ],
  ])("%s: %s", (condition, expected) => {
    expect(planOf(condition)).toBe(expected);
  });
});

describe("an answer about ancestors is inherited only where it is the same below every image", () => {
  test.each([
    ["process.ancestors.exists(a, a.argv.exists(v, v == 'x'))", "inherited(process, $0, "],
    ["target.ancestors.exists(a, a.exec_path == '/x')", "inherited(target, $0, "],
    ["process.ancestors.exists(a, a.exec_path == path)", "exists(process.ancestors, $0, "],
    [
      "words.exists(w, process.ancestors.exists(a, a.exec_path == w))",
      "exists(words, $0, exists(process.ancestors",
    ],
    [
      "process.ancestors.exists(a, a.descendants.exists(d, d.exec_path == 'x'))",
      "exists(process.ancestors, $0, ",
    ],
    ["parents.exists(a, a.exec_path == '/x')", "exists(parents, $0, "],
    ["process.ancestors.exists(a, true)", "exists(process.ancestors, $0, "],
  ])("%s", (condition, expected) => {
    expect(planOf(condition).slice(0, expected.length)).toBe(expected);
  });
});

test("a list is not written out past a limit, however lists are nested", () => {
  const nested = Array.from({ length: 30 }, (_, n) => `[1, 2].exists(v${n}, v${n} == size || `).join("");
  const plan = planOf(`${nested}is_new${")".repeat(30)}`);
  expect(plan.length).toBeLessThan(10_000);
  expect(plan.slice(0, 50)).toBe("exists([1, 2], $0, or(($0 == size), exists([1, 2],");
  expect(plan).toMatch(/or\(is_new, \(\$26 == size\), \(size == 1\), \(size == 2\)\)\)+$/);
});

test("a correlation has no plan", () => {
  const context = { language: "correlation", names: correlationNames(["a"], []) } as const;
  expect(() => planCondition(treeOf("rule.a.total_count > 1", context))).toThrow("has no plan");
});

test("a tree that no condition has is refused, with what is wrong in it", () => {
  const span = { start: 0, end: 0 };
  const variable = { op: "variable", type: "bool", name: "x", span } as const;
  expect(() => planCondition(variable)).toThrow("x is the variable of no exists around it");
  const over = (predicate: BoolTree): BoolTree => ({
    op: "exists",
    type: "bool",
    list: { op: "named list", type: "list of strings", name: "tools", items: ["/npm"], span },
    variable: "x",
    predicate,
    span,
  });
  expect(() => planCondition(over(variable))).toThrow("x is no bool");
  const of = { op: "variable", type: "ancestor", name: "x", span } as const;
  const path = { op: "member", type: "bool", of, name: "exec_path", span } as const;
  expect(() => planCondition(over(path))).toThrow("x is no ancestor");
});
