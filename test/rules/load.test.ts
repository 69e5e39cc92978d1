import { describe, expect, test } from "vitest";
import { loadRules } from "../../src/rules/load.ts";
import { faultsOf, fileOf, hits, load, warningsOf } from "./load-text.ts";

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
      modifiers: [],
      place: { file: "rules.yaml", origin: "project", line: 7, column: 18 },
      isTrue: expect.any(Function),
      condition: expect.any(Object),
      exceptions: expect.any(Array),
      plan: expect.any(Object),
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
      modifiers: [],
      place: { file: "rules.yaml", origin: "project", line: 23, column: 18 },
      isTrue: expect.any(Function),
      condition: expect.any(Object),
      exceptions: expect.any(Array),
      plan: expect.any(Object),
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
      modifiers: [],
      place: { file: "rules.yaml", origin: "project", line: 27, column: 18 },
      condition: expect.any(Object),
      by: [],
      isGrowing: true,
      isTrue: expect.any(Function),
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

describe("merge keys", () => {
  test("give a rule what it does not say itself, from mappings and lists of them, inside each other", () => {
    const { rules } = load(`rule_sets:
  - ruleset_id: t/a
    rules:
      - &quiet {rule_id: a, event_type: file_open, condition: is_read, action: collect, tags: &tags {team: one}}
      - &loud {<<: *quiet, rule_id: b, action: detect, tags: {<<: *tags, level: high}}
      - {rule_id: c, max_alerts: 3, <<: [*loud, {max_alerts: 5, rule_name: C, action: terminate}]}
      - {<<: {rule_id: d, type: correlation}, condition: rule.a.total_count > 1, action: detect}
`);
    expect(rules).toMatchObject([
      { ruleId: "a", action: "collect", tags: { team: "one" } },
      { ruleId: "b", action: "detect", tags: { team: "one", level: "high" } },
      { ruleId: "c", action: "detect", tags: { team: "one", level: "high" }, maxAlerts: 3, name: "C" },
      { ruleId: "d", type: "correlation" },
    ]);
  });

  test("of two in one mapping both count, and a key of its own that stands twice is still a fault", () => {
    const merging = (more: string) =>
      `rule_sets: [{ruleset_id: t, rules: [{<<: {rule_id: r, action: detect}, <<: {action: collect, event_type: process_exec}, condition: is_memfd${more}}]}]`;
    expect(load(merging("")).rules).toMatchObject([{ ruleId: "r", action: "detect" }]);
    expect(faultsOf(merging(", condition: is_memfd"))).toEqual([
      'a.yaml:1:142: duplicate-key: "condition" stands twice in a rule',
    ]);
  });

  test("that bring something wrong show where that stands", () => {
    expect(
      faultsOf(`rule_sets:
  - ruleset_id: t/a
    rules:
      - &base {rule_id: a, event_type: file_open, condition: is_reed, action: collect}
      - {<<: *base, rule_id: b}
`),
    ).toEqual(['a.yaml:4:62: unknown-name: unknown field "is_reed": did you mean "is_read"?']);
  });
});

test("numbers in tags and lists are the text that they are written with", () => {
  const { rules } = load(`rule_sets:
  - ruleset_id: t/a
    lists: {ports: [8080, 0x1F, 1.50, .inf]}
    rules:
      - rule_id: r
        event_type: process_exec
        condition: process.argv.exists(a, a in list.ports)
        action: detect
        tags: {cwe: 079, weight: 1.50}
`);
  expect(rules[0]?.tags).toEqual({ cwe: "079", weight: "1.50" });
  const matching = ["8080", "31", "0x1f", "1.5", "1.50", ".INF"].filter((argument) =>
    hits(rules[0], { event_type: "process_exec", process: { exec_path: "/bin/x", argv: [argument] } }),
  );
  expect(matching).toEqual(["8080", "0x1f", "1.50", ".INF"]);
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
          file: "rules.yaml",
          line: 5,
          column: 18,
          message: "t/one/r: max_alerts is 101, and at most 100 matches are kept; it keeps the default, 10",
        },
      ],
    });
  });

  test("the default can be configured", () => {
    expect(loadRules(source("0"), { default_max_alerts: 3 }).rules[0]?.maxAlerts).toBe(3);
    expect(loadRules(source("500"), { default_max_alerts: 3 }).rules[0]?.maxAlerts).toBe(3);
    expect(loadRules(source("7"), { default_max_alerts: 3 }).rules[0]?.maxAlerts).toBe(7);
  });

  test("a negative number, a fraction and a string are faults", () => {
    expect(faultsOf(withMax("-1"))).toEqual([
      "a.yaml:10:21: wrong-value: max_alerts must be at least 0, not -1",
    ]);
    expect(faultsOf(withMax("1.5"))).toEqual([
      "a.yaml:10:21: wrong-type: max_alerts must be a whole number, not a number",
    ]);
    expect(faultsOf(withMax('"1"'))).toEqual([
      "a.yaml:10:21: wrong-type: max_alerts must be a whole number, not a string",
    ]);
  });
});

test("in monitor mode terminate is detect, also where a modifier says it", () => {
  const terminate = fileOf("is_memfd").replace("action: detect", "action: terminate");
  const override = `rule_modifiers: [{modifier_id: m, targets: [{ruleset_id: t/one}], override_action: terminate}]\n`;
  const source = (text: string) => ({ name: "a.yaml", text, origin: "project" }) as const;
  const actionOf = (monitorMode: boolean, ...texts: string[]) =>
    loadRules(texts.map(source), { monitor_mode: monitorMode }).rules.map(({ action }) => action);
  expect(actionOf(false, terminate)).toEqual(["terminate"]);
  expect(actionOf(true, terminate)).toEqual(["detect"]);
  expect(actionOf(true, fileOf("is_memfd"), override)).toEqual(["detect"]);
  expect(actionOf(true, fileOf("is_memfd").replace("detect", "collect"))).toEqual(["collect"]);
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
        file: "project.yaml",
        line: 5,
        column: 18,
        message: "t/one/r: another rule of this name stands before it (baseline.yaml:5), and is used",
      },
    ]);
    expect(loaded.rules.map((rule) => hits(rule, { event_type: "process_exec" }))).toEqual([true]);
  });

  test("may come from two documents of one file too", () => {
    const again = `${fileOf("is_memfd")}---\n${fileOf("is_memfd")}`;
    expect(loadRules([source(again, "project")])).toMatchObject({ warnings: [], rules: [{ ruleId: "r" }] });
    const other = loadRules([source(`${fileOf("is_memfd")}---\n${fileOf("!is_memfd")}`, "project")]);
    expect(other.rules.map((rule) => hits(rule, { event_type: "process_exec" }))).toEqual([false]);
    expect(warningsOf(other)).toEqual([
      "project.yaml:15:18: duplicate_identity_diff_content: t/one/r: another rule of this name stands before it (project.yaml:5), and is used",
    ]);
  });

  test("is a fault within one set, and then not a warning too", () => {
    const twice = fileOf("is_memfd").replace(
      "    rules:\n",
      (rules) =>
        `${rules}      - {rule_id: r, event_type: process_exec, action: collect, condition: is_memfd}\n`,
    );
    expect(() => loadRules([source(twice, "project")])).toThrow(
      expect.objectContaining({ faults: [expect.objectContaining({ code: "duplicate-id" })], warnings: [] }),
    );
  });

  test("is still checked", () => {
    expect(faultsOf(fileOf("is_memfd"), fileOf("is_memf"))).toEqual([
      'b.yaml:9:11: unknown-name: unknown field "is_memf": did you mean "is_memfd"?',
    ]);
  });
});

describe("a set may come in parts", () => {
  const part = (rule: string, lists = "{}") =>
    `rule_sets:\n  - ruleset_id: t/one\n    lists: ${lists}\n    rules:\n      - ${rule}\n`;
  const EXEC = "{rule_id: one, event_type: process_exec, condition: is_memfd, action: collect}";
  const BOTH =
    "{rule_id: both, type: correlation, condition: rule.one.total_count > 1 && rule.two.total_count > 1, action: detect}";
  const TWO =
    "{rule_id: two, event_type: process_exec, condition: process.exec_path in list.tools, action: collect}";

  test("and a correlation counts the rules of all of them, whatever their order", () => {
    const { rules, warnings } = load([part(BOTH), part(EXEC), part(TWO, "{tools: [/nc]}")].join("---\n"));
    expect(rules.map(({ ruleId }) => ruleId)).toEqual(["both", "one", "two"]);
    expect(warnings).toEqual([]);
  });

  test("also in two sets of one document, and in two files", () => {
    const second = part(BOTH).replace("rule_sets:\n", "");
    expect(
      load(part(EXEC) + part(TWO, "{tools: [/nc]}").replace("rule_sets:\n", "") + second).rules,
    ).toHaveLength(3);
    expect(faultsOf(part(EXEC), part(TWO, "{tools: [/nc]}"), part(BOTH))).toEqual([]);
  });

  test("of which each has its own lists", () => {
    expect(faultsOf(part(EXEC, "{tools: [/nc]}"), part(TWO))).toEqual([
      'b.yaml:5:87: unknown-name: unknown list "tools": there is none',
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

test.each([
  ["nothing is said", {}, "detect"],
  ["it is forgiven", { fail_on_blocked: false }, "collect"],
  // What was refused the job's owner has asked for, whatever becomes of the other rules.
  ["the baseline only collects", { baseline: "collect" }, "detect"],
  ["both", { baseline: "collect", fail_on_blocked: false }, "collect"],
] as const)(
  "what egress: block has refused fails the job by fail_on_blocked: %s",
  (_what, settings, action) => {
    const set = (rulesetId: string) => `rule_sets:
  - ruleset_id: ${rulesetId}
    rules:
      - {rule_id: one, event_type: file_open, condition: is_read, action: detect}
`;
    const { rules } = loadRules(
      [
        { name: "egress.yaml", text: set("runwarden/egress"), origin: "baseline" },
        { name: "own.yaml", text: set("runwarden/egress").replace("one", "own"), origin: "project" },
      ],
      settings,
    );
    expect(rules.map((rule) => rule.action)).toEqual([action, "detect"]);
  },
);

test("a baseline that only collects does so but where a modifier gives a rule another action; the project's own rules stay", () => {
  const set = (rulesetId: string) => `rule_sets:
  - ruleset_id: ${rulesetId}
    rules:
      - {rule_id: one, event_type: file_open, condition: is_read, action: detect}
      - {rule_id: two, event_type: file_open, condition: is_write, action: terminate}
      - {rule_id: both, type: correlation, condition: rule.one.total_count > 1, action: detect}
`;
  const modifier = `---
rule_modifiers:
  - {modifier_id: sure, targets: [{ruleset_id: base/a, rule_id: two}], override_action: detect}
`;
  const actions = (baseline?: "collect" | "on") =>
    loadRules(
      [
        { name: "own.yaml", text: set("own/a") + modifier, origin: "project" },
        { name: "base.yaml", text: set("base/a"), origin: "baseline" },
      ],
      baseline === undefined ? {} : { baseline },
    ).rules.map(({ rulesetId, action }) => `${rulesetId} ${action}`);
  const own = ["own/a detect", "own/a terminate", "own/a detect"];
  expect(actions("collect")).toEqual(["base/a collect", "base/a detect", "base/a collect", ...own]);
  expect(actions("on")).toEqual(["base/a detect", "base/a detect", "base/a detect", ...own]);
  expect(actions()).toEqual(actions("on"));
});
