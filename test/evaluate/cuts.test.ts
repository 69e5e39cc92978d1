import { expect, test } from "vitest";
import { Evaluation } from "../../src/evaluate/evaluation.ts";
import { JsonEventReader } from "../../src/events/json.ts";
import { loadRules } from "../../src/rules/load.ts";

const { rules } = loadRules([
  {
    name: "t.yaml",
    origin: "project",
    text: `
rule_sets:
  - ruleset_id: t
    rules:
      - { rule_id: path, event_type: file_open, condition: path == "/x", action: collect }
      - { rule_id: argv, event_type: file_open, condition: 'process.argv.exists(v, v == "x")', action: collect }
      - rule_id: excepted
        event_type: file_open
        condition: is_read
        exceptions: process.ancestors.exists(a, a.descendants.exists(d, d.argv.exists(v, v == "x")))
        action: collect
      - rule_id: npm
        event_type: file_open
        condition: process.ancestors.exists(a, a.exec_path == "/npm")
        action: collect
      - { rule_id: cut, event_type: file_open, condition: is_truncated, action: detect }
      - { rule_id: executed, event_type: process_exec, condition: process.exec_path == "/x", action: collect }
      - { rule_id: both, type: correlation, condition: rule.path.total_count > 9, action: collect }
`,
  },
]);

type Json = Record<string, unknown>;

/** What was cut, of which rules, in some events of a kind. */
function cutsOf(...events: readonly Json[]) {
  const evaluation = new Evaluation(rules);
  const reader = new JsonEventReader();
  for (const event of events) evaluation.add(reader.event(event));
  return evaluation
    .outcome()
    .cuts?.map(({ part, events: count, rules: asking }) => [part, count, asking.map(({ ruleId }) => ruleId)]);
}

const open = (process: Json, tags: readonly string[]): Json => ({ event_type: "file_open", process, tags });

test("where nothing was cut, nothing is told", () => {
  expect(cutsOf(open({}, []), open({}, ["unresolved"]))).toBeUndefined();
});

test("what was cut counts with the rules that asked for it, and for no others", () => {
  expect(cutsOf(open({}, ["truncated"]), open({}, ["truncated"]))).toEqual([["text", 2, ["path"]]]);
  expect(cutsOf(open({ is_argv_cut: true }, ["truncated", "argv_cut"]))).toEqual([["argv", 1, ["argv"]]]);
  const below = { ancestors: [{ exec_path: "/a" }, { exec_path: "/b", is_argv_cut: true }] };
  expect(cutsOf(open(below, ["truncated", "argv_cut"]))).toEqual([["argv", 1, ["excepted"]]]);
  expect(cutsOf(open({ ancestors_left_out: 1 }, ["truncated", "lineage_cut"]))).toEqual([
    ["lineage", 1, ["excepted", "npm"]],
  ]);
  const all = { ...below, is_argv_cut: true, ancestors_left_out: 1 };
  expect(cutsOf(open(all, ["truncated", "text_cut", "argv_cut", "lineage_cut"]))).toEqual([
    ["text", 1, ["path"]],
    ["argv", 1, ["argv", "excepted"]],
    ["lineage", 1, ["excepted", "npm"]],
  ]);
});

test("what no rule of the kind asks for can be cut", () => {
  expect(
    cutsOf({ event_type: "process_exec", process: { is_argv_cut: true }, tags: ["truncated", "argv_cut"] }),
  ).toBe(undefined);
  expect(cutsOf({ event_type: "domain", tags: ["truncated"] })).toBeUndefined();
  expect(cutsOf({ event_type: "process_exec", tags: ["truncated"] })).toEqual([["text", 1, ["executed"]]]);
});

test("an event that stands for many counts as many", () => {
  expect(cutsOf({ ...open({}, ["truncated"]), count: 5 })).toEqual([["text", 5, ["path"]]]);
});

test("a rule can ask whether anything is cut", () => {
  const evaluation = new Evaluation(rules);
  const reader = new JsonEventReader();
  for (const tags of [[], ["truncated"], ["unresolved"], ["truncated", "argv_cut"]]) {
    evaluation.add(reader.event(open({}, tags)));
  }
  expect(evaluation.outcome().rules.map(({ rule, totalCount }) => [rule.ruleId, totalCount])).toEqual([
    ["cut", 2],
  ]);
});
