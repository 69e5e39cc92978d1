import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { Evaluation } from "../../src/evaluate/evaluation.ts";
import { loadRules } from "../../src/rules/load.ts";
import { readRuleFiles } from "../../src/rules/read-files.ts";
import { baselineCases, honest, together } from "./baseline-cases.ts";
import { eventOf, type PlainEvent } from "./events.ts";
import { hits } from "./load-text.ts";

const sources = readRuleFiles([fileURLToPath(new URL("../../rules", import.meta.url))], "baseline");
const { rules, warnings } = loadRules(sources);

function outcomeOf(events: readonly PlainEvent[]) {
  const evaluation = new Evaluation(rules);
  for (const [index, event] of events.entries()) evaluation.add(eventOf(event, index));
  return evaluation.outcome();
}

const idsOf = (type: "event" | "correlation") =>
  rules.filter((rule) => rule.type === type).map((rule) => rule.ruleId);

describe("the baseline", () => {
  test("loads without a warning", () => {
    expect(warnings).toEqual([]);
  });

  test("has one file for each tactic, with one set of its name", () => {
    for (const { name, text } of sources) {
      const sets = loadRules([{ name, text, origin: "baseline" }]).rules.map((rule) => rule.rulesetId);
      expect(new Set(sets)).toEqual(new Set([`runwarden/${basename(name, ".yaml")}`]));
    }
  });

  test("says of each rule what it finds, why, and what to know", () => {
    for (const { ruleId, name, description, tags } of rules) {
      expect(name, ruleId).toMatch(/^\S/);
      expect(description, ruleId).toMatch(/^What: .*\nWhy: .*\nNotes: .*/s);
      expect(tags.attack, ruleId).toMatch(/^T\d{4}(\.\d{3})?$/);
    }
  });

  test("has a case here for each of its rules", () => {
    expect(Object.keys(baselineCases).sort()).toEqual(idsOf("event").sort());
    expect(Object.keys(together).sort()).toEqual(idsOf("correlation").sort());
  });
});

describe("a rule is true of its behaviour, and not of its honest neighbour", () => {
  test.each(Object.entries(baselineCases))("%s", (id, { yes, no }) => {
    const rule = rules.find(({ ruleId }) => ruleId === id);
    expect([hits(rule, yes), hits(rule, no)]).toEqual([true, false]);
  });

  test.each(Object.entries(together))("%s", (id, { yes, no }) => {
    const isTrue = (events: PlainEvent[]) => outcomeOf(events).rules.some(({ rule }) => rule.ruleId === id);
    expect([isTrue(yes), isTrue(yes.toReversed()), isTrue(no)]).toEqual([true, true, false]);
  });
});

describe("no job fails for", () => {
  test.each(Object.entries(honest))("%s", (_name, events) => {
    const { result, rules: matched } = outcomeOf(events);
    expect([result, ...matched.map(({ rule }) => rule.ruleId)]).toEqual([
      "passed",
      ...(events.some(({ payload }) => payload?.path === "/work/app/.env") ? ["environment_file_read"] : []),
    ]);
  });

  test("all of it in one job", () => {
    expect(outcomeOf(Object.values(honest).flat()).result).toBe("passed");
  });
});
