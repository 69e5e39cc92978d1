import { describe, expect, test } from "vitest";
import { Evaluation, type Outcome } from "../../src/evaluate/evaluation.ts";
import { eventOf, type PlainEvent } from "../rules/events.ts";
import { load } from "../rules/load-text.ts";

/** Judges events, and gives the result and, for each rule, its count and the events it kept. */
function judge(rules: string, events: readonly PlainEvent[]) {
  const evaluation = new Evaluation(load(rules).rules);
  for (const [index, event] of events.entries()) evaluation.add(eventOf(event, index));
  return shown(evaluation.outcome());
}

function shown({ result, rules }: Outcome) {
  return {
    result,
    rules: rules.map(
      ({ rule, totalCount, matches }) =>
        `${rule.rulesetId}/${rule.ruleId}: ${totalCount} (${matches.map((event) => event.index).join(" ")})`,
    ),
  };
}

const open = (path: string, count = 1): PlainEvent => ({ event_type: "file_open", payload: { path }, count });
const exec = (exec_path: string): PlainEvent => ({ event_type: "process_exec", process: { exec_path } });

const oneRule = (action: string, more = "") =>
  `rule_sets: [{ruleset_id: t/a, rules: [{rule_id: r, event_type: file_open, condition: 'path == "/x"', action: ${action}${more}}]}]`;

describe("result", () => {
  test.each([
    ["nothing is true", "detect", [open("/y")], { result: "passed", rules: [] }],
    ["collect is true", "collect", [open("/x")], { result: "passed", rules: ["t/a/r: 1 (0)"] }],
    ["detect is true", "detect", [open("/x")], { result: "detected", rules: ["t/a/r: 1 (0)"] }],
    ["terminate is true", "terminate", [open("/x")], { result: "terminated", rules: ["t/a/r: 1 (0)"] }],
    ["only another kind of event comes", "detect", [exec("/x")], { result: "passed", rules: [] }],
  ])("where %s", (_what, action, events, expected) => {
    expect(judge(oneRule(action), events)).toEqual(expected);
  });

  test("terminate is more than detect, in any order", () => {
    const rules = `
rule_sets:
  - ruleset_id: t/a
    rules:
      - {rule_id: t, event_type: file_open, condition: 'path == "/t"', action: terminate}
      - {rule_id: d, event_type: file_open, condition: 'path == "/d"', action: detect}
`;
    expect(judge(rules, [open("/t"), open("/d")]).result).toBe("terminated");
    expect(judge(rules, [open("/d"), open("/t")]).result).toBe("terminated");
  });
});

describe("counting", () => {
  test("a rule that fails no job and is true again and again leaves a later one what it has to show", () => {
    const by = (path: string, program: string): PlainEvent => ({
      ...open(path),
      process: { exec_path: program, argv: ["x".repeat(50_000)] },
    });
    const rules = `
rule_sets:
  - ruleset_id: t/a
    rules:
      - {rule_id: c, event_type: file_open, condition: 'path == "/c"', action: collect, max_alerts: 1}
      - {rule_id: d, event_type: file_open, condition: 'path == "/d"', action: detect, max_alerts: 1}
`;
    const decoys = Array.from({ length: 40 }, (_, n) => by("/c", `/bin/${n}`));
    const attack = ["/bin/decoy", "/bin/attack", "/bin/decoy"].map((program) => by("/d", program));
    expect(judge(rules, [...decoys, ...attack])).toEqual({
      result: "detected",
      rules: ["t/a/c: 40 (0 1 2 3 4 39)", "t/a/d: 3 (40 41 42)"],
    });
  });

  test("goes on past the matches that are kept: of one who does it on and on, the first and the last", () => {
    const events = [open("/x"), open("/y"), open("/x"), open("/x"), open("/x")];
    expect(judge(oneRule("collect", ", max_alerts: 2"), events)).toEqual({
      result: "passed",
      rules: ["t/a/r: 4 (0 2 4)"],
    });
  });

  test("adds the repeats that an event stands for", () => {
    expect(judge(oneRule("collect"), [open("/x", 40), open("/x", 2)])).toEqual({
      result: "passed",
      rules: ["t/a/r: 42 (0 1)"],
    });
  });

  test("is after exceptions", () => {
    const rules = oneRule("detect", ", exceptions: 'process.exec_path == \"/ok\"'");
    const by = (exec_path: string): PlainEvent => ({ ...open("/x"), process: { exec_path } });
    expect(judge(rules, [by("/ok"), by("/other"), by("/ok")])).toEqual({
      result: "detected",
      rules: ["t/a/r: 1 (1)"],
    });
  });

  test("keeps the order of the rules", () => {
    const rules = `
rule_sets:
  - ruleset_id: t/b
    rules:
      - {rule_id: one, event_type: file_open, condition: 'path == "/1"', action: collect}
      - {rule_id: two, event_type: file_open, condition: 'true', action: collect}
  - ruleset_id: t/a
    rules:
      - {rule_id: one, event_type: process_exec, condition: 'true', action: collect}
`;
    expect(judge(rules, [exec("/x"), open("/2"), open("/1")]).rules).toEqual([
      "t/b/one: 1 (2)",
      "t/b/two: 2 (1 2)",
      "t/a/one: 1 (0)",
    ]);
  });

  test("is right for more rules than one word of bits has, of one kind and in order", () => {
    const many = Array.from({ length: 70 }, (_, n) => ({
      rule_id: `r${n}`,
      event_type: "file_open",
      condition: `path.endsWith("${n % 7}") && process.exec_path != "/x${n % 3}" && flags == 0`,
      action: "collect",
    }));
    const rules = JSON.stringify({ rule_sets: [{ ruleset_id: "t/a", rules: many }] });
    const by = (exec_path: string, path: string): PlainEvent => ({ ...open(path), process: { exec_path } });
    const events = [by("/x0", "/1"), by("/x1", "/1"), by("/x0", "/1"), by("/y", "/6"), by("/y", "/7")];
    const expected = many.flatMap((_rule, n) => {
      const matching = [0, 1, 2, 3].filter((index) =>
        index === 3 ? n % 7 === 6 : n % 7 === 1 && n % 3 !== (index === 1 ? 1 : 0),
      );
      return matching.length === 0 ? [] : [`t/a/r${n}: ${matching.length} (${matching.join(" ")})`];
    });
    expect(judge(rules, events).rules).toEqual(expected);
  });

  test("an outcome does not change with later events", () => {
    const evaluation = new Evaluation(load(oneRule("detect")).rules);
    evaluation.add(eventOf(open("/x"), 0));
    const before = evaluation.outcome();
    evaluation.add(eventOf(open("/x"), 1));
    expect(shown(before).rules).toEqual(["t/a/r: 1 (0)"]);
    expect(shown(evaluation.outcome()).rules).toEqual(["t/a/r: 2 (0 1)"]);
  });
});

describe("correlations", () => {
  const rules = (condition: string) => `
rule_sets:
  - ruleset_id: t/a
    rules:
      - rule_id: both
        type: correlation
        condition: ${condition}
        action: detect
      - {rule_id: one, event_type: file_open, condition: 'path == "/1"', action: collect}
      - {rule_id: two, event_type: process_exec, condition: 'process.exec_path == "/2"', action: collect}
  - ruleset_id: t/b
    rules:
      - {rule_id: one, event_type: file_open, condition: 'path == "/b"', action: collect}
`;
  const both = rules("rule.one.total_count >= 1 && rule.two.total_count >= 1");

  test("are true once a job, on the event that made them true", () => {
    expect(judge(both, [open("/1"), open("/1"), exec("/2"), exec("/2"), open("/1")])).toEqual({
      result: "detected",
      rules: ["t/a/both: 1 (2)", "t/a/one: 3 (0 1 4)", "t/a/two: 2 (2 3)"],
    });
  });

  test("are not true by half", () => {
    expect(judge(both, [open("/1"), open("/1")]).result).toBe("passed");
  });

  test("are asked after the first match of whatever set, and then where a count of their own has changed", () => {
    const none = rules("rule.one.total_count < 1");
    expect(judge(none, [open("/y"), open("/b")]).rules).toEqual(["t/a/both: 1 (1)", "t/b/one: 1 (1)"]);
    expect(judge(both, [open("/b"), open("/1"), open("/b"), exec("/2"), open("/b")]).rules[0]).toBe(
      "t/a/both: 1 (3)",
    );
  });

  test("do not count a rule of another set", () => {
    expect(judge(both, [open("/b"), exec("/2")]).result).toBe("passed");
  });

  test("count repeats, also all of them in one event", () => {
    const many = rules("rule.one.total_count >= 5");
    expect(judge(many, [open("/1", 4)]).result).toBe("passed");
    expect(judge(many, [open("/1", 4), open("/1")])).toMatchObject({
      rules: ["t/a/both: 1 (1)", "t/a/one: 5 (0 1)"],
    });
    expect(judge(many, [open("/1", 5)])).toMatchObject({ rules: ["t/a/both: 1 (0)", "t/a/one: 5 (0)"] });
  });

  test("are only asked after an event with a match", () => {
    const none = rules("rule.one.total_count == 0");
    expect(judge(none, [open("/x"), exec("/x")]).result).toBe("passed");
    expect(judge(none, [open("/x"), exec("/2")])).toEqual({
      result: "detected",
      rules: ["t/a/both: 1 (1)", "t/a/two: 1 (1)"],
    });
  });
});

describe("what is done to the guard", () => {
  const deed = (count: number): PlainEvent => ({
    event_type: "guard_tamper",
    payload: { act: "signal", target: "collector", number: 9 },
    count,
  });

  function tampering(rules: string, events: readonly PlainEvent[]) {
    const evaluation = new Evaluation(load(rules).rules);
    for (const [index, event] of events.entries()) evaluation.add(eventOf(event, index));
    return evaluation.outcome();
  }

  test("nothing is said of it where nothing was done", () => {
    expect(tampering(oneRule("detect"), [open("/x")]).guardTampering).toBeUndefined();
  });

  test("it is kept without any rule, counted as often as it happened, and the first of it stay", () => {
    const { result, guardTampering } = tampering(
      oneRule("detect"),
      Array.from({ length: 25 }, () => deed(2)),
    );
    expect(result).toBe("passed");
    expect(guardTampering?.totalCount).toBe(50);
    expect(guardTampering?.events.map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });

  test("a rule that only collects it does not take it away", () => {
    const rule = `{rule_id: r, event_type: guard_tamper, condition: 'act == "signal"', action: collect}`;
    const outcome = tampering(`rule_sets: [{ruleset_id: t/a, rules: [${rule}]}]`, [deed(1)]);
    expect(outcome.rules.map(({ totalCount }) => totalCount)).toEqual([1]);
    expect(outcome.guardTampering?.totalCount).toBe(1);
  });
});
