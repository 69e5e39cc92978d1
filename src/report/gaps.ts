import { EVENT_KIND_NAMES } from "../kinds/index.ts";
import { blindSpotsMet } from "./blind-spots.ts";
import { count } from "./count.ts";
import { cutSentences } from "./cuts.ts";
import { type Report, unwatchedKinds } from "./report.ts";
import { timeOfDay } from "./time.ts";

/** Said where the action came too late to see all. */
const LATE_START =
  "What the job did before Runwarden's own step was not watched, because its pre step did not run: the runner runs none for an action in the workspace (uses: ./…). Let that step be the job's first.";

/** What was not watched in this job though it should have been, one sentence each; empty when all was. */
export function gaps(report: Report): string[] {
  const { coverage, recorded } = report;
  const sentences = recorded.job?.startedBy === "main" ? [LATE_START] : [];
  if (coverage.reach?.scope === "job" && coverage.reach.adoption !== "live") {
    sentences.push(
      "What the job made others start was not watched, or not all of it: the hooks of control groups could not be attached.",
    );
  }
  if (coverage.unknownAfterNs !== undefined) {
    sentences.push(
      `Nothing is known of what happened after ${timeOfDay(coverage.unknownAfterNs)}: the log ends there, and nobody has ended it.`,
    );
  }
  if (coverage.full !== undefined) {
    const size = count(Math.floor(coverage.full.limit / 2 ** 20), "MiB", "MiB");
    sentences.push(
      `The event log was full at ${timeOfDay(coverage.full.sinceNs)}: it had the ${size} that it may have. What happened after is not in it, only counted as lost.`,
    );
  }
  for (const { kind, state } of unwatchedKinds(report)) {
    sentences.push(
      state === "missing"
        ? `${kind} was not watched: its hooks could not be attached.`
        : `${kind} was watched in part: some of its hooks could not be attached.`,
    );
  }
  for (const kind of EVENT_KIND_NAMES) {
    const dropped = coverage.dropped[kind];
    if (dropped > 0) sentences.push(`${count(dropped, "event")} of ${kind} could not be recorded.`);
  }
  if (coverage.droppedLineage > 0) {
    const lost = count(coverage.droppedLineage, "fork, adopt or exit record");
    sentences.push(`${lost} could not be recorded: ancestors, or what such processes did, may be missing.`);
  }
  if (coverage.droppedAnswers > 0) {
    const lost = count(coverage.droppedAnswers, "DNS answer");
    sentences.push(`${lost} could not be recorded: names may be missing from network_connect.`);
  }
  return [...sentences, ...cutSentences(report), ...blindSpotsMet(coverage)];
}
