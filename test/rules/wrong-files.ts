import { MAX_FILE_BYTES } from "../../src/rules/source.ts";

/** A right file with one rule, up to the end of its keys, and then these lines. */
export const ruleWith = (lines: string) => `rule_sets:
  - ruleset_id: t/one
    rules:
      - rule_id: r
        event_type: process_exec
        condition: is_memfd
        action: detect
${lines}`;

/** What is wrong, the file, and its faults. */
export const WRONG_FILES: readonly [string, string, readonly string[]][] = [
  [
    "an unknown key of a rule",
    ruleWith("        max_alert: 1\n"),
    ['8:9: unknown-key: unknown key "max_alert" of a rule: did you mean "max_alerts"?'],
  ],
  [
    "keys that other tools have for a rule",
    ruleWith("        severity: high\n        enabled: false\n        event_kind: process_exec\n"),
    [
      "8:9: unknown-key: it is a tag: tags: {severity: high}",
      "9:9: unknown-key: a rule is taken out by a modifier with disable: true",
      "10:9: unknown-key: the key is called event_type",
    ],
  ],
  [
    "an action and a kind that other tools have",
    ruleWith("")
      .replace("detect", "block")
      .replace("process_exec", "file_write")
      .replace("is_memfd", "'true'"),
    [
      '5:21: wrong-value: unknown event_type "file_write": file_open, with is_write in its condition',
      '7:17: wrong-value: unknown action "block": nothing is blocked; detect fails the job',
    ],
  ],
  [
    "rules without a set",
    "rules: []\n",
    [
      "1:1: unknown-key: rules stand in a set: rule_sets: [{ruleset_id: …, rules: […]}]",
      "1:1: document-kind: a document needs rule_sets or rule_modifiers",
    ],
  ],
  [
    "an unknown key of a set",
    "rule_sets:\n  - ruleset_id: a\n    rule: []\n    rules: []\n",
    ['3:5: unknown-key: unknown key "rule" of a rule set: did you mean "rules"?'],
  ],
  [
    "an unknown key of a document",
    "rule_set: []\n",
    [
      '1:1: unknown-key: unknown key "rule_set" of a document: did you mean "rule_sets"?',
      "1:1: document-kind: a document needs rule_sets or rule_modifiers",
    ],
  ],
  [
    "a far-off key",
    "rule_sets: []\nwhatever: 1\n",
    ['2:1: unknown-key: unknown key "whatever" of a document: known: rule_sets, rule_modifiers'],
  ],
  [
    "a key twice",
    ruleWith("        action: collect\n"),
    ['8:9: duplicate-key: "action" stands twice in a rule'],
  ],
  [
    "a target of no jobs",
    ruleWith("        target: {include: []}\n"),
    ["8:27: wrong-value: include must not be empty"],
  ],
  [
    "a target of no jobs, where the list is missing",
    ruleWith("        target: {include: }\n"),
    ['8:18: missing-key: "include" of a target is empty'],
  ],
  [
    "a target that is a list",
    ruleWith("        target: [acme/prod]\n"),
    ["8:17: wrong-type: a target must be a mapping, not a list"],
  ],
  [
    "an empty matcher",
    ruleWith("        target: {exclude: [{}]}\n"),
    ["8:28: missing-key: a matcher needs provider_host or path"],
  ],
  [
    "a matcher of an empty path",
    ruleWith("        target: {exclude: [{path: ''}]}\n"),
    ['8:35: invalid-id: path must be more than white space, not ""'],
  ],
  [
    "a matcher with another key",
    ruleWith("        target: {include: [{host: github.com}]}\n"),
    [
      "8:28: missing-key: a matcher needs provider_host or path",
      '8:29: unknown-key: unknown key "host" of a matcher: known: provider_host, path',
    ],
  ],
  [
    "both kinds in a document",
    "rule_sets: []\nrule_modifiers: []\n",
    ["2:1: document-kind: a document has only one of rule_sets and rule_modifiers; divide it with ---"],
  ],
  ["an empty file", "", ["1:1: document-empty: the file has neither rule_sets nor rule_modifiers"]],
  [
    "only empty documents",
    "---\n# a\n---\n...\n",
    ["1:1: document-empty: the file has neither rule_sets nor rule_modifiers"],
  ],
  [
    "a document that is no mapping",
    "hello\n",
    ["1:1: wrong-type: a document must be a mapping, not a string"],
  ],
  ["rule_sets without any", "rule_sets:\n", ['1:1: missing-key: "rule_sets" of a document is empty']],
  [
    "rule_sets that are no list",
    "rule_sets: {}\n",
    ['1:12: wrong-type: rule_sets must be a list, not a mapping; begin each item with "- "'],
  ],
  [
    "a set without id and rules",
    "rule_sets:\n  - lists: {}\n",
    ['2:5: missing-key: a rule set needs "ruleset_id"', '2:5: missing-key: a rule set needs "rules"'],
  ],
  [
    "an empty ruleset_id",
    'rule_sets: [{ruleset_id: "", rules: []}]',
    ['1:26: invalid-id: ruleset_id must be more than white space, not ""'],
  ],
  [
    "a rule without anything",
    "rule_sets: [{ruleset_id: a, rules: [{}]}]",
    [
      '1:37: missing-key: a rule needs "rule_id"',
      '1:37: missing-key: a rule needs "event_type"',
      '1:37: missing-key: a rule needs "condition"',
      '1:37: missing-key: a rule needs "action"',
    ],
  ],
  [
    "a rule_id with a dash",
    ruleWith("").replace("rule_id: r", "rule_id: a-b"),
    ['4:18: invalid-id: rule_id must be letters, digits and _, and not begin with a digit, not "a-b"'],
  ],
  [
    "a rule_id that begins with a digit",
    ruleWith("").replace("rule_id: r", "rule_id: 1a"),
    ['4:18: invalid-id: rule_id must be letters, digits and _, and not begin with a digit, not "1a"'],
  ],
  [
    "an empty rule_id",
    ruleWith("").replace("rule_id: r", 'rule_id: ""'),
    ['4:18: invalid-id: rule_id must be letters, digits and _, and not begin with a digit, not ""'],
  ],
  [
    "a rule_id that is a number",
    ruleWith("").replace("rule_id: r", "rule_id: 1"),
    ["4:18: wrong-type: rule_id must be a string, not a number; put it in quotes"],
  ],
  [
    "a rule_id twice",
    ruleWith("      - {rule_id: r, event_type: process_exec, condition: is_memfd, action: detect}\n"),
    ['8:19: duplicate-id: the set has a rule "r" already'],
  ],
  [
    "an unknown event type",
    ruleWith("").replace("process_exec", "proces_exec"),
    ['5:21: wrong-value: unknown event_type "proces_exec": did you mean "process_exec"?'],
  ],
  [
    "an unknown action",
    ruleWith("").replace("detect", "stop"),
    ['7:17: wrong-value: unknown action "stop": known: detect, collect, terminate'],
  ],
  [
    "an unknown type",
    ruleWith("        type: corelation\n"),
    ['8:15: wrong-value: unknown type "corelation": did you mean "correlation"?'],
  ],
  [
    "a condition that is a bool of YAML",
    ruleWith("").replace("is_memfd", "true"),
    ["6:20: wrong-type: condition must be a string, not a bool; put it in quotes"],
  ],
  [
    "an empty condition",
    ruleWith("").replace("is_memfd", "''"),
    ["6:20: condition-syntax: the condition is empty"],
  ],
  [
    "a wrong exception",
    ruleWith("        exceptions: path == 'x'\n"),
    [
      '8:21: unknown-name: unknown field "path": a field of unix_socket_connect and file_open and file_remove and http_request, not of process_exec',
    ],
  ],
  [
    "a tag that is a bool",
    ruleWith("        tags: {severity: true}\n"),
    ['8:26: wrong-type: "severity" of tags must be a string, not a bool; put it in quotes'],
  ],
  [
    "tags that are a list",
    ruleWith("        tags: [a]\n"),
    ["8:15: wrong-type: tags must be a mapping, not a list"],
  ],
  [
    "an item of a list that is empty",
    "rule_sets:\n  - ruleset_id: a\n    rules: []\n    lists:\n      paths:\n        -\n",
    ['6:10: wrong-type: an item of "paths" of lists must be a string, not nothing'],
  ],
  [
    "an item of a list that is a bool",
    "rule_sets: [{ruleset_id: a, lists: {answers: [true]}, rules: []}]",
    ['1:47: wrong-type: an item of "answers" of lists must be a string, not a bool; put it in quotes'],
  ],
  [
    "a list with a dash in its name",
    "rule_sets: [{ruleset_id: a, lists: {a-b: []}, rules: []}]",
    [
      '1:37: invalid-id: a name in lists must be letters, digits and _, and not begin with a digit, not "a-b"',
    ],
  ],
  [
    "YAML that is wrong",
    "rule_sets: [\n  a: b: c\n",
    [
      "2:6: yaml-syntax: Block collections are not allowed within flow collections",
      "3:1: yaml-syntax: Flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
  ],
  [
    "a binary file",
    "rule_sets:\n  \0",
    ["2:3: file-binary: there is a NUL character, which no text has: is this a rule file?"],
  ],
  [
    "tabs, of which the first is told and nothing that comes of it",
    "rule_sets:\n  - ruleset_id: a\n    rules:\n\t- rule_id: a\n\t  event_type: file_open\n---\na: b: c\n",
    ["4:1: yaml-syntax: Tabs are not allowed as indentation; indent with spaces"],
  ],
  [
    "a colon in a condition",
    ruleWith('        exceptions: process.argv.exists(a, a == "x: y")\n'),
    [
      '8:21: yaml-syntax: Nested mappings are not allowed in compact mappings; a colon in a text begins a mapping: write the text in a block, below "|", or in quotes',
    ],
  ],
  [
    "a colon in a condition of two lines, which is told once",
    ruleWith('        exceptions: is_memfd &&\n          "x: y" in process.argv\n'),
    [
      '8:21: yaml-syntax: Nested mappings are not allowed in compact mappings; a colon in a text begins a mapping: write the text in a block, below "|", or in quotes',
    ],
  ],
  [
    "a key that is indented less than its item",
    "rule_sets:\n  - ruleset_id: a\n  rules: []\n",
    [
      "3:1: yaml-syntax: All mapping items must start at the same column; what belongs to an item of a list stands right below what is behind its dash",
    ],
  ],
  [
    "quotes inside quotes",
    ruleWith('        exceptions: "process.exec_path.endsWith("/curl")"\n'),
    [
      '8:50: yaml-syntax: Unexpected scalar at node end; a text ends at its closing quote or bracket: write the text in a block, below "|", or with the other quotes around it',
    ],
  ],
  [
    "a condition that begins with a quote",
    ruleWith('        exceptions: "-c" in process.argv\n'),
    [
      '8:26: yaml-syntax: Unexpected scalar at node end; a text ends at its closing quote or bracket: write the text in a block, below "|", or with the other quotes around it',
    ],
  ],
  [
    "a condition that begins with !",
    ruleWith("        exceptions: !is_memfd\n"),
    [
      '8:21: yaml-syntax: Unresolved tag: !is_memfd; a text that begins with ! is a tag: write the text in a block, below "|", or in quotes',
    ],
  ],
  [
    "an item of a list that begins with @",
    "rule_sets: [{ruleset_id: a, lists: {l: [@x]}, rules: []}]\n",
    ["1:41: yaml-syntax: Plain value cannot start with reserved character @; write it in quotes"],
  ],
  [
    "an alias of nothing",
    "rule_sets: [{ruleset_id: a, lists: {l: [*.example.com]}, rules: []}]\n",
    [
      "1:41: yaml-alias: no anchor &.example.com before this alias; a text that begins with * is written in quotes",
    ],
  ],
  [
    "a merge of nothing",
    "rule_sets: [{<<, ruleset_id: a, rules: []}, {<<: , ruleset_id: b, rules: []}]\n",
    [
      "1:14: yaml-merge: << takes a mapping that has an anchor, or a list of such: <<: *name",
      "1:50: yaml-merge: << takes a mapping that has an anchor, or a list of such: <<: *name",
    ],
  ],
  [
    "a merge of a list with a string in it, and of a mapping into itself",
    "rule_sets:\n  - &set\n    <<: [{ruleset_id: a}, b]\n    rules: []\n  - &again {<<: *again, ruleset_id: b, rules: []}\n",
    [
      "3:27: yaml-merge: << takes a mapping that has an anchor, or a list of such: <<: *name",
      "5:17: yaml-merge: << takes a mapping that has an anchor, or a list of such: <<: *name",
    ],
  ],
  [
    "a merge in quotes, which is a key",
    'rule_sets: [{"<<": {ruleset_id: a}, ruleset_id: a, rules: []}]\n',
    ['1:14: unknown-key: unknown key "<<" of a rule set: known: ruleset_id, lists, rules'],
  ],
  [
    "mappings that merge one another in a long chain",
    `rule_sets:\n  - &s0 {ruleset_id: s, rules: []}\n${Array.from(
      { length: 5_000 },
      (_, n) => `  - &s${n + 1} {<<: *s${n}}\n`,
    ).join("")}`,
    [
      "3:14: yaml-alias: the aliases of this document cannot be used: Excessive alias count indicates a resource exhaustion attack",
    ],
  ],
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
  [
    "a modifier without anything",
    "rule_modifiers: [{}]\n",
    ['1:18: missing-key: a modifier needs "modifier_id"', '1:18: missing-key: a modifier needs "targets"'],
  ],
  [
    "a modifier of nothing",
    "rule_modifiers: [{modifier_id: m, targets: []}]\n",
    ["1:44: wrong-value: targets must not be empty"],
  ],
  [
    "a modifier's target without its set",
    "rule_modifiers: [{modifier_id: m, targets: [{rule_id: r}]}]\n",
    [`1:45: missing-key: a modifier's target needs "ruleset_id"`],
  ],
  [
    "a modifier's unknown action",
    "rule_modifiers: [{modifier_id: m, targets: [{ruleset_id: a}], override_action: colect}]\n",
    ['1:80: wrong-value: unknown override_action "colect": did you mean "collect"?'],
  ],
  [
    "a modifier's max_alerts of 0",
    "rule_modifiers: [{modifier_id: m, targets: [{ruleset_id: a}], override_max_alerts: 0}]\n",
    ["1:84: wrong-value: override_max_alerts must be from 1 to 100, not 0"],
  ],
  [
    "a modifier's max_alerts of 101",
    "rule_modifiers: [{modifier_id: m, targets: [{ruleset_id: a}], override_max_alerts: 101}]\n",
    ["1:84: wrong-value: override_max_alerts must be from 1 to 100, not 101"],
  ],
  [
    "a modifier's disable that is a string",
    "rule_modifiers: [{modifier_id: m, targets: [{ruleset_id: a}], disable: 'yes'}]\n",
    ["1:72: wrong-type: disable must be true or false, not a string"],
  ],
  [
    "a modifier with a rule's key",
    "rule_modifiers: [{modifier_id: m, targets: [{ruleset_id: a}], action: collect}]\n",
    [
      '1:63: unknown-key: unknown key "action" of a modifier: known: modifier_id, description, targets, override_action, override_max_alerts, add_exceptions, add_target_exclude, disable',
    ],
  ],
  [
    "an empty matcher of a modifier",
    "rule_modifiers: [{modifier_id: m, targets: [{ruleset_id: a}], add_target_exclude: [{}]}]\n",
    ["1:84: missing-key: a matcher needs provider_host or path"],
  ],
];
