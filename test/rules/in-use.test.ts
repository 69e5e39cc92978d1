import { describe, expect, test } from "vitest";
import { loadRules } from "../../src/rules/load.ts";
import { load, warningsOf } from "./load-text.ts";

const targeted = (target: string) => `rule_sets:
  - ruleset_id: t/one
    rules:
      - {rule_id: r, event_type: process_exec, condition: is_memfd, action: detect, target: ${target}}
`;

function isUsed(target: string, project_path: string, provider_host = "github.com"): boolean {
  const source = { name: "rules.yaml", text: targeted(target), origin: "project" } as const;
  return loadRules([source], { provider_host, project_path }).rules.length === 1;
}

describe("a rule is for the jobs of its target", () => {
  test.each([
    ["{include: [{path: acme/prod}]}", "acme/prod", true],
    ["{include: [{path: acme/prod}]}", "acme/prod-legacy", true],
    ["{include: [{path: acme/prod/}]}", "acme/prod", true],
    ["{include: [{path: acme/prod/}]}", "acme/prod-legacy", false],
    ["{include: [{path: acme/}]}", "acme/prod", true],
    ["{include: [{path: acme/}]}", "acme-labs/prod", false],
    ["{include: [{path: prod}]}", "acme/prod", false],
    ["{include: [{path: x/}, {path: acme/}]}", "acme/prod", true],
    ["{include: [{provider_host: github.com}]}", "acme/prod", true],
    ["{include: [{provider_host: GitHub.com}]}", "acme/prod", true],
    ["{include: [{provider_host: github}]}", "acme/prod", false],
    ["{include: [{provider_host: ghe.example.com, path: acme/}]}", "acme/prod", false],
    ["{include: [{provider_host: github.com, path: other/}]}", "acme/prod", false],
    ["{exclude: [{path: acme/prod-legacy/}]}", "acme/prod-legacy", false],
    ["{exclude: [{path: acme/prod-legacy/}]}", "acme/prod", true],
    ["{include: [{path: acme/prod}], exclude: [{path: acme/prod-legacy}]}", "acme/prod-legacy", false],
    ["{include: [{path: acme/prod}], exclude: [{path: acme/prod-legacy}]}", "acme/prod", true],
    ["{exclude: [{provider_host: github.com, path: acme/}, {path: other/}]}", "acme/prod", false],
    ["{exclude: []}", "acme/prod", true],
  ])("%s at %s: %s", (target, path, expected) => {
    expect(isUsed(target, path)).toBe(expected);
  });

  test("with the port of a host that has one", () => {
    const target = '{include: [{provider_host: "ghe.example.com:8443"}]}';
    expect(isUsed(target, "acme/prod", "ghe.example.com:8443")).toBe(true);
    expect(isUsed(target, "acme/prod", "ghe.example.com")).toBe(false);
  });

  test("and without a job known, nothing is left out", () => {
    expect(load(targeted("{include: [{path: nobody/}]}")).rules).toHaveLength(1);
  });
});

test("a prefix that ends inside a name is a warning, with what to write", () => {
  const loaded = load(
    targeted("{include: [{path: acme/prod}, {path: acme/}], exclude: [{path: acme/prod-legacy/}]}"),
  );
  expect(warningsOf(loaded)).toEqual([
    'rules.yaml:4:111: target_prefix_inside_name: the path "acme/prod" is a prefix, and so it covers "acme/prod-legacy" too; for acme/prod alone, write "acme/prod/"',
  ]);
});

describe("a correlation goes with the rules that it counts", () => {
  const rules = (one: string, both: string) => `rule_sets:
  - ruleset_id: t/one
    rules:
      - {rule_id: one, event_type: process_exec, condition: is_memfd, action: collect, ${one}}
      - {rule_id: two, event_type: process_exec, condition: is_memfd, action: collect}
      - {rule_id: both, type: correlation, condition: "rule.two.total_count > 0 && (rule.one.total_count > 0 || rule.two.total_count > 1)", action: detect, ${both}}
      - {rule_id: twice, type: correlation, condition: rule.two.total_count > 1, action: detect}
`;
  const loaded = (one: string, both: string, modifiers: string) =>
    loadRules(
      [
        { name: "rules.yaml", text: rules(one, both), origin: "project" },
        { name: "m.yaml", text: `rule_modifiers: [${modifiers}]\n`, origin: "project" },
      ],
      { provider_host: "github.com", project_path: "acme/prod" },
    );
  const disable = (ruleId: string) =>
    `{modifier_id: off_${ruleId}, targets: [{ruleset_id: t/one, rule_id: ${ruleId}}], disable: true}`;
  const idsOf = ({ rules: used }: ReturnType<typeof loaded>) => used.map(({ ruleId }) => ruleId);

  test("one that a modifier disables takes it along, with a warning", () => {
    const result = loaded("", "", disable("one"));
    expect(idsOf(result)).toEqual(["two", "twice"]);
    expect(warningsOf(result)).toEqual([
      'rules.yaml:6:19: correlation_reference_disabled: t/one/both is left out: it counts "one", which the modifier "off_one" disables',
    ]);
  });

  test("one that is for other jobs too", () => {
    const result = loaded("target: {exclude: [{path: acme/prod/}]}", "", "");
    expect(idsOf(result)).toEqual(["two", "twice"]);
    expect(warningsOf(result)).toEqual([
      'rules.yaml:6:19: correlation_reference_not_targeted: t/one/both is left out: it counts "one", which is not for this repository; give both the same target',
    ]);
  });

  test("without a word where it is itself disabled or for other jobs", () => {
    const target = "target: {exclude: [{path: acme/prod/}]}";
    expect(loaded(target, target, "")).toMatchObject({ warnings: [] });
    expect(loaded("", "", `${disable("one")}, ${disable("both")}`)).toMatchObject({ warnings: [] });
  });
});
