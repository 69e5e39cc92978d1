import { expect, test } from "vitest";
import { gaps } from "../../src/report/gaps.ts";
import { resultSentence } from "../../src/report/headline.ts";
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
