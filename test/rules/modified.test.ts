import { expect, test } from "vitest";
import { loadRules } from "../../src/rules/load.ts";
import { withExceptions } from "../../src/rules/modified.ts";
import type { EventRule } from "../../src/rules/rule.ts";

const RULES = `
rule_sets:
  - ruleset_id: acme/ci
    rules:
      - {rule_id: read, event_type: file_open, condition: is_read, action: detect}
`;

function rules(): EventRule[] {
  return loadRules([{ name: "r.yaml", text: RULES, origin: "project" }]).rules.filter(
    (rule) => rule.type === "event",
  );
}

function modifier(exceptions: string, target = "{ruleset_id: acme/ci, rule_id: read}"): string {
  return `rule_modifiers:\n  - {modifier_id: m, targets: [${target}], add_exceptions: '${exceptions}'}\n`;
}

test("a modifier's exception is one of the rule's then", () => {
  const modified = withExceptions(rules(), modifier('path == "/a"'));
  expect(modified?.map(({ rule, added }) => [rule.ruleId, rule.exceptions.length, added.length])).toEqual([
    ["read", 1, 1],
  ]);
});

test("what would not load, or with a warning, or for no rule, is not taken", () => {
  for (const text of [
    modifier("path =="),
    modifier("remote_port == 1"),
    modifier("path in list.unknown"),
    modifier('path == "no/absolute"'),
    modifier('path == "/a"', "{ruleset_id: acme/ci, rule_id: other}"),
    modifier('path == "/a"', "{ruleset_id: acme/ci}"),
    "rule_modifiers: [",
    "rule_modifiers: []\n",
    "",
  ]) {
    expect(withExceptions(rules(), text), text).toBeUndefined();
  }
});
