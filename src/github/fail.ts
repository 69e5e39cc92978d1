import { writeSync } from "node:fs";
import { error as errorCommand, setFailed, summary } from "@actions/core";
import { RunwardenError } from "../errors.ts";
import { renderNotWatched } from "../report/summary.ts";
import { visible } from "../report/visible.ts";
import { type Fault, formatFault, RulesError } from "../rules/fault.ts";
import { keepInspectorShut } from "../watch/inspector.ts";
import { makeOutputs, type Output, reasonOf } from "../watch/outputs.ts";
import { INLINE_NAME } from "./rule-sources.ts";

/** GitHub keeps ten annotations of a step; one is for the step's own failure. */
const FAULTS_ANNOTATED = 9;
const FAULTS_LISTED = 200;
const LINE_LIMIT = 2000;

/**
 * Runs a step of the action; what it throws is why it fails. Where nobody reads its log any more, or that cannot be
 * written, Node would end the process at once, and with it the outputs that are still to come.
 */
export async function runStep(step: () => Promise<void>): Promise<void> {
  keepInspectorShut();
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  try {
    await step();
  } catch (error) {
    await fail(error);
  }
}

/**
 * Ends a step in failure: says why in the log, in annotations and in the summary. Never throws, and whatever else is
 * broken, the step has failed after it.
 */
export async function fail(error: unknown): Promise<void> {
  process.exitCode = 1;
  const message = messageOf(error);
  const outputs: Output[] = [
    { name: "annotations", failed: "The faults were not annotated", make: () => annotateFaults(error) },
    { name: "error", failed: "The error was not printed", make: () => setFailed(message) },
    {
      name: "summary",
      failed: "The summary was not written",
      make: () => addToSummary(renderNotWatched(message)),
    },
  ];
  const failures = await makeOutputs(outputs);
  if (failures.some(({ name }) => name === "error")) sayShortly();
}

function messageOf(error: unknown): string {
  try {
    return explain(error);
  } catch {
    return reasonOf(error);
  }
}

function explain(error: unknown): string {
  if (error instanceof RulesError) {
    const lines = error.faults
      .slice(0, FAULTS_LISTED)
      .map((fault) => visible(formatFault(fault), LINE_LIMIT));
    return [`Rules are wrong (${error.faults.length}); the job was not started:`, ...lines].join("\n");
  }
  if (error instanceof RunwardenError) return visible(error.message, LINE_LIMIT);
  // A defect of Runwarden: where it happened is worth more than a short message.
  return error instanceof Error && typeof error.stack === "string" ? error.stack : reasonOf(error);
}

function annotateFaults(error: unknown): void {
  if (error instanceof RulesError) error.faults.slice(0, FAULTS_ANNOTATED).forEach(annotate);
}

function annotate({ file, line, column, code, message }: Fault): void {
  const title = `Runwarden: ${visible(code, LINE_LIMIT)}`;
  // Inline rules are no file that GitHub could show.
  const place = file === INLINE_NAME ? {} : { file, startLine: line, startColumn: column };
  errorCommand(visible(formatFault({ file, line, column, code, message }), LINE_LIMIT), { title, ...place });
}

/** Past all that may be broken in between. */
function sayShortly(): void {
  try {
    writeSync(1, "::error::Runwarden failed, and could not say why\n");
  } catch {
    // The exit code says it.
  }
}

/** Adds Markdown to the step's summary. Throws where the runner's file for it is gone or cannot be written. */
export async function addToSummary(text: string): Promise<void> {
  // Absent on GitHub Enterprise Server before 3.6; the annotations are there all the same.
  if (!process.env.GITHUB_STEP_SUMMARY) return;
  // What could not be written once must not come with what is written next.
  await summary.emptyBuffer().addRaw(text).write();
}
