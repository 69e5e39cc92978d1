import { describe, expect, test } from "vitest";
import { loadRules } from "../../src/rules/load.ts";
import { MAX_FILE_BYTES } from "../../src/rules/source.ts";
import { faultsOf, fileOf, hits, load } from "./load-text.ts";

test("a rule has everything that its file says", () => {
  const { rules, warnings } = load(`
rule_sets:
  - ruleset_id: acme/Supply-Chain
    lists:
      credential_paths: [/.npmrc, /.pypirc]
    rules:
      - rule_id: credential_Read
        rule_name: "credential read"
        description: |
          What and why.
        event_type: file_open
        condition: is_read && list.credential_paths.exists(s, path.endsWith(s))
        exceptions: process.exec_path == "/usr/bin/npm"
        action: collect
        max_alerts: 25
        tags: {severity: medium}
---
# nothing here
---
rule_sets:
  - ruleset_id: acme/other
    rules:
      - rule_id: other
        event_type: process_exec
        condition: is_memfd
        action: terminate
      - rule_id: both
        type: correlation
        condition: rule.other.total_count >= 1
        action: detect
`);
  expect(warnings).toEqual([]);
  expect(rules).toEqual([
    {
      type: "event",
      rulesetId: "acme/Supply-Chain",
      ruleId: "credential_Read",
      name: "credential read",
      description: "What and why.\n",
      eventKind: "file_open",
      action: "collect",
      maxAlerts: 25,
      tags: { severity: "medium" },
      hits: expect.any(Function),
    },
    {
      type: "event",
      rulesetId: "acme/other",
      ruleId: "other",
      name: undefined,
      description: undefined,
      eventKind: "process_exec",
      action: "terminate",
      maxAlerts: 10,
      tags: {},
      hits: expect.any(Function),
    },
    {
      type: "correlation",
      rulesetId: "acme/other",
      ruleId: "both",
      name: undefined,
      description: undefined,
      action: "detect",
      maxAlerts: 10,
      tags: {},
      holds: expect.any(Function),
    },
  ]);
  const payload = { path: "/home/runner/.npmrc", is_read: true };
  const read = (exec_path: string) => ({ event_type: "file_open", process: { exec_path }, payload }) as const;
  expect(hits(rules[0], read("/bin/cat"))).toBe(true);
  expect(hits(rules[0], read("/usr/bin/npm"))).toBe(false);
});

test("anchors and aliases work, also for a whole rule's parts", () => {
  const { rules } = load(`rule_sets:
  - ruleset_id: t/a
    lists: {one: &paths [/a, /b], two: *paths}
    rules:
      - {rule_id: r, event_type: file_open, action: collect, condition: &c 'list.two.exists(s, path == s)'}
      - {rule_id: s, event_type: file_open, action: collect, condition: *c}
`);
  expect(rules.map((rule) => hits(rule, { event_type: "file_open", payload: { path: "/b" } }))).toEqual([
    true,
    true,
  ]);
});

describe("max_alerts", () => {
  const withMax = (value: string) => fileOf("is_memfd", "process_exec", `        max_alerts: ${value}\n`);
  const source = (value: string) =>
    [{ name: "rules.yaml", text: withMax(value), origin: "project" }] as const;

  test.each([
    ["0", 10],
    ["1", 1],
    ["100", 100],
  ])("%s keeps %i matches", (value, expected) => {
    expect(load(withMax(value))).toMatchObject({ warnings: [], rules: [{ maxAlerts: expected }] });
  });

  test("over 100 is the default, with a warning", () => {
    expect(load(withMax("101"))).toMatchObject({
      rules: [{ maxAlerts: 10 }],
      warnings: [
        {
          kind: "max_alerts_out_of_range",
          message:
            "rules.yaml:5:18: t/one/r: max_alerts is 101, and at most 100 matches are kept; it keeps the default, 10",
        },
      ],
    });
  });

  test("the default can be configured", () => {
    expect(loadRules(source("0"), { defaultMaxAlerts: 3 }).rules[0]?.maxAlerts).toBe(3);
    expect(loadRules(source("500"), { defaultMaxAlerts: 3 }).rules[0]?.maxAlerts).toBe(3);
    expect(loadRules(source("7"), { defaultMaxAlerts: 3 }).rules[0]?.maxAlerts).toBe(7);
  });

  test("a negative number, a fraction and a string are faults", () => {
    expect(faultsOf(withMax("-1"))).toEqual(["a.yaml:10:21: wrong-value: max_alerts must not be negative"]);
    expect(faultsOf(withMax("1.5"))).toEqual([
      "a.yaml:10:21: wrong-type: max_alerts must be a whole number, not a number",
    ]);
    expect(faultsOf(withMax('"1"'))).toEqual([
      "a.yaml:10:21: wrong-type: max_alerts must be a whole number, not a string",
    ]);
  });
});

describe("the same rule from two sources", () => {
  const source = (text: string, origin: "baseline" | "project", name = `${origin}.yaml`) => ({
    name,
    text,
    origin,
  });

  test("is used once, silently, where both say the same", () => {
    const loaded = loadRules([source(fileOf("is_memfd"), "project"), source(fileOf("is_memfd"), "baseline")]);
    expect(loaded.warnings).toEqual([]);
    expect(loaded.rules).toHaveLength(1);
  });

  test("is the baseline's where they differ, with a warning", () => {
    const loaded = loadRules([
      source(fileOf("is_memfd"), "project"),
      source(fileOf("!is_memfd"), "baseline"),
    ]);
    expect(loaded.warnings).toEqual([
      {
        kind: "duplicate_identity_diff_content",
        message: "project.yaml:5:18: t/one/r: an earlier source has another rule of this name, which is used",
      },
    ]);
    expect(loaded.rules.map((rule) => hits(rule, { event_type: "process_exec" }))).toEqual([true]);
  });

  test("is still checked", () => {
    expect(faultsOf(fileOf("is_memfd"), fileOf("is_memf"))).toEqual([
      'b.yaml:9:11: unknown-name: unknown field "is_memf": did you mean "is_memfd"?',
    ]);
  });
});

describe("the baseline's rules run first", () => {
  test("whatever the order of the sources", () => {
    const set = (id: string) => fileOf("is_memfd").replace("t/one", id);
    const loaded = loadRules([
      { name: "p", text: set("p"), origin: "project" },
      { name: "b", text: set("b"), origin: "baseline" },
    ]);
    expect(loaded.rules.map((rule) => rule.rulesetId)).toEqual(["b", "p"]);
  });
});

describe("what is wrong in a file is told with its place", () => {
  const rule = (lines: string) => `rule_sets:
  - ruleset_id: t/one
    rules:
      - rule_id: r
        event_type: process_exec
        condition: is_memfd
        action: detect
${lines}`;

  test.each([
    [
      "an unknown key of a rule",
      rule("        max_alert: 1\n"),
      ['8:9: unknown-key: unknown key "max_alert"; did you mean "max_alerts"?'],
    ],
    [
      "an unknown key of a set",
      "rule_sets:\n  - ruleset_id: a\n    rule: []\n    rules: []\n",
      ['3:5: unknown-key: unknown key "rule"; did you mean "rules"?'],
    ],
    [
      "an unknown key of a document",
      "rule_set: []\n",
      [
        '1:1: unknown-key: unknown key "rule_set"; did you mean "rule_sets"?',
        "1:1: document-kind: the document has no rule_sets",
      ],
    ],
    [
      "a far-off key",
      "rule_sets: []\nwhatever: 1\n",
      ['2:1: unknown-key: unknown key "whatever"; a document has rule_sets, rule_modifiers'],
    ],
    [
      "a key twice",
      rule("        action: collect\n"),
      ['8:9: duplicate-key: "action" stands twice in a rule'],
    ],
    ["rule_modifiers", "rule_modifiers: []\n", ["1:1: not-supported: rule_modifiers are not supported yet"]],
    [
      "a target",
      rule("        target: {include: []}\n"),
      ["8:9: not-supported: target is not supported yet"],
    ],
    [
      "both kinds in a document",
      "rule_sets: []\nrule_modifiers: []\n",
      ["2:1: document-kind: a document has rule_sets or rule_modifiers; divide it with ---"],
    ],
    ["an empty file", "", ["1:1: document-empty: the file has no rule_sets"]],
    ["only empty documents", "---\n# a\n---\n...\n", ["1:1: document-empty: the file has no rule_sets"]],
    [
      "a document that is no mapping",
      "hello\n",
      ["1:1: wrong-type: a document must be a mapping, not a string"],
    ],
    ["rule_sets without any", "rule_sets:\n", ['1:1: missing-key: "rule_sets" of a document is empty']],
    [
      "rule_sets that are no list",
      "rule_sets: {}\n",
      ["1:12: wrong-type: rule_sets must be a list, not a mapping"],
    ],
    [
      "a set without id and rules",
      "rule_sets:\n  - lists: {}\n",
      ['2:5: missing-key: a rule set needs "ruleset_id"', '2:5: missing-key: a rule set needs "rules"'],
    ],
    [
      "an empty ruleset_id",
      'rule_sets: [{ruleset_id: "", rules: []}]',
      ["1:26: invalid-id: ruleset_id is empty"],
    ],
    [
      "a rule without anything",
      "rule_sets: [{ruleset_id: a, rules: [{}]}]",
      [
        '1:37: missing-key: a rule needs "rule_id"',
        '1:37: missing-key: the rule needs "condition"',
        '1:37: missing-key: the rule needs "action"',
        '1:37: missing-key: the rule needs "event_type"',
      ],
    ],
    [
      "a rule_id with a dash",
      rule("").replace("rule_id: r", "rule_id: a-b"),
      ['4:18: invalid-id: rule_id "a-b" must be letters, digits and _, and not begin with a digit'],
    ],
    [
      "a rule_id that begins with a digit",
      rule("").replace("rule_id: r", "rule_id: 1a"),
      ['4:18: invalid-id: rule_id "1a" must be letters, digits and _, and not begin with a digit'],
    ],
    [
      "an empty rule_id",
      rule("").replace("rule_id: r", 'rule_id: ""'),
      ['4:18: invalid-id: rule_id "" must be letters, digits and _, and not begin with a digit'],
    ],
    [
      "a rule_id that is a number",
      rule("").replace("rule_id: r", "rule_id: 1"),
      ["4:18: wrong-type: rule_id must be a string, not a number; put it in quotes"],
    ],
    [
      "a rule_id twice",
      rule("      - {rule_id: r, event_type: process_exec, condition: is_memfd, action: detect}\n"),
      ['8:19: duplicate-id: the set has a rule "r" already'],
    ],
    [
      "a ruleset_id twice",
      `${rule("")}  - {ruleset_id: t/one, rules: []}\n`,
      ['8:18: duplicate-id: the file has the set "t/one" twice; put the rules of both into one'],
    ],
    [
      "an unknown event type",
      rule("").replace("process_exec", "proces_exec"),
      ['5:21: wrong-value: unknown event type "proces_exec": did you mean "process_exec"?'],
    ],
    [
      "an unknown action",
      rule("").replace("detect", "block"),
      ['7:17: wrong-value: unknown action "block": known: detect, collect, terminate'],
    ],
    [
      "an unknown type",
      rule("        type: corelation\n"),
      ['8:15: wrong-value: unknown type "corelation": a rule has the type correlation, or none'],
    ],
    [
      "a condition that is a bool of YAML",
      rule("").replace("is_memfd", "true"),
      ["6:20: wrong-type: condition must be a string, not a bool; put it in quotes"],
    ],
    [
      "an empty condition",
      rule("").replace("is_memfd", "''"),
      ["6:20: condition-syntax: the condition is empty"],
    ],
    [
      "a wrong exception",
      rule("        exceptions: path == 'x'\n"),
      [
        '8:21: unknown-name: unknown field "path": a field of unix_socket_connect and file_open and file_remove, not of process_exec',
      ],
    ],
    [
      "a tag that is a number",
      rule("        tags: {severity: 3}\n"),
      ['8:26: wrong-type: the tag "severity" must be a string, not a number; put it in quotes'],
    ],
    [
      "tags that are a list",
      rule("        tags: [a]\n"),
      ["8:15: wrong-type: tags must be a mapping, not a list"],
    ],
    [
      "an item of a list that is a number",
      "rule_sets: [{ruleset_id: a, lists: {ports: [1]}, rules: []}]",
      ['1:45: wrong-type: an item of "ports" must be a string, not a number; put it in quotes'],
    ],
    [
      "an item of a list that is empty",
      "rule_sets:\n  - ruleset_id: a\n    rules: []\n    lists:\n      paths:\n        -\n",
      ['6:10: wrong-type: an item of "paths" must be a string, not nothing'],
    ],
    [
      "a list with a dash in its name",
      "rule_sets: [{ruleset_id: a, lists: {a-b: []}, rules: []}]",
      ['1:37: invalid-id: a condition could not name the list "a-b"; use letters, digits and _'],
    ],
    [
      "YAML that is wrong",
      "rule_sets: [\n  a: b: c\n",
      [
        "2:6: yaml-syntax: Block collections are not allowed within flow collections",
        "3:1: yaml-syntax: Flow sequence in block collection must be sufficiently indented and end with a ]",
      ],
    ],
    ["a tab", "rule_sets:\n\t- a\n", ["2:1: yaml-syntax: Tabs are not allowed as indentation"]],
    ["a tag of YAML", "rule_sets: !x []\n", ["1:12: yaml-syntax: Unresolved tag: !x"]],
    ["an alias of nothing", "rule_sets: *x\n", ["1:12: yaml-alias: no anchor &x before this alias"]],
    [
      "a hundred aliases",
      `rule_sets: &x a\nb: [${"*x, ".repeat(101)}]\n`,
      [
        "2:5: yaml-alias: the aliases of this document cannot be used: Excessive alias count indicates a resource exhaustion attack",
      ],
    ],
    ["brackets without end", "[".repeat(100_000), ["1:101: yaml-nesting: nested deeper than any rule is"]],
    [
      "dashes without end",
      "\n".concat("- ".repeat(100_000)),
      ["2:201: yaml-nesting: nested deeper than any rule is"],
    ],
    [
      "steps without end",
      Array.from({ length: 1_000 }, (_, step) => `${" ".repeat(step)}a:`).join("\n"),
      ["202:1: yaml-nesting: nested deeper than any rule is"],
    ],
    [
      "more than 4 MiB",
      "#".repeat(MAX_FILE_BYTES + 1),
      ["1:1: file-too-large: a rule file has at most 4194304 bytes; split it"],
    ],
  ])("%s", (_what, text, expected) => {
    expect(faultsOf(text)).toEqual(expected.map((fault) => `a.yaml:${fault}`));
  });

  test("all faults of all files at once, in their order", () => {
    const wrong = rule("        exceptions: nope\n        x: 1\n").replace("is_memfd", "is_memf");
    expect(faultsOf(wrong, rule(""), "a: 1").map((fault) => fault.split(": ", 2).join(": "))).toEqual([
      "a.yaml:6:20: unknown-name",
      "a.yaml:8:21: unknown-name",
      "a.yaml:9:9: unknown-key",
      "c.yaml:1:1: unknown-key",
      "c.yaml:1:1: document-kind",
    ]);
  });

  test("random bytes never break the reader", () => {
    let state = 1;
    const random = (below: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    const pieces = [
      "rule_sets:",
      "\n",
      "  ",
      "- ",
      "ruleset_id: a",
      "rules",
      "{",
      "}",
      "[",
      "]",
      "&a ",
      "*a",
      '"',
      "'",
      "|",
      ">",
      "#",
      "\t",
      "\0",
      "\ud800",
      "é",
      ": ",
      "---\n",
      "condition: x",
    ];
    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: random(60) }, () => pieces[random(pieces.length)]).join("");
      expect(Array.isArray(faultsOf(text)), text).toBe(true);
    }
  });
});

describe("a fault of a condition stands where the file has it", () => {
  const at = (condition: string) =>
    faultsOf(`rule_sets:
  - ruleset_id: t/one
    rules:
      - rule_id: r
        event_type: process_exec
        action: detect
        condition: ${condition}`)[0]
      ?.split(":")
      .slice(1, 3)
      .join(":");

  test.each([
    ["plain", "is_memfd || nope", "7:32"],
    ["plain over lines", "is_memfd ||\n          is_memfd ||\n\n          nope", "10:11"],
    ["in single quotes", "'is_memfd || nope'", "7:33"],
    ["in single quotes with a quote", "'process.exec_path == ''x'' || nope'", "7:51"],
    ["in double quotes", '"is_memfd || nope"', "7:33"],
    ["in double quotes over lines", '"is_memfd ||\n           nope"', "8:12"],
    ["in double quotes with an escape", '"process.exec_path == \\"x\\" || nope"', "7:20"],
    ["in a block", "|\n          is_memfd ||\n            nope\n", "9:13"],
    ["in a block with a comment", "|- # why\n          is_memfd || nope\n", "8:23"],
    ["in a block with a deeper indent given", "|2\n            is_memfd ||\n          nope\n", "9:11"],
    ["in a block after empty lines", "|\n\n\n          nope\n", "10:11"],
    ["in a folded block", ">\n          is_memfd ||\n          nope\n", "9:11"],
    ["at the end of a block", "|\n          is_memfd ||\n", "8:22"],
    ["by an anchor", "&x nope", "7:23"],
    ["with CRLF", "|\r\n          is_memfd ||\r\n          nope\r\n", "9:11"],
  ])("%s", (_how, condition, expected) => {
    expect(at(condition)).toBe(expected);
  });
});

test("a rule is never left out because it is wrong: one wrong part of many refuses all", () => {
  const rule = (id: number, condition: string) =>
    `      - {rule_id: r${id}, event_type: process_exec, condition: ${condition}, exceptions: ${condition}, action: detect}\n`;
  const count = 20;
  for (let wrong = 0; wrong < count; wrong++) {
    const rules = Array.from({ length: count }, (_, id) => rule(id, id === wrong ? "nope" : "is_memfd"));
    const faults = faultsOf(`rule_sets:\n  - ruleset_id: t/one\n    rules:\n${rules.join("")}`);
    expect(faults.map((fault) => fault.split(":")[1])).toEqual([`${wrong + 4}`, `${wrong + 4}`]);
  }
});
