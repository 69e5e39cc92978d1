import { expect, test } from "vitest";
import { Evaluation } from "../../src/evaluate/evaluation.ts";
import { JsonEventReader } from "../../src/events/json.ts";
import { loadRules } from "../../src/rules/load.ts";

/** The rules of one set, of which these are the lines. */
function rulesOf(lines: string) {
  const text = `rule_sets:\n  - ruleset_id: t\n    rules:\n${lines}`;
  return loadRules([{ name: "t.yaml", origin: "project", text }]).rules;
}

const rules = rulesOf(`
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
`);

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
const read = (process: Json, tags: readonly string[]): Json => ({
  ...open(process, tags),
  payload: { is_read: true },
});

test("where nothing was cut, nothing is told", () => {
  expect(cutsOf(open({}, []), open({}, ["unresolved"]))).toBeUndefined();
});

test("what was cut counts with the rules that it decides, and with no others", () => {
  expect(cutsOf(open({}, ["truncated"]), open({}, ["truncated"]))).toEqual([["text", 2, ["path"]]]);
  expect(cutsOf(open({ is_argv_cut: true }, ["truncated", "argv_cut"]))).toEqual([["argv", 1, ["argv"]]]);
  const below = { ancestors: [{ exec_path: "/b", is_argv_cut: true }, { exec_path: "/a" }] };
  expect(cutsOf(open(below, ["truncated", "argv_cut"]))).toBeUndefined();
  expect(cutsOf(read(below, ["truncated", "argv_cut"]))).toEqual([["argv", 1, ["excepted"]]]);
  expect(cutsOf(read({ ancestors_left_out: 1 }, ["truncated", "lineage_cut"]))).toEqual([
    ["lineage", 1, ["excepted", "npm"]],
  ]);
  const all = { ...below, is_argv_cut: true, ancestors_left_out: 1 };
  expect(cutsOf(read(all, ["truncated", "text_cut", "argv_cut", "lineage_cut"]))).toEqual([
    ["text", 1, ["path"]],
    ["argv", 1, ["argv", "excepted"]],
    ["lineage", 1, ["excepted", "npm"]],
  ]);
});

test("a rule that is true or false whatever is missing is not decided by it", () => {
  const cut = ["truncated", "argv_cut"];
  expect(cutsOf(open({ is_argv_cut: true, argv: ["x"] }, cut))).toBeUndefined();
  const npm = { ancestors_left_out: 1, ancestors: [{ exec_path: "/npm" }] };
  expect(cutsOf(open(npm, ["truncated", "lineage_cut"]))).toBeUndefined();
});

test("a cut lineage that decides a rule that fails jobs, or one that such a correlation counts, leaves it open", () => {
  const rulesWith = (action: string, correlation: string) =>
    rulesOf(`
      - { rule_id: npm, event_type: file_open, condition: 'process.ancestors.exists(a, a.exec_path == "/npm")', action: ${action} }
      - { rule_id: argv, event_type: file_open, condition: 'process.argv.exists(v, v == "x")', action: detect }
      - { rule_id: all, type: correlation, condition: rule.npm.total_count > 0, action: ${correlation} }
`);
  const undecided = (action: string, correlation: string, event: Json) => {
    const evaluation = new Evaluation(rulesWith(action, correlation));
    evaluation.add(new JsonEventReader().event({ ...event, count: 3 }));
    return evaluation.outcome().undecided;
  };
  const lineage = open({ ancestors_left_out: 1 }, ["truncated", "lineage_cut"]);
  expect(undecided("detect", "collect", lineage)).toBe(3);
  expect(undecided("terminate", "collect", lineage)).toBe(3);
  expect(undecided("collect", "detect", lineage)).toBe(3);
  expect(undecided("collect", "collect", lineage)).toBeUndefined();
  // Linkers have such: it is told, and accuses nobody.
  expect(
    undecided("detect", "detect", open({ is_argv_cut: true }, ["truncated", "argv_cut"])),
  ).toBeUndefined();
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
