import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { until } from "../native/capture.ts";
import type { JobResult } from "../runner/job.ts";
import { ResultsService } from "../runner/results-service.ts";
import { JobFolder, type JobOptions, runJob, stage } from "../runner/run-job.ts";
import { expectNothingLeft, FIND_GUARDS, forget, type Guards, guardsOf, leftOf, workerOf } from "./guards.ts";
import { MARKER_RULE } from "./marker-rule.ts";

/*
 * The guard's processes are ended in every order, each with a second of time for what the others make of it or with none;
 * then a job without fault has the same machine.
 */

const KILL = fileURLToPath(new URL("kill-guards.py", import.meta.url));

const ORDERS = [
  "collector keeper judge",
  "collector judge keeper",
  "keeper collector judge",
  "keeper judge collector",
  "judge collector keeper",
  "judge keeper collector",
];

let service: ResultsService;

beforeAll(async () => {
  service = await ResultsService.start();
});

afterAll(() => service.stop());

async function run(options: JobOptions): Promise<JobResult> {
  using folder = new JobFolder();
  const inputs = { rules: MARKER_RULE, baseline: "false" };
  return await runJob(folder, { inputs, actionEnvironment: service.variables, ...options });
}

/** A job that is clean, and is green: nothing that was left of another keeps it from that. */
async function expectGreen(): Promise<void> {
  const clean = await run({ steps: [{ run: `${FIND_GUARDS}\ntouch other; cat other` }] });
  const told = clean.stages.map(({ log }) => log).join("\n");
  expect(stage(clean, "post").outputs.result, told).toBe("passed");
  expect(clean.conclusion).toBe("success");
  await expectNothingLeft(guardsOf(clean));
}

test.each(ORDERS)("ended in a step: %s", async (order) => {
  const result = await run({
    steps: [{ run: `${FIND_GUARDS}\ntouch marker; cat marker\npython3 ${KILL} $WORKER ${order}` }],
  });
  const guards = guardsOf(result);
  onTestFinished(() => forget(guards));
  expect(stage(result, "step 1").log.match(/^ended \w+/gm)).toHaveLength(3);
  expect(stage(result, "post").outcome).toBe("failure");
  expect(stage(result, "post").outputs.result).toBe("tampered");
  await expectNothingLeft(guards);
  await expectGreen();
});

test.each(ORDERS)("ended while the report is made: %s", async (order) => {
  // Long enough that it is still being uploaded.
  service.delayMs = 1000;
  onTestFinished(() => {
    service.delayMs = 0;
  });
  const result = await run({
    steps: [
      {
        run: `${FIND_GUARDS}\ntouch marker; cat marker\nsetsid python3 ${KILL} $WORKER WAIT ${order} > killed 2>&1 < /dev/null &`,
      },
    ],
  });
  service.delayMs = 0;
  const guards = guardsOf(result);
  onTestFinished(() => forget(guards));
  expect(stage(result, "post").outcome).toBe("failure");
  await expectNothingLeft(guards);
  await expectGreen();
});

test.each(ORDERS)("ended before the first of them is ready: %s", async (order) => {
  const result = await run({
    skipPre: true,
    before: [
      {
        run: `echo "worker $PPID"\nsetsid python3 ${KILL} $PPID ${order} > killed 2>&1 < /dev/null &\nsleep 0.2`,
      },
    ],
    steps: [{ run: "touch marker; cat marker" }],
  });
  const worker = workerOf(result);
  onTestFinished(() => leftOf(worker).forEach(forget));
  expect(result.conclusion).toBe("failure");
  // Who was killed holds its folder until the kernel has let go of its programs.
  const isFree = ({ folder }: Guards): boolean =>
    spawnSync("flock", ["--nonblock", join(folder, "."), "true"]).status === 0;
  await until(() => leftOf(worker).every(isFree));
  // What has no log yet goes with the next start.
  await expectGreen();
  for (const left of leftOf(worker)) await expectNothingLeft(left);
});
