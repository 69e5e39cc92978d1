import { expect, test } from "vitest";
import type { JobResult, Step } from "./job.ts";
import { JobFolder, runJob, stage } from "./run-job.ts";

async function run(...steps: Step[]): Promise<JobResult> {
  using folder = new JobFolder();
  return await runJob(folder, { steps });
}

function results(result: JobResult): string[] {
  return result.stages.map(({ name, outcome, conclusion }) =>
    outcome === conclusion ? `${name}: ${outcome}` : `${name}: ${outcome}, ${conclusion}`,
  );
}

test("after a failure only steps that ask for it run", async () => {
  const result = await run(
    { run: "true", if: "failure()" },
    { run: "exit 3" },
    { run: "true" },
    { run: "true", if: "true" },
    { run: "true", if: "always()" },
    { run: "true", if: "failure() && !cancelled()" },
    { run: "true", if: "cancelled()" },
  );
  expect(results(result)).toEqual([
    "step 1: skipped",
    "step 2: failure",
    "step 3: skipped",
    "step 4: skipped",
    "step 5: success",
    "step 6: success",
    "step 7: skipped",
  ]);
  expect(result.conclusion).toBe("failure");
  expect(stage(result, "step 2").issues.map(({ message }) => message)).toEqual([
    "Process completed with exit code 3.",
  ]);
});

test("a step that may fail has failed, but neither the job nor what comes after it knows", async () => {
  const result = await run({ run: "exit 1", continueOnError: true }, { run: "true" });
  expect(results(result)).toEqual(["step 1: failure, success", "step 2: success"]);
  expect(result.conclusion).toBe("success");
});

test("a condition that GitHub could not evaluate fails its step, and is told", async () => {
  const result = await run({ run: "true", if: "successful()" }, { run: "true", if: "failure()" });
  expect(results(result)).toEqual(["step 1: failure", "step 2: success"]);
  expect(stage(result, "step 1").issues[0]?.message).toContain("'successful()'");
});

test("a step fails with 128 and the number of the signal that ended it", async () => {
  const result = await run({ run: "kill -KILL $$" }, { run: "kill -TERM $$", if: "always()" });
  expect(result.stages.map(({ issues }) => issues[0]?.message)).toEqual([
    "Process completed with exit code 137.",
    "Process completed with exit code 143.",
  ]);
});

test("a step's workspace that an earlier one has removed fails it, not the runner", async () => {
  const result = await run({ run: 'rm -r "$PWD"' }, { run: "true" });
  expect(results(result)).toEqual(["step 1: success", "step 2: failure"]);
  expect(stage(result, "step 2").issues[0]?.message).toContain("No such file or directory");
});

test("a process of a step reads an empty input, and the kernel ends it before the runner", async () => {
  const result = await run(
    { run: "cat; sleep 0.1; cat /proc/self/oom_score_adj" },
    { run: "sleep 0.1; cat /proc/self/oom_score_adj", env: { PIPELINE_JOB_OOMSCOREADJ: "900" } },
    { run: "sleep 0.1; cat /proc/self/oom_score_adj", env: { PIPELINE_JOB_OOMSCOREADJ: "1001" } },
  );
  expect(result.stages.map(({ log }) => log)).toEqual(["500", "900", "500"]);
});

test("the output of a child that outlives its step is waited for, but not for long; the child is ended at last", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    waits: { outputMs: 300 },
    steps: [
      { run: "(sleep 0.1; echo child) & echo step" },
      { run: "sleep 600 & echo step" },
      { run: "true" },
    ],
  });
  expect(stage(result, "step 1").log).toBe("step\nchild");
  expect(stage(result, "step 2").log).toBe("step");
  expect(stage(result, "step 2").durationMs).toBeGreaterThan(300);
  expect(result.conclusion).toBe("success");
  expect(result.orphans).toHaveLength(1);
});

test("a process without the runner's tracking id outlives its job", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    steps: [
      { run: "RUNNER_TRACKING_ID=0 setsid --fork sleep 0.5 > /dev/null 2>&1; sleep 600 > /dev/null 2>&1 &" },
    ],
  });
  expect(result.orphans).toHaveLength(1);
});
