import { statSync } from "node:fs";
import { RunwardenError } from "../errors.ts";
import { Masker } from "../mask/masker.ts";
import { sendHere } from "../otlp/send-process.ts";
import { isSentWhole, sentSentence } from "../otlp/sent.ts";
import { secretsOf } from "../otlp/target.ts";
import { visible } from "../report/visible.ts";
import { judge } from "../watch/judge.ts";
import { DigestSink } from "../watch/sink.ts";
import { DEFAULT_POLICY, verdict } from "../watch/verdict.ts";
import type { ExportOptions } from "./arguments.ts";
import { openFile, readChunks } from "./chunks.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { tell } from "./hand-over.ts";
import { withProgress } from "./progress.ts";
import { givenRules } from "./report.ts";

const STDOUT = 1;
const STDERR = 2;
const SENTENCE_LIMIT = 1000;

/** `export LOG --otlp-endpoint URL`: sends what the action would have sent of the job. It takes as long as it takes. */
export async function exportLog(log: string, options: ExportOptions, bundleUrl: string): Promise<ExitCode> {
  const { judged, target } = options;
  const given = givenRules(judged, bundleUrl);
  const { isEventLog, chunks } = await openFile(log);
  if (!isEventLog) throw new RunwardenError("usage", `${log} is no event log`);
  if (target.events === "all" && !statSync(log).isFile()) {
    throw new RunwardenError("usage", `${log} is read twice for --events all: it has to be a file`);
  }
  const secrets = secretsOf(target);
  const report = await judge(
    { form: "log", chunks: withProgress(log, chunks), ...given },
    [new DigestSink()],
    [],
    new Masker(secrets),
  );
  const { isFailure } = verdict(report, DEFAULT_POLICY);
  const sending = { target, report, isFailure, secrets, environment: process.env };
  const sent = await sendHere(sending, () => readChunks(log), new AbortController().signal);
  const isWhole = isSentWhole(sent);
  tell(isWhole ? STDOUT : STDERR, visible(sentSentence(sent), SENTENCE_LIMIT));
  if (!isWhole) return EXIT.failed;
  return report.result === "tampered" ? EXIT.tampered : EXIT.passed;
}
