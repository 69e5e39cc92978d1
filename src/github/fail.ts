import { error as errorCommand, setFailed, summary } from "@actions/core";
import { RunwardenError } from "../errors.ts";
import { renderNotWatched } from "../report/summary.ts";
import { visible } from "../report/visible.ts";
import { type Fault, formatFault, RulesError } from "../rules/fault.ts";
import { INLINE_NAME } from "./rule-sources.ts";

/** GitHub keeps ten annotations of a step; one is for the step's own failure. */
const FAULTS_ANNOTATED = 9;
const FAULTS_LISTED = 200;
const LINE_LIMIT = 2000;

/** Ends a step in failure: says why in the log, in annotations and in the summary. */
export async function fail(error: unknown): Promise<void> {
  const message = explain(error);
  if (error instanceof RulesError)
    for (const fault of error.faults.slice(0, FAULTS_ANNOTATED)) annotate(fault);
  setFailed(message);
  if (process.env.GITHUB_STEP_SUMMARY) await summary.addRaw(renderNotWatched(message)).write();
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
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function annotate({ file, line, column, code, message }: Fault): void {
  const title = `Runwarden: ${visible(code, LINE_LIMIT)}`;
  // Inline rules are no file that GitHub could show.
  const place = file === INLINE_NAME ? {} : { file, startLine: line, startColumn: column };
  errorCommand(visible(formatFault({ file, line, column, code, message }), LINE_LIMIT), { title, ...place });
}
