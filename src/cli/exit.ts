import { RunwardenError } from "../errors.ts";
import { faultText } from "../report/fault-text.ts";
import { lossCount, type Report } from "../report/report.ts";
import { RulesError } from "../rules/fault.ts";

/** The exit codes of the commands; `run` hands on the guarded command's own where none of these is due. */
export const EXIT = {
  passed: 0,
  /** A defect of Runwarden, or of the machine; of `test`, a case that comes out otherwise. */
  failed: 1,
  usage: 2,
  detected: 10,
  tampered: 11,
  lossy: 12,
  unsupported: 13,
} as const;

export type ExitCode = number;

/** The exit code that a report asks for. */
export function exitCodeOf(report: Report, failOn: { readonly loss: boolean }): ExitCode {
  switch (report.result) {
    case "detected":
    case "terminated":
      return EXIT.detected;
    case "tampered":
      return EXIT.tampered;
    case "passed":
      return failOn.loss && lossCount(report) > 0 ? EXIT.lossy : EXIT.passed;
  }
}

/** Tells an error on standard error, and gives the exit code for it. */
export function exitCodeOfError(error: unknown): ExitCode {
  if (!(error instanceof RunwardenError)) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return EXIT.failed;
  }
  const text = error instanceof RulesError ? error.faults.map(faultText).join("\n") : error.message;
  process.stderr.write(`${text}\n`);
  switch (error.code) {
    case "usage":
    case "rules":
    case "log-invalid":
    case "log-digest":
    case "event-invalid":
    case "input-invalid":
    case "rules-fetch":
      return EXIT.usage;
    case "unsupported":
    case "collector-start":
      return EXIT.unsupported;
    case "tampered":
      return EXIT.tampered;
    case "collector-stop":
    case "collector-read":
      return EXIT.failed;
  }
}
