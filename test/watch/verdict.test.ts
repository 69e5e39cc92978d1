import { expect, test } from "vitest";
import type { Report } from "../../src/report/report.ts";
import { DEFAULT_POLICY, EXIT, type Policy, verdict } from "../../src/watch/verdict.ts";
import { event, NPMRC_READ, report, ruleOutcome, WHOLE } from "../report/reports.ts";

const ALL: Policy = { fail_on_detect: true, fail_on_tamper: true, fail_on_loss: true };
const NONE: Policy = { fail_on_detect: false, fail_on_tamper: false, fail_on_loss: false };

const MATCHES = [event(NPMRC_READ)];
const OUTCOMES = {
  none: { result: "passed" as const, rules: [] },
  collected: { result: "passed" as const, rules: [ruleOutcome({ action: "collect" }, MATCHES)] },
  detected: { result: "detected" as const, rules: [ruleOutcome({}, MATCHES)] },
  terminated: { result: "terminated" as const, rules: [ruleOutcome({ action: "terminate" }, MATCHES)] },
};
const LOSSY = { ...WHOLE, dropped: { ...WHOLE.dropped, domain: 2 } };

function made(outcome: keyof typeof OUTCOMES, log: { isLossy: boolean; isTampered: boolean }): Report {
  return report({
    outcome: OUTCOMES[outcome],
    coverage: log.isLossy ? LOSSY : WHOLE,
    tampering: log.isTampered ? [{ code: "no-trailer" }] : [],
  });
}

test("a clean job and one that only collected pass", () => {
  const passed = { isFailure: false, reasons: [], exitCode: 0 };
  expect(verdict(report({}), ALL)).toEqual(passed);
  expect(verdict(report({ outcome: OUTCOMES.collected }), ALL)).toEqual(passed);
});

test("each part of the policy decides about its own reason; all reasons are told, the gravest first", () => {
  const worst = made("detected", { isLossy: true, isTampered: true });
  expect(verdict(worst, ALL)).toEqual({
    isFailure: true,
    reasons: [
      { code: "tampered", sentence: "The event log is incomplete or was altered (fail-on-tamper)." },
      { code: "detected", sentence: "1 rule matched (fail-on-detect)." },
      { code: "incomplete", sentence: "2 events could not be recorded (fail-on-loss)." },
    ],
    exitCode: 11,
  });
  expect(verdict(worst, NONE)).toEqual({ isFailure: false, reasons: [], exitCode: 0 });
});

test("a reason that is forgiven gives way to the next one", () => {
  const worst = made("terminated", { isLossy: true, isTampered: true });
  expect(verdict(worst, { ...ALL, fail_on_tamper: false })).toMatchObject({
    reasons: [{ code: "terminated" }, { code: "incomplete" }],
    exitCode: 10,
  });
  expect(verdict(worst, { ...NONE, fail_on_loss: true })).toMatchObject({
    reasons: [{ code: "incomplete" }],
    exitCode: 12,
  });
});

test("a log that was full before the job had ended is incomplete, also where nothing that a rule asks for is known to be lost", () => {
  const full = report({ coverage: { ...WHOLE, full: { limit: 2 ** 20, sinceNs: 1n } } });
  expect(verdict(full, ALL)).toEqual({
    isFailure: true,
    reasons: [
      { code: "incomplete", sentence: "The event log was full before the job had ended (fail-on-loss)." },
    ],
    exitCode: 12,
  });
  expect(verdict(full, { ...ALL, fail_on_loss: false }).isFailure).toBe(false);
});

test("by default detections, tampering and losses fail a job", () => {
  expect(DEFAULT_POLICY).toEqual({ fail_on_detect: true, fail_on_tamper: true, fail_on_loss: true });
});

test("the exit codes are those that the README promises", () => {
  expect(EXIT).toEqual({
    passed: 0,
    failed: 1,
    usage: 2,
    detected: 10,
    tampered: 11,
    incomplete: 12,
    unsupported: 13,
  });
});

const FLAGS = [false, true];
const COMBINATIONS = (Object.keys(OUTCOMES) as (keyof typeof OUTCOMES)[]).flatMap((outcome) =>
  FLAGS.flatMap((isLossy) =>
    FLAGS.flatMap((isTampered) =>
      FLAGS.flatMap((fail_on_detect) =>
        FLAGS.flatMap((fail_on_tamper) =>
          FLAGS.map((fail_on_loss) => ({
            outcome,
            log: { isLossy, isTampered },
            policy: { fail_on_detect, fail_on_tamper, fail_on_loss },
          })),
        ),
      ),
    ),
  ),
);

test("over all results and policies the action fails exactly when the command line does, for the gravest reason", () => {
  expect(COMBINATIONS).toHaveLength(128);
  for (const { outcome, log, policy } of COMBINATIONS) {
    const { isFailure, exitCode, reasons } = verdict(made(outcome, log), policy);
    const isDetection = outcome === "detected" || outcome === "terminated";
    let expected = 0;
    if (log.isLossy && policy.fail_on_loss) expected = 12;
    if (isDetection && policy.fail_on_detect) expected = 10;
    if (log.isTampered && policy.fail_on_tamper) expected = 11;
    expect(exitCode, JSON.stringify({ outcome, log, policy })).toBe(expected);
    expect(isFailure).toBe(exitCode !== 0);
    expect(reasons.length > 0).toBe(isFailure);
  }
});
