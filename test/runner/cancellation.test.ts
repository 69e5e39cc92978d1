import { expect, test } from "vitest";
import type { JobResult } from "./job.ts";
import { JobFolder, type JobOptions, REAL_WAITS, runJob, stage } from "./run-job.ts";

/** Says when it is to be cancelled, and then what it is told to do at each signal. */
function hear(atInterrupt: string, atTerminate: string): string {
  return `trap '${atInterrupt}' INT; trap '${atTerminate}' TERM; echo running; while true; do sleep 0.02; done`;
}

async function cancel(options: JobOptions): Promise<JobResult> {
  using folder = new JobFolder();
  return await runJob(folder, {
    cancelWhenPrinted: "running",
    waits: { interruptMs: 300, terminateMs: 300, outputMs: 300 },
    ...options,
  });
}

function outcomes(result: JobResult): (string | undefined)[] {
  return result.stages.map(({ outcome }) => outcome);
}

test("the runner waits as long as GitHub's does, where nothing else is said", () => {
  expect(REAL_WAITS).toEqual({ interruptMs: 7500, terminateMs: 2500, outputMs: 5000 });
});

test.each([
  ["SIGINT, which ends it", hear("echo INT; exit 0", "echo TERM"), "running\nINT"],
  ["SIGINT, and SIGTERM where it goes on", hear("echo INT", "echo TERM; exit 0"), "running\nINT\nTERM"],
  ["SIGINT, SIGTERM, and SIGKILL at last", hear("echo INT", "echo TERM"), "running\nINT\nTERM"],
])("a cancelled step is sent %s", async (_, run, log) => {
  const result = await cancel({ steps: [{ run }, { run: "true" }] });
  expect(outcomes(result)).toEqual(["cancelled", "skipped"]);
  expect(result.conclusion).toBe("cancelled");
  const step = stage(result, "step 1");
  expect(step.log).toBe(`${log}\n##[error]The operation was canceled.`);
});

test("what a cancelled step wrote is carried out, even where it is wrong", async () => {
  const run = `echo a=1 >> $GITHUB_OUTPUT; echo x >> $GITHUB_ENV; ${hear("exit 1", "")}`;
  const result = await cancel({ steps: [{ run }] });
  expect(stage(result, "step 1").outputs).toEqual({ a: "1" });
  expect(outcomes(result)).toEqual(["cancelled"]);
});

test("only the step's own process is signalled; its children are ended with the job", async () => {
  const result = await cancel({ steps: [{ run: "sleep 600 > /dev/null 2>&1 & echo running; wait" }] });
  expect(outcomes(result)).toEqual(["cancelled"]);
  expect(result.orphans).toHaveLength(1);
});

test("a step that runs always is not cancelled, and later ones are asked", async () => {
  const result = await cancel({
    steps: [
      { run: "echo running; sleep 0.2; echo done", if: "always()" },
      { run: "true" },
      { run: "true", if: "failure()" },
      { run: "true", if: "cancelled()" },
      { run: "exit 1", if: "always()" },
    ],
  });
  expect(stage(result, "step 1").log).toBe("running\ndone");
  expect(outcomes(result)).toEqual(["success", "skipped", "skipped", "success", "failure"]);
  expect(result.conclusion).toBe("cancelled");
});

test("a step whose time is over fails, and the job goes on as after a failure", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    waits: { interruptMs: 300, terminateMs: 300 },
    steps: [
      { run: hear("echo INT; exit 0", ""), timeoutMs: 600 },
      { run: "true" },
      { run: "true", if: "failure()", timeoutMs: 60_000 },
    ],
  });
  expect(outcomes(result)).toEqual(["failure", "skipped", "success"]);
  expect(stage(result, "step 1").log).toContain("INT");
  expect(stage(result, "step 1").issues.map(({ message }) => message)).toEqual([
    "The action 'step 1' has timed out after 0.01 minutes.",
  ]);
  expect(result.conclusion).toBe("failure");
});

test("a job whose time is over is cancelled", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    timeoutMs: 300,
    waits: { interruptMs: 300, terminateMs: 300 },
    steps: [{ run: "exec sleep 600" }, { run: "true", if: "always()" }],
  });
  expect(outcomes(result)).toEqual(["cancelled", "success"]);
  expect(result.conclusion).toBe("cancelled");
});

test("a composite action is cancelled with all that is in it", async () => {
  const result = await cancel({
    steps: [
      {
        uses: "acme/composite@v1",
        steps: [{ run: hear("exit 0", "") }, { run: "true" }, { run: "true", if: "always()" }],
      },
      { run: "true", if: "always()" },
    ],
  });
  expect(result.stages.map(({ name, outcome }) => [name, outcome])).toEqual([
    ["step 1", "cancelled"],
    ["step 2", "skipped"],
    // It was started, and at once told to end.
    ["step 3", "cancelled"],
    ["composite 1", "cancelled"],
    ["step 4", "success"],
  ]);
});
