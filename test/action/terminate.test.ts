import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { JobFolder, type JobOptions, runJob, stage } from "../runner/run-job.ts";
import { markerRule } from "./marker-rule.ts";

const RULE = markerRule("terminate");

/** The worst that a job without a guard would take for its steps. */
const LIMIT_S = 30;

function job(folder: JobFolder, options: JobOptions) {
  return runJob(folder, {
    ...options,
    inputs: { rules: RULE, baseline: "off", "artifact-name": "", ...options.inputs },
  });
}

function outcomes(stages: readonly { name: string; outcome: string }[]): string[][] {
  return stages.map(({ name, outcome }) => [name, outcome]);
}

test("a match of a rule that terminates ends the step, and what later steps execute", async () => {
  using folder = new JobFolder();
  const result = await job(folder, {
    steps: [
      { run: `: > marker; sleep ${LIMIT_S}; echo survived > survived` },
      { run: "echo ran > ran", if: "always()" },
    ],
  });
  expect(outcomes(result.stages)).toEqual([
    ["pre", "success"],
    ["main", "success"],
    ["step 1", "failure"],
    ["step 2", "failure"],
    ["post", "failure"],
  ]);
  const post = stage(result, "post");
  expect(post.outputs).toMatchObject({ result: "terminated", "match-count": "1" });
  expect(post.summary).toContain("## 🛑 Runwarden: terminated");
  expect(post.summary).toContain("nothing of it was left");
  expect(() => readFileSync(join(folder.workspace, "survived"))).toThrow("ENOENT");
  expect(() => readFileSync(join(folder.workspace, "ran"))).toThrow("ENOENT");
});
