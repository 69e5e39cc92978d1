import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { JobFolder, type JobOptions, runJob, stage } from "../runner/run-job.ts";
import { FIND_GUARDS, forget, guardsOf } from "./guards.ts";
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

test("a daemon that has left its session is ended, and a step that forgives its failure is none less", async () => {
  using folder = new JobFolder();
  const result = await job(folder, {
    steps: [
      { run: `setsid bash -c 'sleep 4; echo survived > survived' > daemon.log 2>&1 < /dev/null & disown` },
      { run: ": > marker; sleep 30", continueOnError: true },
      { run: "echo ran > ran" },
    ],
  });
  expect(outcomes(result.stages).slice(2)).toEqual([
    ["step 1", "success"],
    ["step 2", "failure"],
    ["step 3", "failure"],
    ["post", "failure"],
  ]);
  expect(result.orphans).toEqual([]);
  expect(stage(result, "post").outputs).toMatchObject({ result: "terminated" });
  for (const name of ["survived", "ran"])
    expect(() => readFileSync(join(folder.workspace, name))).toThrow("ENOENT");
});

test.each([
  ["on-terminate", "report", "terminated"],
  ["monitor-mode", "true", "detected"],
])("with %s: %s nothing is ended, and the job fails when it has ended", async (name, value, result) => {
  using folder = new JobFolder();
  const ended = await job(folder, {
    inputs: { [name]: value },
    steps: [{ run: ": > marker; sleep 0.5; echo survived > survived" }],
  });
  expect(outcomes(ended.stages).slice(2)).toEqual([
    ["step 1", "success"],
    ["post", "failure"],
  ]);
  const post = stage(ended, "post");
  expect(post.outputs).toMatchObject({ result });
  expect(post.summary).not.toContain("What was stopped");
  expect(readFileSync(join(folder.workspace, "survived"), "utf8")).toBe("survived\n");
});

const CRITICAL = `${markerRule("detect")}        tags: { severity: critical }\n`;

test("with on-detect: lockdown a critical match lets the step go on, but execute and reach nothing", async () => {
  using folder = new JobFolder();
  const reach = "(echo x > /dev/udp/203.0.113.1/443) 2>&1";
  const result = await job(folder, {
    inputs: { rules: CRITICAL, "on-detect": "lockdown" },
    steps: [
      {
        run: `set +e\n${reach}\n: > marker; sleep 1\necho after\n${reach}\n/bin/true; echo "program: $?"`,
      },
      { run: "echo ran > ran", if: "always()" },
    ],
  });
  expect(outcomes(result.stages).slice(2)).toEqual([
    ["step 1", "success"],
    ["step 2", "failure"],
    ["post", "failure"],
  ]);
  const [before, after] = stage(result, "step 1").log.split("after\n");
  expect(before).not.toContain("Operation not permitted");
  expect(after).toContain("Operation not permitted");
  expect(after).toContain("program: 137");
  expect(() => readFileSync(join(folder.workspace, "ran"))).toThrow("ENOENT");
  const post = stage(result, "post");
  expect(post.outputs).toMatchObject({ result: "detected" });
  expect(post.summary).toContain("The job was locked down");
});

test("a collector that is killed under lockdown takes nothing of it back", async () => {
  using folder = new JobFolder();
  const result = await job(folder, {
    inputs: { rules: CRITICAL, "on-detect": "lockdown" },
    steps: [
      {
        run: `${FIND_GUARDS}\nset +e; : > marker; sleep 1; kill -KILL $collector; exec 9<> <(:); read -t 3 -u 9; echo over`,
      },
      { run: "echo ran > ran" },
    ],
  });
  forget(guardsOf(result));
  expect(stage(result, "step 1").log).toContain("over");
  expect(stage(result, "step 2").outcome).toBe("failure");
  expect(() => readFileSync(join(folder.workspace, "ran"))).toThrow("ENOENT");
  expect(stage(result, "post").outputs).toMatchObject({ result: "tampered" });
});

test("an honest job is not touched by rules that would end it", async () => {
  using folder = new JobFolder();
  const result = await job(folder, {
    steps: [{ run: "for i in {1..200}; do : > file; done; (sleep 0.1; echo done > done) & wait" }],
  });
  expect(outcomes(result.stages).slice(2)).toEqual([
    ["step 1", "success"],
    ["post", "success"],
  ]);
  expect(stage(result, "post").outputs).toMatchObject({ result: "passed" });
});

test("in the scope of the machine only what is below the worker is ended", async () => {
  using folder = new JobFolder();
  // Below this process, and so beside the worker.
  const beside = spawn("/bin/sleep", [String(LIMIT_S)], { stdio: "ignore" });
  onTestFinished(() => void beside.kill("SIGKILL"));
  const result = await job(folder, {
    inputs: { scope: "machine" },
    steps: [
      { run: `: > marker; sleep ${LIMIT_S}; echo survived > survived` },
      { run: "echo ran > ran", if: "always()" },
    ],
  });
  expect(outcomes(result.stages).slice(2)).toEqual([
    ["step 1", "failure"],
    ["step 2", "failure"],
    ["post", "failure"],
  ]);
  expect(stage(result, "post").outputs).toMatchObject({ result: "terminated" });
  expect(beside.exitCode ?? beside.signalCode).toBeNull();
});
