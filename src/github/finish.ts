import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { error, info, setFailed, setOutput, summary, warning } from "@actions/core";
import { annotations } from "../report/annotations.ts";
import { coverageLine, headline } from "../report/headline.ts";
import { renderMatches } from "../report/matches.ts";
import { matchCount, type Report } from "../report/report.ts";
import { renderNotWatched, renderSummary } from "../report/summary.ts";
import { visible } from "../report/visible.ts";
import { endWatch } from "../watch/end-watch.ts";
import { uploadArtifact } from "./artifact.ts";
import { failures } from "./failures.ts";
import { readState, type State } from "./state.ts";

type Watching = Extract<State, { phase: "watching" }>;

const REASON_LIMIT = 1000;

/** Ends the watch: judges the job, reports, uploads the artifact, and fails the job where it is to fail. */
export async function finish(): Promise<void> {
  const state = readState();
  switch (state.phase) {
    case "none":
    case "failed":
      info("Runwarden did not start in this job; there is nothing to report.");
      return;
    case "unsupported":
      setOutput("result", "unsupported");
      setOutput("match-count", 0);
      await writeSummary(renderNotWatched(state.reason));
      return;
    case "watching":
      await finishWatching(state);
  }
}

async function finishWatching(state: Watching): Promise<void> {
  const temporary = process.env.RUNNER_TEMP ?? tmpdir();
  // The job may have removed it.
  await mkdir(temporary, { recursive: true });
  const directory = await mkdtemp(join(temporary, "runwarden-"));
  const logPath = join(directory, "events.log");
  const matchesPath = join(directory, "matches.json");
  const { collector, rulesDigest, startedBy } = state;
  const { report, leftBehind } = await endWatch(collector, { rulesDigest, startedBy, copyPath: logPath });
  if (leftBehind !== undefined) info(`Runwarden: ${visible(leftBehind, REASON_LIMIT)}`);
  await tell(report);
  await writeFile(matchesPath, renderMatches(report), { mode: 0o600, flag: "wx" });
  await upload(state, directory, [matchesPath, logPath]);
  const reasons = failures(report, state.policy);
  if (reasons.length > 0) setFailed(`Runwarden: ${reasons.join(" ")}`);
}

/** The log first: it is there also where the job has filled the disk. */
async function tell(report: Report): Promise<void> {
  info(headline(report));
  info(`Coverage: ${coverageLine(report)}`);
  for (const { level, title, message } of annotations(report)) {
    if (level === "error") error(message, { title });
    else warning(message, { title });
  }
  setOutput("result", report.result);
  setOutput("match-count", matchCount(report));
  await writeSummary(renderSummary(report));
}

async function writeSummary(text: string): Promise<void> {
  // Absent on GitHub Enterprise Server before 3.6; the annotations are there all the same.
  if (process.env.GITHUB_STEP_SUMMARY) await summary.addRaw(text).write();
}

async function upload(state: Watching, directory: string, files: readonly string[]): Promise<void> {
  const outcome = await uploadArtifact(state.policy, directory, files);
  switch (outcome.kind) {
    case "none":
      return;
    case "uploaded":
      setOutput("artifact-id", outcome.id);
      return;
    case "failed": {
      const reason = visible(outcome.reason, REASON_LIMIT);
      warning(`The artifact with matches.json and events.log was not uploaded: ${reason}`, {
        title: "Runwarden: no artifact",
      });
      await writeSummary(
        "\nThe artifact with matches.json and events.log could not be uploaded; the log of the job says why.\n",
      );
    }
  }
}
