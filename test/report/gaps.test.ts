import { expect, test } from "vitest";
import { gaps } from "../../src/report/gaps.ts";
import { coverageLine, resultSentence } from "../../src/report/headline.ts";
import { report, WHOLE } from "./reports.ts";

test("where all was watched nothing is told", () => {
  expect(gaps(report({}))).toEqual([]);
});

test("lost answers, and a hook for them that is not live, are told", () => {
  const coverage = { ...WHOLE, droppedAnswers: 2, hooks: { ...WHOLE.hooks, dns_answer: "missing" as const } };
  expect(gaps(report({ coverage }))).toEqual([
    "dns_answer was not watched: its hooks could not be attached.",
    "2 DNS answers could not be recorded: names may be missing from network_connect.",
  ]);
});

test("a job that met a blind spot is told of it, and not said to be without matches in all that it did", () => {
  expect(resultSentence(report({}))).toBe("No rule matched.");
  const coverage = { ...WHOLE, blindSpots: { raw_socket: 1 } };
  expect(gaps(report({ coverage }))).toEqual([
    "The job made 1 raw socket: what it does through it was not watched.",
  ]);
  expect(resultSentence(report({ coverage }))).toBe("No rule matched in what was watched.");
});

test("a watch that the action's own step began is told as late, and one that began before the job is not", () => {
  const startedBy = (by: "pre" | "main" | "run") =>
    gaps(report({ recorded: { job: { startedBy: by, context: {} } } }));
  expect(startedBy("main")).toEqual([expect.stringContaining("its pre step did not run")]);
  expect([startedBy("pre"), startedBy("run")]).toEqual([[], []]);
});

test("of a log that was full it is told since when, and that what came after was counted", () => {
  const full = { limit: 5 * 2 ** 20 + 1, sinceNs: 1_795_773_601_500_000_000n };
  const coverage = { ...WHOLE, full };
  expect(gaps(report({ coverage }))).toEqual([
    "The event log was full at 10:00:01.500Z: it had the 5 MiB that it may have. What happened after is not in it, only counted as lost.",
  ]);
  expect(resultSentence(report({ coverage }))).toBe(
    "The event log was full before the job had ended, so it is not known what a rule would have matched then. In what was recorded, no rule matched.",
  );
  const lost = { ...coverage, dropped: { ...WHOLE.dropped, file_open: 3 } };
  expect(resultSentence(report({ coverage: lost }))).toMatch(/^3 events or records that the rules ask for/);
});

test("of a log that nobody has ended it is told from when on nothing is known, and never that nothing was lost", () => {
  const coverage = { ...WHOLE, isLossKnown: false, unknownAfterNs: 1_795_773_601_500_000_000n };
  expect(gaps(report({ coverage }))).toEqual([
    "Nothing is known of what happened after 10:00:01.500Z: the log ends there, and nobody has ended it.",
  ]);
  expect(coverageLine(report({ coverage }))).toContain("dropped not known, all unknown after 10:00:01.500Z");
  expect(coverageLine(report({ coverage: { ...WHOLE, isLossKnown: false } }))).toContain(
    "· dropped not known ·",
  );
});
