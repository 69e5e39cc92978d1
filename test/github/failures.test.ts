import { expect, test } from "vitest";
import { failures } from "../../src/github/failures.ts";
import type { Policy } from "../../src/github/inputs.ts";
import { event, NPMRC_READ, report, ruleOutcome, WHOLE } from "../report/reports.ts";

const ALL: Policy = {
  failOnDetect: true,
  failOnTamper: true,
  failOnLoss: true,
  artifactName: "",
  retentionDays: 0,
};
const NONE: Policy = { ...ALL, failOnDetect: false, failOnTamper: false, failOnLoss: false };

const detected = { result: "detected" as const, rules: [ruleOutcome({}, [event(NPMRC_READ)])] };
const collected = {
  result: "passed" as const,
  rules: [ruleOutcome({ action: "collect" }, [event(NPMRC_READ)])],
};
const lossy = { ...WHOLE, dropped: { ...WHOLE.dropped, domain: 2 } };

test("a clean job and one that only collected pass", () => {
  expect(failures(report({}), ALL)).toEqual([]);
  expect(failures(report({ outcome: collected }), ALL)).toEqual([]);
});

test("each input decides about its own reason, and all reasons are told", () => {
  const worst = report({ outcome: detected, coverage: lossy, tampering: ["It is cut."] });
  expect(failures(worst, ALL)).toEqual([
    "The event log is incomplete or was altered (fail-on-tamper).",
    "1 rule matched (fail-on-detect).",
    "2 events could not be recorded (fail-on-loss).",
  ]);
  expect(failures(worst, NONE)).toEqual([]);
});

test("a detection fails the job also where tampering is not to fail it", () => {
  const worst = report({ outcome: detected, tampering: ["It is cut."] });
  expect(failures(worst, { ...NONE, failOnDetect: true })).toEqual(["1 rule matched (fail-on-detect)."]);
});
