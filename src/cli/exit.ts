import { RunwardenError } from "../errors.ts";
import { faultText } from "../report/fault-text.ts";
import { RulesError } from "../rules/fault.ts";
import { EXIT, type ExitCode } from "../watch/verdict.ts";

export { EXIT, type ExitCode } from "../watch/verdict.ts";

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
    case "artifact-upload":
    case "artifact-download":
      return EXIT.failed;
  }
}
