import { describe, expect, test } from "vitest";
import { planRule } from "../../src/cel/plan-rule.ts";
import { printPlan, printSubject } from "../../src/cel/print.ts";
import { treeOf } from "./fields.ts";

/** The terms of a rule: what each depends on, and what it is. */
function terms(condition: string, ...exceptions: string[]): string[] {
  return planRule(
    treeOf(condition),
    exceptions.map((exception) => treeOf(exception)),
  ).terms.map(
    ({ subject, plan }) => `${subject === undefined ? "other" : printSubject(subject)}: ${printPlan(plan)}`,
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
      ["other: and(is_new, (size == 1))", 'text path: and(equals(path, "/x"), endsWith(path, "x"))'],
    ],
    [
      "!(path == '/x' || process.exec_path == '/x')",
      ['text path: not(equals(path, "/x"))', 'process: not(equals(process.exec_path, "/x"))'],
    ],
    ["target.exec_path == '/x'", ['target: equals(target.exec_path, "/x")']],
    [
      "target.ancestors.exists(a, a.exec_path == '/x')",
      ['target: inherited(target, $0, equals($0.exec_path, "/x"))'],
    ],
    ["path == name", ["other: (path == name)"]],
    ["process.argv.exists(a, path.endsWith(a))", ["other: exists(process.argv, $0, endsWith(path, $0))"]],
    ["'x' in words", ['other: ("x" in words)']],
    ["true", []],
    ["is_new && false", ["other: false"]],
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
      'other: or(is_new, equals(name, "x"), remembered(text path, contains(path, "1", "2", "3", "4")), ' +
        'remembered(process, exists(process.argv, $0, equals($0, "x"))))',
    ]);
    expect(terms(`is_new ? !(${looks}) : words.exists(w, w == name || ${looks})`)).toEqual([
      'other: choose(is_new, remembered(text path, not(contains(path, "1", "2", "3", "4"))), ' +
        'exists(words, $0, or(($0 == name), remembered(text path, contains(path, "1", "2", "3", "4")))))',
    ]);
  });
});
