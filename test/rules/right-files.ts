/** Right files with every key, and with what might be taken for a mistake. */
export const RIGHT_FILES: readonly [string, string][] = [
  [
    "every key of a rule",
    `rule_sets:
  - ruleset_id: t/one
    lists: {names: [/npm]}
    rules:
      - rule_id: r
        rule_name: A name
        description: What and why
        event_type: process_exec
        condition: is_memfd
        exceptions: list.names.exists(n, process.exec_path.endsWith(n))
        action: terminate
        max_alerts: 5
        tags: {severity: high}
        distinct: process.file_path
        target:
          include: [{provider_host: github.com, path: acme/}, {path: other/}, {provider_host: ghe.example.com}]
          exclude: [{path: acme/legacy/}]
      - rule_id: c
        type: correlation
        condition: rule.r.distinct_count >= 1
        by: image
        action: detect
        target: {exclude: []}
      - {rule_id: d, type: correlation, by: [image, step], condition: matched(rule.r) >= 1, action: detect}
`,
  ],
  [
    "every key of a modifier",
    `rule_sets:
  - ruleset_id: t/one
    rules:
      - {rule_id: r, event_type: process_exec, condition: is_memfd, action: detect}
---
rule_modifiers:
  - modifier_id: m
    description: Why
    targets: [{ruleset_id: t/one, rule_id: r}, {ruleset_id: t/one}]
    override_action: collect
    override_max_alerts: 100
    add_exceptions: is_memfd
    add_target_exclude: [{provider_host: github.com, path: acme/legacy/}]
    disable: false
`,
  ],
  [
    "optional keys without a value",
    `rule_sets:
  - ruleset_id: t/one
    lists:
    rules:
      - rule_id: r
        rule_name:
        description:
        event_type: process_exec
        condition: is_memfd
        exceptions:
        action: detect
        max_alerts:
        tags:
---
rule_modifiers:
  - {modifier_id: m, description: , targets: [{ruleset_id: t/one, rule_id: }], override_action: , disable: }
`,
  ],
  [
    "what is empty, and means that it is not there",
    `rule_sets:
  - ruleset_id: t/one
    rules:
      - {rule_id: r, event_type: process_exec, condition: is_memfd, action: detect, exceptions: "", target: }
      - {rule_id: s, event_type: process_exec, condition: is_memfd, action: detect, exceptions: " ", target: {}}
      - {rule_id: t, event_type: process_exec, condition: is_memfd, action: detect, target: {exclude: }}
---
rule_modifiers:
  - {modifier_id: m, targets: [{ruleset_id: t/one}], add_exceptions: ""}
`,
  ],
  ["no rules at all", "rule_sets: []\n"],
  ["no modifiers at all", "rule_modifiers: []\n"],
  [
    "a set without rules, lists without strings",
    "rule_sets: [{ruleset_id: a, lists: {l: [], m: }, rules: []}]\n",
  ],
  ["max_alerts that is only worth a warning", ruleLine("max_alerts: 1000")],
  ["an event type and an action by an alias", ruleLine('tags: {kind: &k "x", other: *k}')],
  ["JSON, which is YAML", '{"rule_sets": [{"ruleset_id": "a", "rules": []}]}\n'],
];

function ruleLine(more: string): string {
  return `rule_sets:
  - ruleset_id: t/one
    rules:
      - {rule_id: r, event_type: process_exec, condition: is_memfd, action: detect, ${more}}
`;
}
