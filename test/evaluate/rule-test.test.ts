import { describe, expect, test } from "vitest";
import { readRuleTests } from "../../src/evaluate/read-rule-tests.ts";
import { failedCases } from "../../src/evaluate/rule-test.ts";
import { eventToJson } from "../../src/events/json.ts";
import { EVENT_KIND_NAMES } from "../../src/kinds/index.ts";
import { formatFault } from "../../src/rules/fault.ts";
import { YamlFile } from "../../src/rules/yaml-file.ts";
import { load } from "../rules/load-text.ts";

const RULES = `
rule_sets:
  - ruleset_id: t/a
    rules:
      - rule_id: curl
        event_type: process_exec
        condition: process.exec_path == "/usr/bin/curl" && process.ancestors.exists(a, a.exec_path.endsWith("/npm"))
        action: collect
      - {rule_id: x, event_type: file_open, condition: 'path == "/x"', action: collect}
      - {rule_id: both, type: correlation, condition: rule.curl.total_count >= 1 && rule.x.total_count >= 2, action: detect}
`;

function read(text: string) {
  const file = new YamlFile({ name: "t.yaml", text, origin: "project" });
  const tests = readRuleTests(file);
  const byLine = file.faults.toSorted((a, b) => a.line - b.line);
  return { tests, faults: byLine.map(formatFault) };
}

function failures(cases: string): string[] {
  const { tests, faults } = read(`rule_tests:\n${cases}`);
  expect(faults).toEqual([]);
  return tests.flatMap((ruleTest) =>
    failedCases(ruleTest, load(RULES).rules).map(({ expected, line }) => `${line}: ${expected}`),
  );
}

describe("the cases of a rule", () => {
  test("fail where the rule makes something else of them", () => {
    expect(
      failures(`
  - rule: t/a/curl
    must_match:
      - { event_type: process_exec, process: npm > sh > curl -d }
      - { event_type: process_exec, process: sh > curl }
    must_not_match:
      - { event_type: process_exec, process: npm > curl }
      - { event_type: process_exec, process: curl > npm }
      - { event_type: file_open, process: npm > curl }
`),
    ).toEqual(["6: match", "8: no match"]);
  });

  test("of a correlation that counts apart are of one program where process and lineage are the same", () => {
    const rules = `
rule_sets:
  - ruleset_id: t/a
    rules:
      - {rule_id: a, event_type: file_open, condition: 'path == "/a"', action: collect}
      - {rule_id: b, event_type: file_open, condition: 'path == "/b"', action: collect}
      - {rule_id: both, type: correlation, by: image, condition: "matched(rule.a, rule.b) >= 2", action: detect}
`;
    const { tests, faults } = read(`rule_tests:
  - rule: t/a/both
    must_match:
      - - { event_type: file_open, process: sh > tar x, payload: { path: /a } }
        - { event_type: file_open, process: sh > tar x, payload: { path: /b } }
    must_not_match:
      - - { event_type: file_open, process: sh > cat /a, payload: { path: /a } }
        - { event_type: file_open, process: sh > cat /b, payload: { path: /b } }
      - - { event_type: file_open, process: { exec_path: /bin/tar, pid: 7 }, payload: { path: /a } }
        - { event_type: file_open, process: { exec_path: /bin/tar, pid: 8 }, payload: { path: /b } }
`);
    expect(faults).toEqual([]);
    expect(tests.flatMap((ruleTest) => failedCases(ruleTest, load(rules).rules))).toEqual([]);
  });

  test("say a field that is a list as a list", () => {
    const text = `rule_tests:
  - rule: t/b/host
    must_match:
      - { event_type: network_connect, payload: { remote_domains: [example.com, cdn.example.net] } }
    must_not_match:
      - { event_type: network_connect, payload: { remote_domains: [example.org] } }
      - { event_type: network_connect }
`;
    const rules = `
rule_sets:
  - ruleset_id: t/b
    rules:
      - { rule_id: host, event_type: network_connect, condition: "'cdn.example.net' in remote_domains", action: collect }
`;
    const { tests, faults } = read(text);
    expect(faults).toEqual([]);
    expect(tests.flatMap((ruleTest) => failedCases(ruleTest, load(rules).rules))).toEqual([]);
    expect(read(text.replace("[example.org]", "example.org")).faults).toEqual([
      "t.yaml:6:9: wrong-value: payload.remote_domains must be a list of strings",
    ]);
  });

  test("of a correlation have several events, and count repeats", () => {
    expect(
      failures(`
  - rule: t/a/both
    must_match:
      - - { event_type: process_exec, process: npm > curl }
        - { event_type: file_open, payload: { path: /x }, count: 2 }
    must_not_match:
      - - { event_type: process_exec, process: npm > curl }
        - { event_type: file_open, payload: { path: /x } }
      - [{ event_type: file_open, payload: { path: /x }, count: 2 }]
`),
    ).toEqual([]);
  });
});

test("an event can be written in all forms", () => {
  const { tests, faults } = read(`
lineages:
  a: npm ci
  b: [$a, sh -c x]
rule_tests:
  - rule: t/a/curl
    must_match:
      - &one { event_type: process_exec, process: $b > curl -d }
      - { event_type: process_exec, process: [npm ci, $b, { exec_path: /bin/x, argv: [y] }] }
      - event_type: process_exec
        process: [npm ci, { exec_path: /x, file_path: /y, is_root_owned: true, is_runner: true, is_argv_cut: true }]
      - event_type: process_exec
        process: { exec_path: /usr/bin/curl, argv: [curl], ancestors: [{ exec_path: /bin/sh }] }
        payload: { is_memfd: true }
      - *one
`);
  expect(faults).toEqual([]);
  const processes = tests.flatMap(({ cases }) =>
    cases.flatMap(({ events }) => events.map((event) => eventToJson(event).process)),
  );
  const ofRoot = (name: string, ...args: string[]) => ({
    exec_path: `/usr/bin/${name}`,
    argv: [name, ...args],
    file_path: `/usr/bin/${name}`,
    is_root_owned: true,
  });
  const npm = { ...ofRoot("npm", "ci"), tool: "npm", verb: "ci" };
  const sh = { ...ofRoot("sh", "-c", "x"), tool: "sh" };
  const curl = { ...ofRoot("curl", "-d"), ancestors: [sh, npm], installer: "npm" };
  expect(processes).toEqual([
    curl,
    // What is written with its folder is its own file, and whose it is has to be said.
    { exec_path: "/bin/x", argv: ["y"], file_path: "/bin/x", ancestors: [sh, npm, npm], installer: "npm" },
    {
      exec_path: "/x",
      argv: [],
      file_path: "/y",
      is_root_owned: true,
      is_runner: true,
      is_argv_cut: true,
      ancestors: [npm],
      installer: "npm",
    },
    {
      exec_path: "/usr/bin/curl",
      argv: ["curl"],
      ancestors: [{ exec_path: "/bin/sh", argv: [], tool: "sh" }],
    },
    curl,
  ]);
});

test("all that is wrong in a file is told, with its place", () => {
  const { faults } = read(`lineages: { a: "sh 'x", b: , c: [] }
rule_test: []
rule_tests:
  - { rule: 1, must_match: [{ event_type: process_exec }] }
  - { rule: t/a/curl }
  - rule: t/a/curl
    must_match: { event_type: process_exec }
    must_not_mach: []
    must_not_match:
      - { event_type: process_exe }
      - { event_type: file_open, payload: { pth: x } }
      - { event_type: file_open, payload: { path: 1 } }
      - { event_type: file_open, process: [{ argv: [x] }] }
      - { event_type: file_open, process: $z }
      - { event_type: file_open, process: { exec_path: 1 } }
      - { event_type: file_open, process: [{ exec_path: /x, is_root_owned: 1 }] }
      - { process: curl }
      - []
      - curl
`);
  expect(faults).toEqual([
    "t.yaml:1:16: wrong-value: a quote is not closed",
    't.yaml:1:25: missing-key: the lineage "b" is empty',
    "t.yaml:1:33: wrong-value: a lineage has one program or more",
    't.yaml:2:1: unknown-key: unknown key "rule_test" of a document of rule tests: did you mean "rule_tests"?',
    "t.yaml:4:13: wrong-type: rule must be a string, not a number; put it in quotes",
    "t.yaml:5:5: missing-key: a rule test needs must_match or must_not_match",
    't.yaml:7:17: wrong-type: must_match must be a list, not a mapping; begin each item with "- "',
    't.yaml:8:5: unknown-key: unknown key "must_not_mach" of a rule test: did you mean "must_not_match"?',
    `t.yaml:10:9: wrong-value: event_type must be one of ${EVENT_KIND_NAMES.join(", ")}`,
    't.yaml:11:45: unknown-key: unknown key "pth" of a payload of file_open: did you mean "path"?',
    "t.yaml:12:9: wrong-value: payload.path must be a string",
    't.yaml:13:44: missing-key: a program needs "exec_path"',
    't.yaml:14:43: wrong-value: there is no lineage "z" before this',
    "t.yaml:15:9: wrong-value: process.exec_path must be a string",
    "t.yaml:16:9: wrong-value: process.is_root_owned must be a bool",
    't.yaml:17:9: missing-key: an event needs "event_type"',
    "t.yaml:18:9: wrong-value: there is no event in this list",
    "t.yaml:19:9: wrong-type: an event must be a mapping, not a string",
  ]);
});
