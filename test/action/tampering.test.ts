import { expect, test } from "vitest";
import { JobFolder, runJob, stage } from "../runner/run-job.ts";

const RULES = `
rule_sets:
  - ruleset_id: test/names
    rules:
      - rule_id: marker_open
        event_type: file_open
        condition: path.endsWith("/marker")
        action: detect
`;

/** The collector of this job, and no other: the one whose scope is the parent of the step's shell. */
const FIND = 'collector=$(pgrep -f "collector[^ ]* start $PPID ")';

/** Ends it, and waits until it is gone. */
function endCollector(signal: string): string {
  return `${FIND}
    kill -${signal} $collector
    while readlink /proc/$collector/exe > /dev/null; do sleep 0.05; done`;
}

/** Waits until what was done before is in the log: records are written in their order. */
const WAIT_FOR_LOG = `${FIND}
  log=$(readlink /proc/$collector/fd/* | grep 'events.log$')
  : > all-done-now
  until grep -q all-done-now $log; do sleep 0.05; done`;

test.each(["KILL", "TERM"])("a job that ends the collector with SIG%s fails as tampered", async (signal) => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { rules: RULES, baseline: "false", "artifact-name": "" },
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
    inputs: { rules: RULES, baseline: "false", "artifact-name": "", "fail-on-tamper": "false" },
    steps: [{ run: `touch marker; cat marker; ${WAIT_FOR_LOG}` }, { run: endCollector("KILL") }],
  });
  const post = stage(result, "post");
  expect(post.outputs).toEqual({ result: "tampered", "match-count": "2" });
  expect(post.issues.at(-1)?.message).toBe("Runwarden: 1 rule matched (fail-on-detect).");
});

test("with both switched off a tampered job passes, and the report stays as it is", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { rules: RULES, baseline: "false", "artifact-name": "", "fail-on-tamper": "false" },
    steps: [{ run: endCollector("KILL") }],
  });
  expect(result.conclusion).toBe("success");
  expect(stage(result, "post").outputs.result).toBe("tampered");
});
