import { statSync } from "node:fs";
import { join } from "node:path";
import { RunwardenError } from "../errors.ts";
import { logFaultSentence } from "../report/log-fault.ts";
import { visible } from "../report/visible.ts";
import { type Proof, proofExit, prove, refuseMasked } from "../verify/proof.ts";
import { objectionSentence, proofHeadline, proofLines } from "../verify/proof-lines.ts";
import { LOG_NAME, MASKED_LOG_NAME } from "../watch/live-judge.ts";
import type { VerifyOptions } from "./arguments.ts";
import { openFile } from "./chunks.ts";
import type { ExitCode } from "./exit.ts";
import { withProgress } from "./progress.ts";

const SENTENCE_LIMIT = 1000;

/** `verify LOG --key KEY`: whether a log, or that in an artifact's folder, proves that its job passed. */
export async function verify(path: string, { expected, form }: VerifyOptions): Promise<ExitCode> {
  const log = logAt(path);
  const { isEventLog, chunks } = await openFile(log);
  if (!isEventLog) throw new RunwardenError("log-invalid", `${log} is no event log.`);
  const bytes = withProgress(log, chunks);
  const proof = await (log.endsWith(MASKED_LOG_NAME) ? refuseMasked(bytes) : prove(bytes, expected));
  const exitCode = proofExit(proof);
  process.stdout.write(form === "json" ? jsonOf(proof, exitCode) : textOf(proof));
  return exitCode;
}

/** In an artifact's folder, the log as it was recorded, else its copy without secrets, of which it is told why it proves nothing. */
function logAt(path: string): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  const logs = [LOG_NAME, MASKED_LOG_NAME].map((name) => join(path, name));
  const log = logs.find((each) => statSync(each, { throwIfNoEntry: false })?.isFile());
  if (log !== undefined) return log;
  throw new RunwardenError(
    "log-invalid",
    `${path} has no ${LOG_NAME}: what is verified is the log as it was recorded, which the artifact has where the guarded job gave the action log: full.`,
  );
}

function textOf(proof: Proof): string {
  return [proofHeadline(proof), ...proofLines(proof)].map((line) => `${line}\n`).join("");
}

/** One line. */
function jsonOf({ report, objections }: Proof, exitCode: ExitCode): string {
  const { job, digests } = report.recorded;
  const result = {
    schema: "runwarden/proof/v1",
    exit_code: exitCode,
    is_proved: objections.length === 0,
    objections: objections.map((objection) => ({ ...objection, message: objectionSentence(objection) })),
    faults: report.tampering.map((fault) => ({
      code: fault.code,
      message: visible(logFaultSentence(fault), SENTENCE_LIMIT),
    })),
    context: job?.context ?? null,
    rules_digest: digests?.rules ?? null,
  };
  return `${JSON.stringify(result)}\n`;
}
