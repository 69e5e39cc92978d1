import { expect, test } from "vitest";
import { gaps } from "../../src/report/gaps.ts";
import { resultSentence } from "../../src/report/headline.ts";
import { renderMatches } from "../../src/report/matches.ts";
import type { EventRule } from "../../src/rules/rule.ts";
import { DEFAULT_POLICY, verdict } from "../../src/watch/verdict.ts";
import { report, ruleOutcome } from "./reports.ts";

const rule = (ruleId: string) => ruleOutcome({ rulesetId: "acme/x", ruleId }, []).rule as EventRule;

test("what was cut is told with the rules that it decides, a few by name", () => {
  const cuts = [
    { part: "text" as const, events: 1, rules: [rule("one")] },
    { part: "argv" as const, events: 2, rules: ["a", "b", "c", "d", "e", "f", "g"].map(rule) },
    { part: "lineage" as const, events: 3, rules: [rule("one"), rule("two")] },
  ];
  const cut = report({ outcome: { result: "passed", rules: [], cuts } });
  expect(gaps(cut)).toEqual([
    "A path or a name was cut in 1 event. What is missing decides 1 rule: acme/x/one.",
    "Arguments were cut in the middle in 2 events. What is missing decides 7 rules: acme/x/a, acme/x/b, acme/x/c, acme/x/d, acme/x/e and 2 more.",
    "The lineage was longer than 128 programs, and cut in the middle, in 3 events. What is missing decides 2 rules: acme/x/one, acme/x/two.",
  ]);
  expect(resultSentence(cut)).toBe("No rule matched in what was watched.");
  expect(JSON.parse(renderMatches(cut)).coverage.cuts[1]).toEqual({
    part: "argv",
    events: 2,
    rules: ["a", "b", "c", "d", "e", "f", "g"].map((id) => `acme/x/${id}`),
  });
});

test("where a lineage was cut that decides a rule that fails jobs, the report is incomplete, and says why", () => {
  const cut = report({ outcome: { result: "passed", rules: [], undecided: 2 } });
  expect(cut.result).toBe("incomplete");
  expect(resultSentence(cut)).toBe(
    "Ancestors that decide a rule were cut in 2 events, so it is not known whether a rule would have matched. In what was recorded, no rule matched.",
  );
  expect(verdict(cut, DEFAULT_POLICY)).toEqual({
    isFailure: true,
    reasons: [
      { code: "incomplete", sentence: "Ancestors that decide a rule were cut in 2 events (fail-on-loss)." },
    ],
    exitCode: 12,
  });
  expect(verdict(cut, { ...DEFAULT_POLICY, fail_on_loss: false }).isFailure).toBe(false);
});

test("a rule that failed the job anyway outranks what is not known", () => {
  const detected = report({ outcome: { result: "detected", rules: [], undecided: 2 } });
  expect(detected.result).toBe("detected");
});
