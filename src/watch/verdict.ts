import { count } from "../report/phrase.ts";
import type { Report } from "../report/report.ts";
import type { Setting, SettingValues } from "../rules/settings.ts";

/** The exit codes of the commands; `run` hands on the guarded command's own where none of these is due. */
export const EXIT = {
  passed: 0,
  /** A defect of Runwarden, or of the machine; of `test`, a case that comes out otherwise. */
  failed: 1,
  usage: 2,
  detected: 10,
  tampered: 11,
  incomplete: 12,
  unsupported: 13,
} as const;

export type ExitCode = number;

/** What makes a job fail. Declared here alone, as the settings of rules are in theirs. */
export const POLICY = {
  fail_on_detect: {
    shape: { kind: "flag" },
    default: true,
    doc: "Fail the job when a rule with the action detect or terminate matched",
  },
  fail_on_tamper: {
    shape: { kind: "flag" },
    default: true,
    doc: "Fail the job when the event log is incomplete or altered, or the collector died",
  },
  fail_on_loss: {
    shape: { kind: "flag" },
    default: true,
    doc: "Fail the job when events of a kind that a rule asks for could not be recorded, or ancestors were cut that decide one; otherwise they are only counted",
  },
} as const satisfies Record<string, Setting>;

export type Policy = SettingValues<typeof POLICY>;

/** What holds where nothing else is said. */
export const DEFAULT_POLICY: Policy = {
  fail_on_detect: POLICY.fail_on_detect.default,
  fail_on_tamper: POLICY.fail_on_tamper.default,
  fail_on_loss: POLICY.fail_on_loss.default,
};

/** Why a job fails. The sentence holds no data of the job. */
export interface Reason {
  readonly code: "tampered" | "terminated" | "detected" | "incomplete";
  readonly sentence: string;
}

/** What a report means for the job. */
export interface Verdict {
  readonly isFailure: boolean;
  /** The gravest first; empty when the job passes. */
  readonly reasons: readonly Reason[];
  /** Of the gravest reason. */
  readonly exitCode: ExitCode;
}

/** Decides what a report means: a reason that the policy forgives gives way to the next one. */
export function verdict(report: Report, policy: Policy): Verdict {
  const reasons = [
    ...(policy.fail_on_tamper ? tampered(report) : []),
    ...(policy.fail_on_detect ? detected(report) : []),
    ...(policy.fail_on_loss ? incomplete(report) : []),
  ];
  const [gravest] = reasons;
  return {
    isFailure: gravest !== undefined,
    reasons,
    exitCode: gravest === undefined ? EXIT.passed : EXIT_OF[gravest.code],
  };
}

const EXIT_OF: Readonly<Record<Reason["code"], ExitCode>> = {
  tampered: EXIT.tampered,
  terminated: EXIT.detected,
  detected: EXIT.detected,
  incomplete: EXIT.incomplete,
};

function tampered(report: Report): Reason[] {
  return report.result === "tampered"
    ? [{ code: "tampered", sentence: "The event log is incomplete or was altered (fail-on-tamper)." }]
    : [];
}

/** What the rules say, also where the log cannot be trusted. */
function detected({ outcome }: Report): Reason[] {
  if (outcome.result === "passed") return [];
  const failing = outcome.rules.filter(({ rule }) => rule.action !== "collect").length;
  return [{ code: outcome.result, sentence: `${count(failing, "rule")} matched (fail-on-detect).` }];
}

function incomplete({ missed, coverage: { full }, outcome: { undecided = 0 } }: Report): Reason[] {
  const sentences = [
    ...(full === undefined ? [] : ["The event log was full before the job had ended (fail-on-loss)."]),
    ...(missed > 0 ? [`${count(missed, "event")} could not be recorded (fail-on-loss).`] : []),
    ...(undecided > 0
      ? [`Ancestors that decide a rule were cut in ${count(undecided, "event")} (fail-on-loss).`]
      : []),
  ];
  return sentences.map((sentence) => ({ code: "incomplete", sentence }));
}
