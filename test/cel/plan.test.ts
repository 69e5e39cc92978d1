import { describe, expect, test } from "vitest";
import { correlationNames } from "../../src/cel/names.ts";
import { optimise } from "../../src/cel/optimise.ts";
import { printPlan, printSubject } from "../../src/cel/plan.ts";
import { planRule } from "../../src/cel/rule-plan.ts";
import { treeOf } from "./fields.ts";

const planOf = (condition: string): string => printPlan(optimise(treeOf(condition)));

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
  expect(() => optimise(treeOf("rule.a.total_count > 1", context))).toThrow("has no plan");
});

/** The terms of a rule: what each depends on, and what it is. */
function terms(condition: string, ...exceptions: string[]): string[] {
  return planRule(
    treeOf(condition),
    exceptions.map((exception) => treeOf(exception)),
  ).terms.map(
    ({ subject, holds }) => `${subject === undefined ? "more" : printSubject(subject)}: ${printPlan(holds)}`,
  );
}

describe("a rule is taken apart by what its parts depend on", () => {
  test.each([
    ["path == '/x'", ['text path: equals(path, "/x")']],
    [
      "process.exec_path == '/x' && process.argv.exists(a, a == 'x')",
      ['process: and(equals(process.exec_path, "/x"), exists(process.argv, $0, equals($0, "x")))'],
    ],
    [
      "is_new && path == '/x' && (size == 1 && path.endsWith('x'))",
      ["more: and(is_new, (size == 1))", 'text path: and(equals(path, "/x"), endsWith(path, "x"))'],
    ],
    [
      "!(path == '/x' || process.exec_path == '/x')",
      ['text path: not(equals(path, "/x"))', 'process: not(equals(process.exec_path, "/x"))'],
    ],
    ["target.exec_path == '/x'", ['target: equals(target.exec_path, "/x")']],
    ["path == name", ["more: (path == name)"]],
    ["process.argv.exists(a, path.endsWith(a))", ["more: exists(process.argv, $0, endsWith(path, $0))"]],
    ["'x' in words", ['more: ("x" in words)']],
    ["true", []],
    ["is_new && false", ["more: false"]],
  ])("%s", (condition, expected) => {
    expect(terms(condition)).toEqual(expected);
  });

  test("and so are its exceptions", () => {
    expect(terms("path == '/x'", "path == '/y' || process.exec_path == '/x'", "path == '/z'")).toEqual([
      'text path: and(equals(path, "/x"), not(equals(path, "/y", "/z")))',
      'process: not(equals(process.exec_path, "/x"))',
    ]);
  });

  test("of what depends on more, the parts that cost most are remembered by what they depend on", () => {
    const looks = "path.contains('1') || path.contains('2') || path.contains('3') || path.contains('4')";
    expect(terms(`is_new || name == 'x' || ${looks} || process.argv.exists(a, a == 'x')`)).toEqual([
      'more: or(is_new, equals(name, "x"), remembered(text path, contains(path, "1", "2", "3", "4")), ' +
        'remembered(process, exists(process.argv, $0, equals($0, "x"))))',
    ]);
    expect(terms(`is_new ? !(${looks}) : words.exists(w, w == name || ${looks})`)).toEqual([
      'more: choose(is_new, remembered(text path, not(contains(path, "1", "2", "3", "4"))), ' +
        'exists(words, $0, or(($0 == name), remembered(text path, contains(path, "1", "2", "3", "4")))))',
    ]);
  });
});
