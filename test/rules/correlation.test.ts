import { describe, expect, test } from "vitest";
import { printTree } from "../../src/cel/print.ts";
import { faultsOf, load } from "./load-text.ts";

/** A set with two event rules and a correlation; its condition's first character is at 8:20. */
const fileOf = (condition: string, more = "") => `rule_sets:
  - ruleset_id: t/one
    rules:
      - {rule_id: one, event_type: process_exec, condition: is_memfd, action: collect}
      - {rule_id: two, event_type: process_exec, condition: is_memfd, action: collect}
      - rule_id: both
        type: correlation
        condition: ${condition}
        action: detect
${more}`;

describe("a correlation counts the event rules of its set", () => {
  test.each([
    ["rule.one.total_count >= 1 && rule.two.total_count >= 1", { one: 1, two: 1 }, true],
    ["rule.one.total_count >= 1 && rule.two.total_count >= 1", { one: 1, two: 0 }, false],
    ["rule.one.total_count + rule.two.total_count > 4", { one: 2, two: 3 }, true],
    ["rule.one.total_count - rule.two.total_count == -1", { one: 2, two: 3 }, true],
    ["rule.one.total_count - 1 < rule.two.total_count", { one: 3, two: 3 }, true],
    [
      "(rule.one.total_count >= 1 ? 1 : 0) + (rule.two.total_count >= 1 ? 1 : 0) >= 2",
      { one: 9, two: 0 },
      false,
    ],
    ["rule.one.total_count > 0 ? rule.two.total_count != 1 : 1 == 2", { one: 1, two: 2 }, true],
    ["rule.one.total_count + 9223372036854775807 > 9223372036854775807", { one: 1 }, true],
    [
      "9223372036854775807 + rule.one.total_count - 9223372036854775807 == rule.one.total_count",
      { one: 7 },
      true,
    ],
  ])("%s with %o is %s", (condition, counts, expected) => {
    const rule = load(fileOf(`"${condition}"`)).rules[2];
    if (rule?.type !== "correlation") throw new Error("the test needs a correlation");
    expect(rule.isTrue((id) => (counts as Record<string, number>)[id] ?? 0)).toBe(expected);
  });
});

describe("a rule can be named by a string, as files of before do", () => {
  const isTrue = (condition: string, counts: Readonly<Record<string, number>>) => {
    const rule = load(fileOf(`'${condition}'`)).rules[2];
    if (rule?.type !== "correlation") throw new Error("the test needs a correlation");
    return rule.isTrue((id) => counts[id] ?? 0);
  };

  test.each([
    ['rule["one"].total_count >= 1', { one: 1 }, true],
    ['rule["one"].total_count + rule.two.total_count > 4', { one: 2, two: 2 }, false],
    ['rule [ "one" ] .total_count == 3', { one: 3 }, true],
  ])("%s with %o is %s", (condition, counts, expected) => {
    expect(isTrue(condition, counts)).toBe(expected);
  });

  test("and one that CEL has a meaning for must be", () => {
    const file = fileOf(`'rule["in"].total_count >= 1'`).replace("rule_id: one", "rule_id: in");
    const rule = load(file).rules[2];
    expect(rule && printTree(rule.condition)).toBe('rule["in"].total_count >= 1');
  });
});

describe("a correlation is refused", () => {
  test.each([
    ["rule.one.total_count * 2 == 2", "8:41: not-allowed"],
    ["rule.one.total_count / 2 == 2", "8:41: not-allowed"],
    ["rule.one.total_count % 2 == 2", "8:41: not-allowed"],
    ["rule.three.total_count == 1", "8:25: unknown-name"],
    ["rule.both.total_count == 1", "8:25: unknown-name"],
    ["rule.one.count == 1", "8:29: unknown-name"],
    ["rule.one == 1", "8:20: condition-type"],
    ["rule.one.total_count", "8:20: condition-type"],
    ["is_memfd", "8:20: unknown-name"],
    ["process.argv.exists(a, true)", "8:33: not-allowed"],
    ["list.a.exists(a, true)", "8:27: not-allowed"],
    ["has(rule.one)", "8:20: not-allowed"],
    ['inIpRange("a", "10.0.0.0/8")', "8:20: not-allowed"],
    ["rule.one.total_count in [1]", "8:44: not-allowed"],
    ["rule.one.total_count == 1.5", "8:44: not-allowed"],
    ["rule.one.total_count == 1 || true", "8:49: not-allowed"],
    ["rule[rule.one.total_count].total_count == 1", "8:25: condition-type"],
    ["rule[1].total_count == 1", "8:25: condition-type"],
    ["rule['three'].total_count == 1", "8:25: unknown-name"],
    ["rule['both'].total_count == 1", "8:25: unknown-name"],
    ["rule['one']['total_count'] == 1", "8:31: not-allowed"],
    ["rule['one'].count == 1", "8:32: unknown-name"],
    ["1 == 1", "8:20: not-allowed"],
    ["-rule.one.total_count < 1", "8:20: not-allowed"],
    ["rule.one.total_count + (rule.two.total_count == 1) > 1", "8:44: condition-type"],
  ])("for %s", (condition, expected) => {
    expect(faultsOf(fileOf(condition)).map((fault) => fault.split(": ", 2).join(": "))).toEqual([
      `a.yaml:${expected}`,
    ]);
  });

  test("where it counts nothing: it would be true of the first event, whatever it was", () => {
    expect(faultsOf(fileOf("1 == 1"))).toEqual([
      "a.yaml:8:20: not-allowed: a correlation counts at least one rule: rule.<rule_id>.total_count",
    ]);
  });

  test("for what only an event rule has", () => {
    expect(
      faultsOf(
        fileOf("rule.one.total_count == 1", "        exceptions: is_memfd\n        event_type: domain\n"),
      ),
    ).toEqual([
      "a.yaml:10:9: unknown-key: a correlation has no exceptions; give them to the rules that it counts",
      "a.yaml:11:9: unknown-key: a correlation has no event_type: it is about rules, not about events",
    ]);
  });

  test("with the nearest rule, or why another cannot be counted", () => {
    expect(faultsOf(fileOf("rule.ones.total_count == 1"))).toEqual([
      'a.yaml:8:25: unknown-name: unknown rule "ones": did you mean "one"?',
    ]);
    expect(faultsOf(fileOf("rule.both.total_count == 1"))).toEqual([
      'a.yaml:8:25: unknown-name: unknown rule "both": a correlation, which another correlation cannot count',
    ]);
    expect(faultsOf(fileOf("remote_port == 1"))).toEqual([
      'a.yaml:8:20: unknown-name: unknown field "remote_port": a correlation can name nothing but rule.<rule_id>.total_count',
    ]);
  });
});
