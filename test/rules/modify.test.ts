import { describe, expect, test } from "vitest";
import { loadRules } from "../../src/rules/load.ts";
import type { Settings } from "../../src/rules/settings.ts";
import { faultsOf, hits, warningsOf } from "./load-text.ts";

/** Two sets: an exec, a connect and a correlation in t/one, an exec in t/two. */
const RULES = `rule_sets:
  - ruleset_id: t/one
    lists: {tools: [/curl]}
    rules:
      - {rule_id: exec, event_type: process_exec, condition: is_memfd, action: detect, max_alerts: 20}
      - {rule_id: connect, event_type: network_connect, condition: remote_port == 443, action: detect}
      - {rule_id: both, type: correlation, condition: rule.exec.total_count >= 1 && rule.connect.total_count >= 1, action: detect}
  - ruleset_id: t/two
    rules:
      - {rule_id: exec, event_type: process_exec, condition: is_memfd, action: detect}
`;

const modifiers = (...each: string[]) =>
  `rule_modifiers:\n${each.map((keys, index) => `  - {modifier_id: m${index + 1}, ${keys}}\n`).join("")}`;

const ONE = "targets: [{ruleset_id: t/one, rule_id: exec}]";
const SET = "targets: [{ruleset_id: t/one}]";

function load(text: string, options: Settings = {}) {
  return loadRules(
    [
      { name: "rules.yaml", text: RULES, origin: "baseline" },
      { name: "m.yaml", text, origin: "project" },
    ],
    options,
  );
}

const namesOf = ({ rules }: ReturnType<typeof load>) =>
  rules.map(({ rulesetId, ruleId }) => `${rulesetId}/${ruleId}`);
const ruleOf = (loaded: ReturnType<typeof load>, ruleId = "exec") =>
  loaded.rules.find((rule) => rule.rulesetId === "t/one" && rule.ruleId === ruleId);

describe("a modifier", () => {
  test("overrides the action and the max_alerts of one rule, and the rule says by whom", () => {
    const loaded = load(modifiers(`${ONE}, override_action: collect, override_max_alerts: 5`));
    expect(loaded.warnings).toEqual([]);
    expect(loaded.rules.map(({ action, maxAlerts, modifiers: by }) => [action, maxAlerts, by])).toEqual([
      ["collect", 5, ["m1"]],
      ["detect", 10, []],
      ["detect", 10, []],
      ["detect", 10, []],
    ]);
  });

  test("of a set changes all rules of it, correlations too, and none of another", () => {
    const loaded = load(modifiers(`${SET}, override_action: terminate`));
    expect(loaded.rules.map(({ action }) => action)).toEqual([
      "terminate",
      "terminate",
      "terminate",
      "detect",
    ]);
  });

  test("of a rule does not change the rule of that name in another set", () => {
    const loaded = load(
      modifiers(`${ONE}, disable: true`, "targets: [{ruleset_id: t/one, rule_id: both}], disable: true"),
    );
    expect(namesOf(loaded)).toEqual(["t/one/connect", "t/two/exec"]);
    expect(loaded.warnings).toEqual([]);
  });

  test("adds an exception, which uses the lists of the rule's set, beside those that are there", () => {
    const loaded = load(
      modifiers(
        `${ONE}, add_exceptions: 'list.tools.exists(t, process.exec_path.endsWith(t))'`,
        `${ONE}, add_exceptions: 'process.argv.exists(a, a == "--version")'`,
      ),
    );
    const exec = (exec_path: string, ...argv: string[]) =>
      ({ event_type: "process_exec", process: { exec_path, argv }, payload: { is_memfd: true } }) as const;
    const rule = ruleOf(loaded);
    expect([
      hits(rule, exec("/bin/wget")),
      hits(rule, exec("/bin/curl")),
      hits(rule, exec("/bin/wget", "wget", "--version")),
    ]).toEqual([true, false, false]);
    expect(rule?.modifiers).toEqual(["m1", "m2"]);
  });

  test("adds jobs that the rule is not for", () => {
    const text = modifiers(`${SET}, add_target_exclude: [{provider_host: github.com, path: acme/legacy/}]`);
    const at = (projectPath: string) =>
      namesOf(load(text, { provider_host: "github.com", project_path: projectPath }));
    expect(at("acme/legacy")).toEqual(["t/two/exec"]);
    expect(at("acme/other")).toHaveLength(4);
  });
});

describe("of several modifiers", () => {
  test("the later override wins, whatever the order of the sources", () => {
    const collect = modifiers(`${ONE}, override_action: collect, override_max_alerts: 7`);
    const terminate = modifiers(`${ONE}, override_action: terminate`).replace("m1", "m2");
    const source = (name: string, text: string, origin: "baseline" | "project") => ({ name, text, origin });
    const { rules } = loadRules([
      source("a.yaml", collect, "project"),
      source("b.yaml", terminate, "project"),
      source("rules.yaml", RULES, "project"),
    ]);
    expect(rules[0]).toMatchObject({ action: "terminate", maxAlerts: 7, modifiers: ["m1", "m2"] });
  });

  test("one that disables wins over a later override of the action", () => {
    expect(namesOf(load(modifiers(`${SET}, disable: true`, `${ONE}, override_action: detect`)))).toEqual([
      "t/two/exec",
    ]);
  });

  test("disable: false puts the rule back", () => {
    const loaded = load(
      modifiers(`${SET}, disable: true`, `${ONE}, override_action: collect, disable: false`),
    );
    expect(namesOf(loaded)).toEqual(["t/one/exec", "t/two/exec"]);
    expect(ruleOf(loaded)?.action).toBe("collect");
  });

  test("of one id both apply, in their order, with a warning", () => {
    const first = modifiers(`${ONE}, override_action: terminate, override_max_alerts: 5`);
    const second = modifiers(`${ONE}, override_action: collect`);
    const warning = (where: string, earlier: string) => [
      `${where}: duplicate_modifier_id: there is another modifier "m1" (${earlier}); both are applied`,
    ];
    const files = loadRules([
      { name: "rules.yaml", text: RULES, origin: "baseline" },
      { name: "a.yaml", text: first, origin: "project" },
      { name: "b.yaml", text: second, origin: "project" },
    ]);
    expect(files.rules[0]).toMatchObject({ action: "collect", maxAlerts: 5, modifiers: ["m1"] });
    expect(warningsOf(files)).toEqual(warning("b.yaml:2:19", "a.yaml:2"));
    const documents = load(`${first}---\n${second}`);
    expect(documents.rules[0]).toMatchObject({ action: "collect", maxAlerts: 5, modifiers: ["m1"] });
    expect(warningsOf(documents)).toEqual(warning("m.yaml:5:19", "m.yaml:2"));
  });
});

describe("an added exception is checked against every rule that it is for", () => {
  const faults = (keys: string) => faultsOf(RULES, modifiers(keys));

  test("with its place in the modifier's file, and the rule", () => {
    expect(faults(`${ONE}, add_exceptions: remote_port == 443`)).toEqual([
      'b.yaml:2:86: unknown-name: unknown field "remote_port": a field of network_connect and egress_block, not of process_exec (for the rule t/one/exec)',
    ]);
  });

  test("of a whole set too, once for each thing that is wrong", () => {
    expect(faults(`${SET}, add_exceptions: 'process.exec_pth == "x"'`)).toEqual([
      'b.yaml:2:80: unknown-name: unknown field "exec_pth": did you mean "exec_path"? (for the rule t/one/exec)',
    ]);
  });

  test("where the modifier is of a rule that is disabled, or for other jobs", () => {
    expect(faults(`${ONE}, disable: true, add_exceptions: nope`)).toHaveLength(1);
  });

  test("and as far as it can be where there is no such rule", () => {
    expect(faults("targets: [{ruleset_id: t/none}], add_exceptions: is_memfd ||")).toEqual([
      "b.yaml:2:83: condition-syntax: something is missing at the end",
    ]);
  });

  test("and refused for a correlation that is named", () => {
    const target = "targets: [{ruleset_id: t/one, rule_id: both}]";
    expect(faults(`${target}, add_exceptions: is_memfd`)).toEqual([
      "b.yaml:2:86: not-allowed: t/one/both is a correlation, which has no exceptions; give them to the rules that it counts",
    ]);
    expect(faults(`${SET}, add_exceptions: 'process.exec_path == "/x"'`)).toEqual([]);
  });
});

describe("a target that does not exist is a warning with the nearest name", () => {
  test.each([
    ["{ruleset_id: t/onne}", 'there is no rule set "t/onne": did you mean "t/one"?'],
    ["{ruleset_id: something/else}", 'there is no rule set "something/else"'],
    ["{ruleset_id: t/one, rule_id: exac}", 'the rule set "t/one" has no rule "exac": did you mean "exec"?'],
    ["{ruleset_id: t/two, rule_id: connect}", 'the rule set "t/two" has no rule "connect"'],
  ])("%s", (target, message) => {
    const loaded = load(modifiers(`targets: [${target}, {ruleset_id: t/two}], override_action: collect`));
    expect(warningsOf(loaded)).toEqual([`m.yaml:2:33: modifier_target_not_found: ${message}`]);
    expect(loaded.rules.at(-1)?.action).toBe("collect");
  });
});

test("a max_alerts out of range is no matter where a modifier sets another", () => {
  const text = RULES.replace("max_alerts: 20", "max_alerts: 200");
  const sources = (more: string) => [
    { name: "rules.yaml", text, origin: "project" as const },
    { name: "m.yaml", text: modifiers(`${ONE}, ${more}`), origin: "project" as const },
  ];
  expect(loadRules(sources("override_max_alerts: 3")).warnings).toEqual([]);
  expect(loadRules(sources("disable: false")).warnings).toHaveLength(1);
});
