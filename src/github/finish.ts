import { join } from "node:path";
import { RunwardenError } from "../errors.ts";
import type { LogFault } from "../log/fault.ts";
import { Masker } from "../mask/masker.ts";
import { sendHere } from "../otlp/send-process.ts";
import { failureCommand } from "../report/annotations.ts";
import { HtmlEvents } from "../report/html/events.ts";
import { renderNotWatched } from "../report/summary.ts";
import { readCollectorLog } from "../watch/collector.ts";
import { ControlClient } from "../watch/control-client.ts";
import type { ArtifactOptions } from "../watch/frozen.ts";
import { judge } from "../watch/judge.ts";
import type { OtlpTarget } from "../watch/judge-config.ts";
import { readLogFile } from "../watch/log-file.ts";
import { makeOutputs, type Output, type OutputFailure } from "../watch/outputs.ts";
import { readPage } from "../watch/page.ts";
import type { PostReport } from "../watch/post-report.ts";
import { findWatch } from "../watch/registry.ts";
import { deliver, failureLine, type Send } from "./delivery.ts";
import { type EvidenceFolder, makeEvidenceFolder } from "./evidence-folder.ts";
import { addToSummary } from "./fail.ts";
import { type Inputs, otlpTargetOf } from "./inputs.ts";
import { handOverOf, knownSecrets, readActionInputs } from "./start.ts";
import { readState } from "./state.ts";
import { refusePipe, setOutputs } from "./step-outputs.ts";
import { nameOfWatch } from "./this-watch.ts";
import { uploadArtifact } from "./upload.ts";

/**
 * Ends the watch: has the judge report, hands on what it gives, and ends well only where the collector gives leave. It
 * decides nothing itself; without a judge it says what can still be said, and fails. `bundleUrl` is the entry's own.
 */
export async function finish(bundleUrl: string): Promise<void> {
  // Until there is leave to end otherwise.
  process.exitCode = 1;
  try {
    await finishKnown(bundleUrl);
  } catch (error) {
    // Also where a report was handed on that said otherwise.
    if (error instanceof RunwardenError && error.code === "tampered") await handOnTampered();
    throw error;
  }
}

async function finishKnown(bundleUrl: string): Promise<void> {
  const folder = findWatch(nameOfWatch(bundleUrl, process.env));
  if (folder === undefined) return await finishUnwatched();
  const client = await ControlClient.connect(folder);
  if (client === undefined) return await finishLeft(folder, bundleUrl);
  try {
    await finishWatch(client, bundleUrl);
  } finally {
    // Who kept the watch sees this process end, and not merely hang up.
    client.unref();
  }
}

async function finishWatch(client: ControlClient, bundleUrl: string): Promise<void> {
  // That somebody is there shows at once, while a report may take long.
  await client.join(NO_DIGEST, "check");
  const finished = await client.finish();
  if (finished.kind === "judge-gone") return await judgeHere(client.log(), { code: "judge-gone" }, bundleUrl);
  await handOn(finished.report);
  if (finished.report.exit_code !== 0) return;
  const leaving = await client.leave();
  if (leaving.kind === "go") process.exitCode = 0;
  else await handOn({ ...leaving.late, exit_code: 1, outputs: {} });
}

async function handOnTampered(): Promise<void> {
  tellFailures(await makeOutputs([outputsOf({ result: "tampered" })]));
}

/** What it is asked about does not matter. */
const NO_DIGEST = "none";

/** Hands on what it is told, each form by itself. */
async function handOn({ exit_code: code, lines, summary, outputs }: PostReport): Promise<void> {
  // Why the step fails comes last.
  const told = code === 0 ? lines.length : lines.length - 1;
  const failures = await makeOutputs([
    // The log first: it is there also where the job has filled the disk.
    { name: "report", failed: "The report was not printed", make: () => print(lines.slice(0, told)) },
    outputsOf(outputs),
    summaryOf(summary),
  ]);
  tellFailures(failures);
  print(lines.slice(told));
}

function outputsOf(outputs: PostReport["outputs"]): Output {
  return { name: "outputs", failed: "The outputs of the step were not set", make: () => setOutputs(outputs) };
}

function summaryOf(text: string): Output {
  const make = (): Promise<void> => {
    refusePipe(process.env.GITHUB_STEP_SUMMARY);
    return addToSummary(text);
  };
  return { name: "summary", failed: "The summary was not written", make };
}

function print(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

function tellFailures(failures: readonly OutputFailure[]): void {
  print(failures.map(failureLine));
}

/** There is no watch. Only where the job could not be watched, and may run all the same, that is no failure. */
async function finishUnwatched(): Promise<void> {
  const { phase, reason } = readState();
  if (phase === "failed") {
    // It has failed the job, and told why in its own summary.
    print([failureCommand(NOT_STARTED)]);
    return;
  }
  if (phase !== "unsupported" || !mayBeUnwatched()) throw new RunwardenError("tampered", GONE);
  const outputs = outputsOf({ result: "unsupported", "match-count": "0" });
  tellFailures(await makeOutputs([outputs, summaryOf(renderNotWatched(reason))]));
  process.exitCode = 0;
}

function mayBeUnwatched(): boolean {
  try {
    return readActionInputs().on_unsupported === "warn";
  } catch {
    return false;
  }
}

const NOT_STARTED =
  "Runwarden did not watch this job: its own step, which failed, says why. Nothing is known of what the job did.";

const GONE =
  "There is no watch of this job: Runwarden did not start, or somebody has ended it and removed its files. Nothing is known of what the job did.";

/** The collector and what outlives it are gone. Its folder is root's, and so is the program in it that reads the log. */
async function finishLeft(folder: string, bundleUrl: string): Promise<void> {
  const collector = { directory: folder, binary: `${folder}/collector` };
  const reason = "nobody answers in its folder";
  await judgeHere(readCollectorLog(collector), { code: "collector-gone", reason }, bundleUrl);
}

/** Judges what is left of the log, and hands over what that gives. Whatever it is, the step fails. */
async function judgeHere(
  chunks: AsyncIterable<Uint8Array>,
  fault: LogFault,
  bundleUrl: string,
): Promise<void> {
  let evidence: EvidenceFolder | undefined;
  const inputs = readActionInputs();
  const masker = new Masker(knownSecrets(inputs, process.env));
  const folder: Output = {
    name: "folder",
    failed: "There is no folder for the files of the artifact",
    make: async () => {
      evidence = await makeEvidenceFolder(inputs.log, masker);
    },
  };
  const given = handOverOf(inputs);
  if (given.artifact.name !== "") tellFailures(await makeOutputs([folder]));
  // Without a folder there is no artifact.
  const handOver = evidence === undefined ? { ...given, artifact: { ...given.artifact, name: "" } } : given;
  const { path = "", log } = evidence ?? {};
  const recording = {
    form: "own-log",
    chunks,
    jobDigest: undefined,
    asker: "unknown",
    faults: [fault],
  } as const;
  const events = new HtmlEvents();
  const sinks = log === undefined ? [] : [log.sink];
  const observers = handOver.artifact.name === "" || handOver.artifact.log === "none" ? [] : [events];
  const report = await judge(recording, sinks, observers, masker).catch(async (error: unknown) => {
    // A defect of ours must not cost the evidence.
    if (log !== undefined) tellFailures(await makeOutputs([uploadOf(handOver.artifact, path, log.name)]));
    throw error;
  });
  const html = { page: () => readPage(bundleUrl), events };
  const post = await deliver(report, handOver, path, html, { send: sendOf(inputs, path, log?.name) });
  const isSaid = post.exit_code !== 0;
  await handOn({ ...post, exit_code: 1, lines: isSaid ? post.lines : [...post.lines, NO_LEAVE] });
}

/** Events are sent only where there is a copy of the log to read them from. */
function sendOf(inputs: Inputs, folder: string, logName: string | undefined): Send | undefined {
  const asked = otlpTargetOf(inputs);
  if (asked === undefined) return undefined;
  const target: OtlpTarget = logName === undefined ? { ...asked, events: "matches" } : asked;
  const secrets = knownSecrets(inputs, process.env);
  const chunks = () => readLogFile(join(folder, logName ?? ""));
  return (report, isFailure) =>
    sendHere({ target, report, isFailure, secrets, environment: process.env }, chunks);
}

function uploadOf(artifact: ArtifactOptions, folder: string, name: string): Output {
  return {
    name: "artifact",
    failed: "The artifact with the event log was not uploaded",
    make: async () =>
      void (await uploadArtifact({ ...artifact, folder, files: [{ name, path: join(folder, name) }] })),
  };
}

const NO_LEAVE = failureCommand(
  "Runwarden: without its judge, which was ended, nobody can say that this job was not tampered with.",
);
