import { expect, test } from "vitest";
import { lossCount, matchCount } from "../../src/report/report.ts";
import { event, NPMRC_READ, report, ruleOutcome, WHOLE } from "./reports.ts";

test("a fault of the log outranks what the rules say, for such a log proves nothing", () => {
  const outcome = { result: "detected" as const, rules: [ruleOutcome({}, [event(NPMRC_READ)])] };
  expect(report({ outcome }).result).toBe("detected");
  expect(report({ outcome, tampering: [{ code: "ended-by-other" }] }).result).toBe("tampered");
  expect(report({ outcome, coverage: { ...WHOLE, faults: [{ code: "no-trailer" }] } }).result).toBe(
    "tampered",
  );
});

test("matches count as often as they happened, not as often as they were kept", () => {
  const rules = [ruleOutcome({}, [event(NPMRC_READ)], 40), ruleOutcome({}, [], 2)];
  expect(matchCount(report({ outcome: { result: "detected", rules } }))).toBe(42);
});

test("lost lineage is a loss too, and so are lost answers", () => {
  const dropped = { ...WHOLE.dropped, domain: 2 };
  const coverage = { ...WHOLE, dropped, droppedLineage: 3, droppedAnswers: 4 };
  expect(lossCount(report({ coverage }))).toBe(9);
});
