import { expect, test } from "vitest";
import type { JobResult } from "../runner/job.ts";
import { JobFolder, type JobOptions, runJob, stage } from "../runner/run-job.ts";
import { MARKER_RULE } from "./marker-rule.ts";

async function run(options: JobOptions): Promise<JobResult> {
  using folder = new JobFolder();
  return await runJob(folder, {
    inputs: { rules: MARKER_RULE, baseline: "false", "artifact-name": "" },
    waits: { interruptMs: 500, terminateMs: 500, outputMs: 500 },
    ...options,
  });
}

function outcomes(result: JobResult): string[][] {
  return result.stages.map(({ name, outcome }) => [name, outcome]);
}

test("a cancelled job is judged by post, and what it did before the cancel is told", async () => {
  const result = await run({
    cancelWhenPrinted: "running",
    steps: [{ run: "touch marker; echo running; exec sleep 600" }, { run: "touch marker" }],
  });
  expect(outcomes(result)).toEqual([
    ["pre", "success"],
    ["main", "success"],
    ["step 1", "cancelled"],
    ["step 2", "skipped"],
    ["post", "failure"],
  ]);
  expect(result.conclusion).toBe("cancelled");
  const post = stage(result, "post");
  expect(post.outputs).toMatchObject({ result: "detected", "match-count": "1" });
  expect(post.summary).toContain("## 🛑 Runwarden: detected");
});

test("what a step does in answer to the cancel is recorded too", async () => {
  const result = await run({
    cancelWhenPrinted: "running",
    steps: [{ run: "trap 'touch marker; exit 0' INT; echo running; while true; do sleep 0.02; done" }],
  });
  expect(stage(result, "step 1").outcome).toBe("cancelled");
  expect(stage(result, "post").outputs).toMatchObject({ result: "detected", "match-count": "1" });
});

test("a clean job that is cancelled has a clean report", async () => {
  const result = await run({
    cancelWhenPrinted: "running",
    steps: [{ run: "echo running; exec sleep 600" }],
  });
  const post = stage(result, "post");
  expect(post.outcome).toBe("success");
  expect(post.outputs).toMatchObject({ result: "passed" });
  expect(post.issues).toEqual([]);
});

test("a step that ignores SIGINT and SIGTERM is killed, and the job is judged all the same", async () => {
  const result = await run({
    cancelWhenPrinted: "running",
    steps: [{ run: "trap '' INT TERM; touch marker; echo running; while true; do sleep 0.02; done" }],
  });
  expect(stage(result, "step 1").outcome).toBe("cancelled");
  expect(stage(result, "post").outputs).toMatchObject({ result: "detected" });
  expect(result.orphans.length).toBeLessThanOrEqual(1);
});

test("a step whose time is over fails the job, which is judged", async () => {
  const result = await run({ steps: [{ run: "touch marker; exec sleep 600", timeoutMs: 1000 }] });
  expect(stage(result, "step 1").issues[0]?.message).toContain("has timed out");
  expect(stage(result, "post").outputs).toMatchObject({ result: "detected" });
  expect(result.conclusion).toBe("failure");
});

test("a job that is cancelled before main is judged by what pre started", async () => {
  const result = await run({
    cancelWhenPrinted: "running",
    before: [{ run: "touch marker; echo running; exec sleep 600" }],
    steps: [],
  });
  expect(outcomes(result)).toEqual([
    ["pre", "success"],
    ["step 1", "cancelled"],
    ["main", "skipped"],
    ["post", "failure"],
  ]);
  expect(stage(result, "post").outputs).toMatchObject({ result: "detected" });
});

test("a step that runs always goes on after the cancel and is watched to its end", async () => {
  const result = await run({
    cancelWhenPrinted: "running",
    steps: [{ run: "echo running; exec sleep 600" }, { run: "touch marker", if: "always()" }],
  });
  expect(stage(result, "step 2").outcome).toBe("success");
  expect(stage(result, "post").outputs).toMatchObject({ result: "detected", "match-count": "1" });
});
