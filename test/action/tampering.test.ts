import { readdirSync, rmSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { trigger } from "../native/capture.ts";
import { JobFolder, runJob, stage } from "../runner/run-job.ts";
import { MARKER_RULE } from "./marker-rule.ts";

/** The collector of this job, and no other: the one whose scope is the parent of the step's shell. */
const FIND = 'collector=$(pgrep -f "collector[^ ]* start $PPID ")';

/** Ends it, and waits until it is gone. */
function endCollector(): string {
  return `${FIND}
    kill -KILL $collector
    while readlink /proc/$collector/exe > /dev/null; do sleep 0.05; done`;
}

/** After FIND. */
const FIND_LOG = "log=$(readlink /proc/$collector/fd/* | grep 'events.log$')";

/** Waits until what was done before is in the log: records are written in their order. */
const WAIT_FOR_LOG = `${FIND}
  ${FIND_LOG}
  : > all-done-now
  until ${trigger("unpack_log")} $log | grep -q all-done-now; do sleep 0.05; done`;

test("a job that tells the collector to end is recorded all the same, and fails as tampered", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { rules: MARKER_RULE, baseline: "false", "artifact-name": "" },
    steps: [{ run: `${FIND}\nkill -TERM $collector` }, { run: "touch marker; cat marker" }],
  });
  const post = stage(result, "post");
  expect(post.outcome).toBe("failure");
  expect(post.outputs).toEqual({ result: "tampered", "match-count": "2" });
  expect(post.log).toContain("The collector was told to end by signal 15 from process ");
});

test("a job that ends the collector fails as tampered", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { rules: MARKER_RULE, baseline: "false", "artifact-name": "" },
    steps: [{ run: endCollector() }, { run: "touch marker; cat marker" }],
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
    steps: [{ run: `touch marker; cat marker; ${WAIT_FOR_LOG}` }, { run: endCollector() }],
  });
  const post = stage(result, "post");
  expect(post.outputs).toEqual({ result: "tampered", "match-count": "2" });
  expect(post.issues.at(-1)?.message).toBe("Runwarden: 1 rule matched (fail-on-detect).");
});

test("a folder that somebody put beside the log stays", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { rules: MARKER_RULE, baseline: "false", "artifact-name": "" },
    steps: [
      {
        run: `${FIND}
          ${FIND_LOG}
          cd $(dirname $log)
          : > beside
          mkdir foreign
          : > foreign/theirs
          pwd`,
      },
    ],
  });
  const left = stage(result, "step 1").log;
  expect(left).toMatch(/^\/var\/lib\/runwarden\/[^/]+$/);
  onTestFinished(() => rmSync(left, { recursive: true }));
  const post = stage(result, "post");
  expect(post.outputs.result).toBe("tampered");
  expect(post.summary).toMatch(/opened for writing beside which is the guard/);
  // The collector goes when it has seen the post step end.
  await expect.poll(() => readdirSync(left), { timeout: 20_000 }).toEqual(["foreign"]);
});

test("with both switched off a tampered job passes, and the report stays as it is", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { rules: MARKER_RULE, baseline: "false", "artifact-name": "", "fail-on-tamper": "false" },
    steps: [{ run: endCollector() }],
  });
  expect(result.conclusion).toBe("success");
  expect(stage(result, "post").outputs.result).toBe("tampered");
});

/** The numbers of the collector's maps and links, as its descriptors tell them. */
const NUMBERS = `${FIND}
  maps=$(awk '/^map_id/{print $2}' /proc/$collector/fdinfo/*)
  links=$(grep -l 'link_type:.*cgroup' /proc/$collector/fdinfo/* | xargs awk '/^link_id/{print $2}')`;

/** Ways of root to blind the guard or to take its evidence, and what the report says of it. */
const WAYS: readonly (readonly [what: string, step: string, told: RegExp])[] = [
  [
    "writes to the variables of the kernel part",
    `${NUMBERS}
    for id in $maps; do
      bpftool map show id $id | grep -q '[.]bss' || continue
      size=$(bpftool -j map show id $id | grep -o '"bytes_value":[0-9]*' | grep -o '[0-9]*')
      ! bpftool map update id $id key 0 0 0 0 value $(yes 1 | head -n $size)
    done`,
    /called bpf\(2\) with command 2 on the guard.*guard\.bss/,
  ],
  [
    "detaches the programs of the network",
    `${NUMBERS}
    for id in $links; do bpftool link detach id $id; done
    sleep 1.5`,
    /detached or exchanged the guard.*program network_connect__connect4/,
  ],
  ["removes the folder", `${FIND}\n${FIND_LOG}\nrm -r $(dirname $log)`, /There is no watch of this job/],
  ["empties the log", `${FIND}\n${FIND_LOG}\n: > $log`, /opened for writing events\.log|is no event log/],
  [
    "stops the canary",
    `${FIND}
    kill -STOP $(pgrep -P $collector -f canary)`,
    /sent signal 19 to the guard.*canary/,
  ],
];

test.each(WAYS)("a job that as root %s is tampered, and told so", async (_what, step, told) => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { rules: MARKER_RULE, baseline: "false", "artifact-name": "" },
    steps: [{ run: step }],
  });
  const post = stage(result, "post");
  expect(post.outcome).toBe("failure");
  expect(post.outputs.result).toBe("tampered");
  expect(post.summary).toMatch(told);
});

test("a job that as root looks at the guard, as ps, top and bpftool do, passes", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { rules: MARKER_RULE, baseline: "false", "artifact-name": "" },
    steps: [
      {
        run: `${FIND}
          kill -0 $collector
          ps -ef > all; ps eaux > more; top -bn1 > /dev/null
          cat /proc/$collector/environ /proc/$collector/maps > /dev/null
          ls -l /proc/$collector/fd > /dev/null
          bpftool prog show > /dev/null; bpftool map show > /dev/null; bpftool link show > /dev/null`,
      },
    ],
  });
  const post = stage(result, "post");
  expect(post.summary).toContain("passed");
  expect(post.outputs.result).toBe("passed");
});
