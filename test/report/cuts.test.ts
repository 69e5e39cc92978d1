import { expect, test } from "vitest";
import { gaps } from "../../src/report/gaps.ts";
import { resultSentence } from "../../src/report/headline.ts";
import { renderMatches } from "../../src/report/matches.ts";
import type { EventRule } from "../../src/rules/rule.ts";
import { report, ruleOutcome } from "./reports.ts";

const rule = (ruleId: string) => ruleOutcome({ rulesetId: "acme/x", ruleId }, []).rule as EventRule;

test("what was cut is told with the rules that asked for it, a few by name", () => {
  const cuts = [
    { part: "text" as const, events: 1, rules: [rule("one")] },
    { part: "argv" as const, events: 2, rules: ["a", "b", "c", "d", "e", "f", "g"].map(rule) },
    { part: "lineage" as const, events: 3, rules: [rule("one"), rule("two")] },
  ];
  const cut = report({ outcome: { result: "passed", rules: [], cuts } });
  expect(gaps(cut)).toEqual([
    "A path or a name was cut in 1 event. 1 rule asked for what is missing: acme/x/one.",
    "Arguments were cut in the middle in 2 events. 7 rules asked for what is missing: acme/x/a, acme/x/b, acme/x/c, acme/x/d, acme/x/e and 2 more.",
    "The lineage was longer than 128 programs, and cut in the middle, in 3 events. 2 rules asked for what is missing: acme/x/one, acme/x/two.",
  ]);
  expect(resultSentence(cut)).toBe("No rule matched in what was watched.");
  expect(JSON.parse(renderMatches(cut)).coverage.cuts[1]).toEqual({
    part: "argv",
    events: 2,
    rules: ["a", "b", "c", "d", "e", "f", "g"].map((id) => `acme/x/${id}`),
  });
});
