import { summary } from "@actions/core";

/** Adds Markdown to the step's summary. Throws where the runner's file for it is gone or cannot be written. */
export async function addToSummary(text: string): Promise<void> {
  // Absent on GitHub Enterprise Server before 3.6; the annotations are there all the same.
  if (!process.env.GITHUB_STEP_SUMMARY) return;
  // What could not be written once must not come with what is written next.
  await summary.emptyBuffer().addRaw(text).write();
}
