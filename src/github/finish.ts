import { error, info, setFailed, setOutput, warning } from "@actions/core";
import { annotations } from "../report/annotations.ts";
import { coverageLine, headline } from "../report/headline.ts";
import { matchCount, type Report } from "../report/report.ts";
import { renderNotWatched, renderSummary } from "../report/summary.ts";
import { visible } from "../report/visible.ts";
import { removeCollectorAfter } from "../watch/collector.ts";
import { endWatch } from "../watch/end-watch.ts";
import { failureSentence, makeOutputs, type Output, type OutputFailure } from "../watch/outputs.ts";
import { verdict } from "../watch/verdict.ts";
import { ArtifactFiles } from "./artifact.ts";
import { readState, type State } from "./state.ts";
import { addToSummary } from "./summary.ts";

type Watching = Extract<State, { phase: "watching" }>;

const REASON_LIMIT = 1000;

/** Ends the watch: judges the job, hands the report over, and fails the job where it is to fail. */
export async function finish(): Promise<void> {
  const state = readState();
  switch (state.phase) {
    case "none":
    case "failed":
      info("Runwarden did not start in this job; there is nothing to report.");
      return;
    case "unsupported":
      tellFailures(await makeOutputs(notWatched(state.reason)));
      return;
    case "watching":
      await finishWatching(state);
  }
}

function notWatched(reason: string): Output[] {
  return [
    stepOutputs("unsupported", 0),
    {
      name: "summary",
      failed: "The summary was not written",
      make: () => addToSummary(renderNotWatched(reason)),
    },
  ];
}

async function finishWatching({ collector, jobDigest, policy, artifact }: Watching): Promise<void> {
  const upload = artifact.name === "" ? undefined : new ArtifactFiles();
  const unprepared = upload === undefined ? [] : await makeOutputs([upload.folder]);
  const sinks = upload?.log === undefined ? [] : [upload.log];
  const report = await endWatch(collector, jobDigest, sinks).catch(async (error: unknown) => {
    // A defect of ours must not cost the evidence.
    tellFailures(await makeOutputs(upload?.outputs(undefined, artifact) ?? []));
    throw error;
  });
  const { isFailure, reasons } = verdict(report, policy);
  // Whatever becomes of the outputs.
  if (isFailure) process.exitCode = 1;
  const failures = await makeOutputs([
    // The log first: it is there also where the job has filled the disk.
    { name: "report", failed: "The report was not printed", make: () => print(report) },
    stepOutputs(report.result, matchCount(report)),
    {
      name: "summary",
      failed: "The summary was not written",
      make: () => addToSummary(renderSummary(report)),
    },
    ...(upload?.outputs(report, artifact) ?? []),
    {
      name: "clean-up",
      failed: "Files of the collector are left",
      make: () => removeCollectorAfter(upload?.copy, collector),
    },
  ]);
  tellFailures([...unprepared, ...failures]);
  if (isFailure) setFailed(`Runwarden: ${reasons.map(({ sentence }) => sentence).join(" ")}`);
}

function print(report: Report): void {
  info(headline(report));
  info(`Coverage: ${coverageLine(report)}`);
  for (const { level, title, message } of annotations(report)) {
    if (level === "error") error(message, { title });
    else warning(message, { title });
  }
}

function stepOutputs(result: Report["result"] | "unsupported", matches: number): Output {
  const make = (): void => {
    setOutput("result", result);
    setOutput("match-count", matches);
  };
  return { name: "outputs", failed: "The outputs of the step were not set", make };
}

function tellFailures(failures: readonly OutputFailure[]): void {
  for (const failure of failures) {
    warning(visible(failureSentence(failure), REASON_LIMIT), { title: `Runwarden: no ${failure.name}` });
  }
}
