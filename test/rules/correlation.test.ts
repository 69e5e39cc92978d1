import { describe, expect, test } from "vitest";
import { printTree } from "../../src/cel/print.ts";
import { loadRules } from "../../src/rules/load.ts";
import { faultsOf, load, warningsOf } from "./load-text.ts";

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

const countsOf = (
  total: Readonly<Record<string, number>>,
  distinct: Readonly<Record<string, number>> = {},
) => ({
  total: (id: string) => total[id] ?? 0,
  distinct: (id: string) => distinct[id] ?? 0,
});

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
    ["matched(rule.one, rule.two) >= 2", { one: 5, two: 1 }, true],
    ["matched(rule.one, rule.two) >= 2", { one: 5, two: 0 }, false],
    ["matched(rule['one']) + matched(rule.two) == 1", { one: 0, two: 3 }, true],
    ["matched(rule.one, rule.two) >= 1 && rule.two.total_count < 3", { one: 1, two: 2 }, true],
    [
      "9223372036854775807 + rule.one.total_count - 9223372036854775807 == rule.one.total_count",
      { one: 7 },
      true,
    ],
  ])("%s with %o is %s", (condition, counts, expected) => {
    const rule = load(fileOf(`"${condition}"`)).rules[2];
    if (rule?.type !== "correlation") throw new Error("the test needs a correlation");
    expect(rule.isTrue(countsOf(counts))).toBe(expected);
  });
});

describe("a rule can be named by a string, as files of before do", () => {
  const isTrue = (condition: string, counts: Readonly<Record<string, number>>) => {
    const rule = load(fileOf(`'${condition}'`)).rules[2];
    if (rule?.type !== "correlation") throw new Error("the test needs a correlation");
    return rule.isTrue(countsOf(counts));
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
    ["matched() >= 1", "8:20: condition-type"],
    ["matched(rule.one)", "8:20: condition-type"],
    ["matched(rule.one, rule.three) >= 1", "8:43: unknown-name"],
    ["matched(rule.one, rule.both) >= 1", "8:43: unknown-name"],
    ["matched(rule.one, rule.one) >= 1", "8:38: not-allowed"],
    ["matched(1, rule.one) >= 1", "8:28: condition-type"],
    ["matched(rule) >= 1", "8:28: condition-type"],
    ["rule.one.matched() >= 1", "8:29: not-allowed"],
    ["rule.one.distinct_count >= 1", "8:29: unknown-name"],
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

describe("what is wrong with a count says what to write", () => {
  test.each([
    [
      "matched(rule.one.total_count) >= 1",
      "8:28: condition-type: matched takes rules, rule.<rule_id>, and this is an int; write rule.one",
    ],
    ["match(rule.one) >= 1", '8:20: unknown-name: unknown function "match": did you mean "matched"?'],
    [
      "rule.one.distinct_count >= 1",
      '8:29: unknown-name: unknown field "distinct_count": the rule "one" does not say of what; give it the key distinct, such as distinct: path',
    ],
    ["rule.one.distinct >= 1", '8:29: unknown-name: unknown field "distinct": known: total_count'],
  ])("%s", (condition, expected) => {
    expect(faultsOf(fileOf(condition))).toEqual([`a.yaml:${expected}`]);
  });
});

test.each([
  [
    "matched(rule.one, rule.two) >= 3",
    "8:20: condition_never_true: this can never be true, whatever is counted",
  ],
  ["rule.one.total_count >= 0", "8:20: condition_always_true: this is always true"],
  ["matched(rule.one, rule.two) >= 2", undefined],
  // It is not looked at what does not stay true.
  ["rule.one.total_count < 0", undefined],
])("a warning tells of what depends on no count: %s", (condition, expected) => {
  expect(warningsOf(load(fileOf(condition)))).toEqual(
    expected === undefined ? [] : [`rules.yaml:${expected}`],
  );
});

describe("the values that a rule counts", () => {
  const rules = (
    distinct: string,
    kind = "file_open",
    condition = "rule.r.distinct_count >= 3",
  ) => `rule_sets:
  - ruleset_id: t/a
    rules:
      - rule_id: r
        event_type: ${kind}
        condition: process.exec_path == "/x"
        action: collect
        distinct: ${distinct}
      - {rule_id: c, type: correlation, condition: ${condition}, action: detect}
`;

  test.each([
    ["path", "file_open", { of: "payload", name: "path", type: "text" }],
    ["flags", "file_open", { of: "payload", name: "flags", type: "int" }],
    ["remote_port", "network_connect", { of: "payload", name: "remote_port", type: "int" }],
    ["process.file_path", "process_exec", { of: "process", name: "file_path", type: "text" }],
  ])("are those of %s", (distinct, kind, expected) => {
    const [rule, correlation] = load(rules(distinct, kind)).rules;
    expect(rule).toMatchObject({ distinct: expected });
    if (correlation?.type !== "correlation") throw new Error("the test needs a correlation");
    expect(correlation.isTrue(countsOf({ r: 9 }, { r: 2 }))).toBe(false);
    expect(correlation.isTrue(countsOf({ r: 9 }, { r: 3 }))).toBe(true);
  });

  test.each([
    ["paths", "file_open", 'unknown-name: unknown field "paths" of file_open: did you mean "path"?'],
    [
      "path",
      "domain",
      'unknown-name: unknown field "path" of domain: known: domain, source, via, longest_label',
    ],
    [
      "process.exec_pth",
      "domain",
      'unknown-name: unknown field "process.exec_pth" of domain: did you mean "process.exec_path"?',
    ],
    [
      "is_read",
      "file_open",
      'unknown-name: "is_read" is a bool; what is distinct are strings and numbers: path, flags, origin_path',
    ],
  ])("cannot be those of %s of %s", (distinct, kind, expected) => {
    expect(faultsOf(rules(distinct, kind))).toEqual([`a.yaml:8:19: ${expected}`]);
  });

  test("are those of a field, which stands there as a string", () => {
    expect(faultsOf(rules("[path]", "file_open", "rule.r.total_count > 1"))).toEqual([
      "a.yaml:8:19: wrong-type: distinct must be a string, not a list",
    ]);
  });
});

describe("what counts are kept apart by", () => {
  const by = (value: string) => fileOf("rule.one.total_count >= 2", `        by: ${value}\n`);
  const byOf = (value: string) => {
    const rule = load(by(value)).rules[2];
    return rule?.type === "correlation" ? rule.by : undefined;
  };

  test("is one word, or some, each once", () => {
    expect(byOf("image")).toEqual(["image"]);
    expect(byOf("[installer, action, installer]")).toEqual(["installer", "action"]);
  });

  test.each([
    ["images", '10:13: wrong-value: unknown by "images": did you mean "image"?'],
    [
      "process",
      '10:13: wrong-value: unknown by "process": image is one program that runs, with what it forks',
    ],
    [
      "[step, job]",
      '10:20: wrong-value: unknown an item of by "job": without by, the counts are those of the whole job',
    ],
    ["", '10:9: missing-key: "by" of the correlation "both" is empty'],
    ["[]", "10:13: wrong-value: by must not be empty"],
    ["3", "10:13: wrong-type: by must be a string, not a number; put it in quotes"],
    ["{image: true}", "10:13: wrong-type: by must be a string, not a mapping"],
    ["zone", '10:13: not-allowed: by zone it can count no match of "one", whose events have no field domain'],
    [
      "[image, remote_ip]",
      '10:13: not-allowed: by remote_ip it can count no match of "one", whose events have no field remote_ip',
    ],
  ])("cannot be %s", (value, expected) => {
    expect(faultsOf(by(value))).toEqual([`a.yaml:${expected}`]);
  });

  test("stands at no rule that counts nothing, as what is distinct stands at no correlation", () => {
    const file = fileOf("rule.one.total_count >= 2", "        distinct: path\n").replace(
      "is_memfd, action: collect}",
      "is_memfd, action: collect, by: image}",
    );
    expect(faultsOf(file)).toEqual([
      "a.yaml:4:88: unknown-key: only a rule with type: correlation counts, and so apart",
      "a.yaml:10:9: unknown-key: what is distinct stands at the rules that it counts",
    ]);
  });

  test("makes another rule of it: where two of one name differ in that, there is a warning", () => {
    const text = (value: string) =>
      fileOf("rule.one.total_count >= 2", `        by: ${value}\n`).replace(
        "  - ruleset_id",
        "\n  - ruleset_id",
      );
    const warnings = (first: string, second: string) =>
      loadRules([
        { name: "a.yaml", text: by(first), origin: "project" },
        { name: "b.yaml", text: text(second), origin: "project" },
      ]).warnings.map(({ kind }) => kind);
    expect(warnings("image", "image")).toEqual([]);
    expect(warnings("image", "step")).toEqual(["duplicate_identity_diff_content"]);
  });
});
