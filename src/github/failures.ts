import { count } from "../report/count.ts";
import { lossCount, type Report } from "../report/report.ts";
import type { Policy } from "./inputs.ts";

/** Why the job fails, one sentence each; empty when it passes. Holds no data of the job. */
export function failures(report: Report, policy: Policy): string[] {
  const failing = report.outcome.rules.filter(({ rule }) => rule.action !== "collect").length;
  const lost = lossCount(report);
  return [
    ...(policy.failOnTamper && report.result === "tampered"
      ? ["The event log is incomplete or was altered (fail-on-tamper)."]
      : []),
    ...(policy.failOnDetect && failing > 0 ? [`${count(failing, "rule")} matched (fail-on-detect).`] : []),
    ...(policy.failOnLoss && lost > 0
      ? [`${count(lost, "event")} could not be recorded (fail-on-loss).`]
      : []),
  ];
}
