import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { Evaluation } from "../../src/evaluate/evaluation.ts";
import { readRuleTests } from "../../src/evaluate/read-rule-tests.ts";
import { failedCases, ruleName } from "../../src/evaluate/rule-test.ts";
import { countBaseline, loadRules } from "../../src/rules/load.ts";
import { readRuleFiles } from "../../src/rules/source.ts";
import { YamlFile } from "../../src/rules/yaml-file.ts";
import { eventOf, type PlainEvent } from "./events.ts";
import { honest, told } from "./honest-work.ts";

const sources = readRuleFiles([fileURLToPath(new URL("../../rules", import.meta.url))], "baseline");
const { rules } = loadRules(sources);

function outcomeOf(events: readonly PlainEvent[]) {
  const evaluation = new Evaluation(rules);
  for (const [index, event] of events.entries()) evaluation.add(eventOf(event, index));
  return evaluation.outcome();
}

const testFiles = readRuleFiles([fileURLToPath(new URL("baseline", import.meta.url))], "project").map(
  (source) => new YamlFile(source),
);
const tests = testFiles.flatMap(readRuleTests);

describe("the baseline", () => {
  test("loads without a warning, also of conditions, which is looked for in rules of others", () => {
    const asOthers = sources.map((source) => ({ ...source, origin: "project" as const }));
    expect(loadRules(asOthers).warnings).toEqual([]);
    const never = {
      name: "x.yaml",
      text: sources[0]?.text.replace(/condition: .*/, "condition: 'false'") ?? "",
    };
    expect(loadRules([{ ...never, origin: "project" }]).warnings.map(({ kind }) => kind)).toEqual([
      "condition_never_true",
    ]);
  });

  test("is counted without being read", () => {
    expect(countBaseline(sources)).toBe(rules.length);
    expect(rules.length).toBeGreaterThan(150);
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
      expect(["low", "medium", "high", "critical"], ruleId).toContain(tags.severity);
    }
  });

  test("says of each name of a single campaign where it is from, and when it is to go", () => {
    const indicators = rules.filter(({ rulesetId }) => rulesetId === "runwarden/indicators");
    expect(indicators.length).toBeGreaterThan(0);
    for (const { ruleId, tags } of indicators) {
      expect(tags.source, ruleId).toMatch(/^https:\/\//);
      expect(tags.expires, ruleId).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
    }
  });

  test("has tests that are right themselves, for no other rules", () => {
    expect(testFiles.flatMap(({ faults }) => faults)).toEqual([]);
    const names = rules.map(ruleName);
    expect(tests.map(({ rule }) => rule).filter((rule) => !names.includes(rule))).toEqual([]);
  });
});

describe("a rule of the baseline is true of its behaviour, and not of its honest neighbour", () => {
  test.each(rules.map((rule) => [ruleName(rule)]))("%s", (name) => {
    const own = tests.filter(({ rule }) => rule === name);
    const expected = own.flatMap(({ cases }) => cases.map((ruleCase) => ruleCase.expected));
    for (const each of ["match", "no match"] as const) {
      expect(expected.filter((other) => other === each).length, each).toBeGreaterThanOrEqual(2);
    }
    expect(own.flatMap((ruleTest) => failedCases(ruleTest, rules))).toEqual([]);
  });
});

describe("no job fails for", () => {
  test.each(Object.entries(honest))("%s", (name, events) => {
    const { result, rules: matched } = outcomeOf(events);
    expect([result, ...matched.map(({ rule }) => rule.ruleId)]).toEqual(["passed", ...(told[name] ?? [])]);
  });

  test("all of it in one job", () => {
    expect(outcomeOf(Object.values(honest).flat()).result).toBe("passed");
  });
});
