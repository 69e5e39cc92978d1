import { describe, expect, test } from "vitest";
import { correlationNames } from "../../src/cel/names.ts";
import { printTree } from "../../src/cel/print.ts";
import { random } from "../random.ts";
import { render } from "./condition-part.ts";
import { EVERY_TYPE, RANDOM_CONTEXT, treeOf } from "./fields.ts";
import { conditionOver } from "./random-condition.ts";

const CONDITIONS = 500;

/** A tree without its spans, which are others in another text. */
function withoutSpans(tree: unknown): unknown {
  return JSON.parse(
    JSON.stringify(tree, (key, value) => {
      if (key === "span") return undefined;
      return typeof value === "bigint" ? `${value}n` : value;
    }),
  );
}

test("a printed condition parses to an equal tree", () => {
  const choices = random(1);
  const texts = new Set<string>();
  for (let round = 0; round < CONDITIONS; round++) {
    const tree = treeOf(render(conditionOver(choices, EVERY_TYPE), "as given"), RANDOM_CONTEXT);
    const text = printTree(tree);
    texts.add(text);
    expect([text, withoutSpans(treeOf(text, RANDOM_CONTEXT))]).toEqual([text, withoutSpans(tree)]);
  }
  expect(texts.size).toBeGreaterThan(CONDITIONS * 0.9);
});

describe("a condition is printed with the parentheses that it needs", () => {
  test.each([
    ["(((is_new)))", "is_new"],
    ["is_new && (is_new || !(is_new))", "is_new && (is_new || !is_new)"],
    ["is_new && (is_new && is_new)", "is_new && is_new && is_new"],
    ["(is_new && is_new) || is_new", "is_new && is_new || is_new"],
    ["!(is_new == (size > 1))", "!(is_new == (size > 1))"],
    ["!!is_new", "!!is_new"],
    ["(is_new ? name : path) == 'A'", '(is_new ? name : path) == "a"'],
    ["is_new ? (is_new ? true : false) : size == -1", "is_new ? (is_new ? true : false) : size == -1"],
    ["(is_new ? 'a' : name).startsWith(path)", '(is_new ? "a" : name).startsWith(path)'],
    ["(size in [1, 2]) == is_new", "(size in [1, 2]) == is_new"],
    ["words != [] && 'x' in words", 'words != [] && "x" in words'],
    ["list.tools.exists(t, path.endsWith(t))", "list.tools.exists(t, path.endsWith(t))"],
    [
      "target.ancestors.exists(a, a.descendants.exists(d, d.exec_path == a.exec_path))",
      "target.ancestors.exists(a, a.descendants.exists(d, d.exec_path == a.exec_path))",
    ],
    ["inIpRange(ip, '10.1.2.3/8')", 'inIpRange(ip, "10.0.0.0/8")'],
    ["inIpRange(ip, '::ffff:10.1.2.3/104')", 'inIpRange(ip, "10.0.0.0/8")'],
    ["['10.0.0.0/8'].exists(c, inIpRange(ip, c))", '["10.0.0.0/8"].exists(c, inIpRange(ip, c))'],
    ["inIpRange(ip, '2001:DB8::1/32')", 'inIpRange(ip, "2001:db8::/32")'],
    ["size == 9223372036854775807", "size == 9223372036854775807"],
    ["name == 'it\\'s \"q\" \\\\ \\n'", 'name == "it\'s \\"q\\" \\\\ \\n"'],
  ])("%s", (condition, expected) => {
    expect(printTree(treeOf(condition))).toBe(expected);
  });

  test.each([
    [
      "rule.a.total_count - (rule.b.total_count - 1) > -1",
      "rule.a.total_count - (rule.b.total_count - 1) > -1",
    ],
    ["(rule.a.total_count - 2) + 1 == 1 - -1", "rule.a.total_count - 2 + 1 == 1 - -1"],
  ])("of a correlation: %s", (condition, expected) => {
    const context = { language: "correlation", names: correlationNames(["a", "b"], []) } as const;
    const tree = treeOf(condition, context);
    expect(printTree(tree)).toBe(expected);
    expect(withoutSpans(treeOf(expected, context))).toEqual(withoutSpans(tree));
  });
});
