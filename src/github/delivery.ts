import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { RuleOutcome } from "../evaluate/evaluation.ts";
import type { LogFault } from "../log/fault.ts";
import type { ReportSending } from "../otlp/send-process.ts";
import { isSentWhole, type Sent, sentSentence } from "../otlp/sent.ts";
import { annotationCommand, annotations, failureCommand, lateAnnotations } from "../report/annotations.ts";
import { coverageLine, headline } from "../report/headline.ts";
import { matchCount, type Report, withLogDigest } from "../report/report.ts";
import { renderLate, renderSummary } from "../report/summary.ts";
import { visible } from "../report/visible.ts";
import { writeFileWhole } from "../watch/file-sink.ts";
import type { HandOver, LogForm } from "../watch/frozen.ts";
import type { JudgeConfig } from "../watch/judge-config.ts";
import { type Delivery, KEPT_NAME, LOG_NAME, MASKED_LOG_NAME } from "../watch/live-judge.ts";
import { digestLogFile } from "../watch/log-file.ts";
import { failureSentence, makeOutputs, type OutputFailure } from "../watch/outputs.ts";
import type { LateReport, PostReport } from "../watch/post-report.ts";
import { fileOutputs, type HtmlParts } from "../watch/report-files.ts";
import { verdict } from "../watch/verdict.ts";
import { type ArtifactUpload, type UploadedArtifact, uploadArtifact } from "./upload.ts";

const REASON_LIMIT = 1000;

const NO_ARTIFACT =
  "\nThe artifact with the report and the event log could not be uploaded; the log of the job says why.\n";

/** Sends a report to where its owner wants it, and says what became of it. */
export type Send = (report: Report, isFailure: boolean) => Promise<Sent>;

type Upload = (upload: ArtifactUpload) => Promise<UploadedArtifact>;

/** What a judge hands over by itself. */
interface Ways {
  readonly upload: (upload: ArtifactUpload, environment: JudgeConfig["environment"]) => ReturnType<Upload>;
  readonly send: (sending: ReportSending, logPath: string) => ReturnType<Send>;
}

/**
 * How a judge hands a job's report over: the artifact, and what goes out by OTLP, by itself, all else by the post step.
 * `page` is that of report.html without data.
 */
export function deliveryBy({ upload, send }: Ways, page: string): Delivery {
  const report: Delivery["report"] = async (report, config, folder, events) => {
    const html = { page: () => page, events };
    const { environment, otlp: target, secrets = [] } = config;
    const sendReport: Send | undefined =
      target &&
      ((digested, isFailure) =>
        send({ target, report: digested, isFailure, secrets, environment }, join(folder, LOG_NAME)));
    const uploadFiles: Upload = (files) => upload(files, environment);
    const post = await deliver(report, config, folder, html, { upload: uploadFiles, send: sendReport });
    // Of a log that could not be masked, or not all of it, this one is all that there is.
    const isLogWhole = report.warnings.every(({ kind }) => kind !== "log_not_copied");
    const isHandedOver = config.artifact.name === "" || ("artifact-id" in post.outputs && isLogWhole);
    if (!isHandedOver) await writeFileWhole(join(folder, KEPT_NAME), "");
    return post;
  };
  return { report, late: renderLateReport };
}

/**
 * Writes the report's files beside the log of a folder, uploads all, and gives what is left to hand over; meanwhile the
 * report is sent, where it is to be. What fails of it is a line of that, and fails nothing else.
 */
export async function deliver(
  report: Report,
  handOver: HandOver,
  folder: string,
  html: HtmlParts,
  { upload = uploadArtifact, send }: { readonly upload?: Upload; readonly send?: Send | undefined } = {},
): Promise<PostReport> {
  const { artifact, policy } = handOver;
  const isWanted = artifact.name !== "";
  const files = logIn(folder, artifact.log);
  const digested = withLogDigest(report, await digestOf(files));
  const { isFailure, reasons } = verdict(report, policy);
  const sending = send?.(digested, isFailure);
  let uploaded: UploadedArtifact | undefined;
  const failures = await makeOutputs(
    !isWanted
      ? []
      : [
          ...fileOutputs(digested, html, {
            pathOf: (name) => name,
            write: async (name, text) => {
              const path = join(folder, name);
              await writeFileWhole(path, text);
              files.push({ name, path });
            },
          }),
          {
            name: "artifact",
            failed: "The artifact with the report and the event log was not uploaded",
            make: async () => {
              if (files.length === 0) throw new Error("none of its files is there");
              uploaded = await upload({ ...artifact, files, folder });
            },
          },
        ],
  );
  const sent = await sending;
  const { id, name = "", leftOut = [] } = uploaded ?? {};
  return {
    exit_code: isFailure ? 1 : 0,
    lines: [
      headline(report),
      `Coverage: ${coverageLine(report)}`,
      ...annotations(report).map(annotationCommand),
      ...failures.map(failureLine),
      ...leftOut.map((sentence) => warningCommand("Runwarden: not all is in the artifact", sentence)),
      ...(sent === undefined ? [] : [sentLine(sent)]),
      ...(id === undefined ? [] : [`The artifact is called ${visible(name, REASON_LIMIT)}.`]),
      ...(isFailure
        ? [failureCommand(`Runwarden: ${reasons.map(({ sentence }) => sentence).join(" ")}`)]
        : []),
    ],
    summary: renderSummary(report) + (isWanted && id === undefined ? NO_ARTIFACT : ""),
    outputs: {
      result: report.result,
      "match-count": String(matchCount(report)),
      ...(id === undefined ? {} : { "artifact-id": String(id) }),
    },
  };
}

/**
 * The log that is to be handed over, where it is there and still a file: whoever opens a pipe in its place waits for ever.
 * Where there is no masked one, the report says why.
 */
function logIn(folder: string, form: LogForm): { name: string; path: string }[] {
  if (form === "none") return [];
  const name = form === "full" ? LOG_NAME : MASKED_LOG_NAME;
  const path = join(folder, name);
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ? [{ name, path }] : [];
}

/** What is uploaded, whatever was judged: whoever has the artifact compares it. Where it cannot be read, the upload says why. */
async function digestOf([log]: readonly { readonly path: string }[]): Promise<string | undefined> {
  return log && digestLogFile(log.path).catch(() => undefined);
}

/** What could not be handed over, as a line for the log of the step. */
export function failureLine(failure: OutputFailure): string {
  return warningCommand(`Runwarden: no ${failure.name}`, failureSentence(failure));
}

/** What was sent by OTLP, as a line for the log of the step. */
function sentLine(sent: Sent): string {
  const sentence = sentSentence(sent);
  return isSentWhole(sent)
    ? sentence
    : warningCommand("Runwarden: not all was sent to otlp-endpoint", sentence);
}

function warningCommand(title: string, message: string): string {
  return annotationCommand({ level: "warning", title, message: visible(message, REASON_LIMIT) });
}

function renderLateReport(rules: readonly RuleOutcome[], faults: readonly LogFault[]): LateReport {
  return {
    lines: [
      ...lateAnnotations(rules, faults).map(annotationCommand),
      failureCommand("Runwarden: what the job did while its last step reported fails it."),
    ],
    summary: renderLate(rules, faults),
  };
}
