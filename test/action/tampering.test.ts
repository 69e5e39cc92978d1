import { rmSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { JobFolder, runJob, stage } from "../runner/run-job.ts";
import { MARKER_RULE } from "./marker-rule.ts";

/** The collector of this job, and no other: the one whose scope is the parent of the step's shell. */
const FIND = 'collector=$(pgrep -f "collector[^ ]* start $PPID ")';

/** Ends it, and waits until it is gone. */
function endCollector(signal: string): string {
  return `${FIND}
    kill -${signal} $collector
    while readlink /proc/$collector/exe > /dev/null; do sleep 0.05; done`;
}

/** After FIND. */
const FIND_LOG = "log=$(readlink /proc/$collector/fd/* | grep 'events.log$')";

/** Waits until what was done before is in the log: records are written in their order. */
const WAIT_FOR_LOG = `${FIND}
  ${FIND_LOG}
  : > all-done-now
  until grep -q all-done-now $log; do sleep 0.05; done`;

test.each(["KILL", "TERM"])("a job that ends the collector with SIG%s fails as tampered", async (signal) => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { rules: MARKER_RULE, baseline: "false", "artifact-name": "" },
    steps: [{ run: endCollector(signal) }, { run: "touch marker; cat marker" }],
  });
  expect(result.stages.map(({ outcome }) => outcome)).toEqual([
    "success",
    "success",
    "success",
    "success",
    "failure",
  ]);
  const post = stage(result, "post");
  expect(post.outputs.result).toBe("tampered");
  expect(post.summary).toContain("## ⚠️ Runwarden: tampered");
  expect(post.summary).toContain("**Why the log cannot be trusted**");
  expect(post.summary).not.toMatch(/^No rule matched\.$/m);
  expect(post.issues.at(-1)?.message).toContain("incomplete or was altered (fail-on-tamper)");
});

test("what was recorded before the collector was ended is still judged", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { rules: MARKER_RULE, baseline: "false", "artifact-name": "", "fail-on-tamper": "false" },
    steps: [{ run: `touch marker; cat marker; ${WAIT_FOR_LOG}` }, { run: endCollector("KILL") }],
  });
  const post = stage(result, "post");
  expect(post.outputs).toEqual({ result: "tampered", "match-count": "2" });
  expect(post.issues.at(-1)?.message).toBe("Runwarden: 1 rule matched (fail-on-detect).");
});

test("files that somebody put beside the log stay, and the step's log says so", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { rules: MARKER_RULE, baseline: "false", "artifact-name": "" },
    steps: [{ run: `${FIND}\n${FIND_LOG}\n: > $(dirname $log)/foreign; dirname $log` }],
  });
  const left = stage(result, "step 1").log;
  expect(left).toMatch(/^\/var\/lib\/runwarden\/[^/]+$/);
  onTestFinished(() => rmSync(left, { recursive: true }));
  const post = stage(result, "post");
  expect(post.outputs.result).toBe("tampered");
  expect(post.summary).toMatch(/opened for writing foreign which is the guard/);
  expect(post.log).toMatch(/Files of the collector are left: cannot remove .*Directory not empty/);
});

test("with both switched off a tampered job passes, and the report stays as it is", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { rules: MARKER_RULE, baseline: "false", "artifact-name": "", "fail-on-tamper": "false" },
    steps: [{ run: endCollector("KILL") }],
  });
  expect(result.conclusion).toBe("success");
  expect(stage(result, "post").outputs.result).toBe("tampered");
});
