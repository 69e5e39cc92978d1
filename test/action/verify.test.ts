import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { JobResult, StageResult } from "../runner/job.ts";
import { ResultsService } from "../runner/results-service.ts";
import { JobFolder, type JobOptions, runJob, stage } from "../runner/run-job.ts";
import { unzip } from "../runner/unzip.ts";
import { MARKER_RULE } from "./marker-rule.ts";
import { uploadFile } from "./upload-file.ts";

let service: ResultsService;

beforeAll(async () => {
  service = await ResultsService.start();
});

beforeEach(() => {
  service.artifacts.length = 0;
});

afterAll(() => service.stop());

const RULES = { rules: MARKER_RULE, baseline: "off" };

/** A job that is guarded, with its whole log in the artifact. */
async function guarded(
  command: string,
  run = "run-1",
  options: Partial<JobOptions> = {},
): Promise<JobResult> {
  using folder = new JobFolder();
  return runJob(folder, {
    inputs: { ...RULES, log: "full", "fail-on-detect": "false" },
    steps: [{ run: command }],
    actionEnvironment: service.variablesOf(run),
    ...options,
  });
}

function keyOf(result: JobResult): string {
  return stage(result, "main").outputs["log-key"] ?? "";
}

/** The step of a later job of the run that verifies. */
async function verify(
  inputs: Readonly<Record<string, string>>,
  run = "run-1",
  environment: Readonly<Record<string, string>> = {},
): Promise<StageResult> {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { mode: "verify", ...RULES, ...inputs },
    steps: [],
    actionEnvironment: service.variablesOf(run),
    environment: { GITHUB_JOB: "verify", ...environment },
  });
  expect([stage(result, "pre").outcome, stage(result, "post").outcome]).toEqual(["success", "success"]);
  expect(result.conclusion).toBe(stage(result, "main").outcome);
  return stage(result, "main");
}

/** What toJSON(needs) gives of one job. */
function needs(key: string, job = "build", result = "success"): string {
  return JSON.stringify({ [job]: { result, outputs: { "log-key": key, other: "x" } } }, undefined, 2);
}

test("the log of a job that passed is proved by the key that its main step has set, from another job of the run", async () => {
  const job = await guarded("echo building");
  const key = keyOf(job);
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(stage(job, "pre").log).toContain(key);
  const main = await verify({ "log-key": needs(key) });
  expect(main.log).toContain("✅ Runwarden: verified, passed (artifact runwarden-build-0)");
  expect(main.summary).toMatch(/^## ✅ Runwarden: verified\n/);
  expect(main).toMatchObject({ outcome: "success", outputs: { result: "passed" } });
  expect((await verify({ "log-key": key })).outcome).toBe("success");
});

test("a job that was forgiven what was detected is not proved to have passed", async () => {
  const job = await guarded("touch marker; cat marker");
  expect(job.conclusion).toBe("success");
  const main = await verify({ "log-key": needs(keyOf(job)) });
  expect(main).toMatchObject({ outcome: "failure", outputs: { result: "detected" } });
  expect(main.log).toContain("The job did not pass: it is detected.");
  expect(main.log).toContain("Rule test/names/marker_open (detect): ");
  expect(main.summary).toContain("marker_open");
});

test("of another run, with other rules, for another job or commit the same log proves nothing", async () => {
  const key = keyOf(await guarded("echo building", "run-2"));
  const attempts: [string, Parameters<typeof verify>][] = [
    ["its run_id is", [{ "log-key": needs(key) }, "run-2", { GITHUB_RUN_ID: "2" }]],
    ["its sha is", [{ "log-key": needs(key) }, "run-2", { GITHUB_SHA: "f".repeat(40) }]],
    ["its repository is", [{ "log-key": needs(key) }, "run-2", { GITHUB_REPOSITORY: "acme/fork" }]],
    ['its job is "build", not "test"', [{ "log-key": needs(key, "test") }, "run-2"]],
    ["judged by other rules", [{ "log-key": needs(key), rules: "", baseline: "on" }, "run-2"]],
    ["judged by other rules", [{ "log-key": needs(key), "monitor-mode": "true" }, "run-2"]],
  ];
  for (const [said, given] of attempts) {
    const main = await verify(...given);
    expect(main).toMatchObject({ outcome: "failure", outputs: { result: "tampered" } });
    expect(main.log).toContain(said);
  }
});

test("what is missing is as red as what is wrong", async () => {
  const job = await guarded("echo building", "run-3");
  const key = keyOf(job);
  const attempts: [string, Readonly<Record<string, string>>][] = [
    [`first key is ${"0".repeat(64)}`, { "log-key": "0".repeat(64) }],
    ["log-count asks for 3 logs; there are keys of 1.", { "log-key": needs(key), "log-count": "3" }],
    ["The job build has not succeeded: it is cancelled.", { "log-key": needs(key, "build", "cancelled") }],
    ["The output log-key of the job build is no key", { "log-key": needs("") }],
    ["There is no key of a log", { "log-key": "" }],
    ["No artifact has the log", { "log-key": needs(key), "log-artifacts": "evidence-*" }],
  ];
  for (const [said, inputs] of attempts) {
    const main = await verify(inputs, "run-3");
    expect(main.outcome).toBe("failure");
    expect(main.log).toContain(said);
  }
  service.artifacts.length = 0;
  expect((await verify({ "log-key": needs(key) }, "run-3")).log).toContain("No artifact has the log");
});

test("a log that was changed in its artifact, and a copy without secrets, are no proof; another artifact beside the right one is no harm", async () => {
  const key = keyOf(await guarded("echo building", "run-4"));
  const log =
    (await unzip(service.artifacts[0]?.zip ?? Buffer.alloc(0))).get("events.log") ?? Buffer.alloc(0);
  const folder = mkdtempSync(join(tmpdir(), "runwarden-verify-test-"));
  const path = join(folder, "events.log");
  try {
    writeFileSync(path, log.subarray(0, -200));
    await uploadFile("runwarden-a-copy", path, service.variablesOf("run-4"));
    expect((await verify({ "log-key": needs(key) }, "run-4")).outcome).toBe("success");
    service.artifacts.shift();
    const main = await verify({ "log-key": needs(key) }, "run-4");
    expect(main).toMatchObject({ outcome: "failure", outputs: { result: "tampered" } });
    expect(main.log).toContain("The event log is not whole");
  } finally {
    rmSync(folder, { recursive: true });
  }
  const masked = await guarded("echo building", "run-5", { inputs: RULES });
  expect((await verify({ "log-key": needs(keyOf(masked)) }, "run-5")).log).toContain("log: full");
});

test("a job that is guarded verifies nothing, and what is only for verifying is not taken by a guard", async () => {
  using folder = new JobFolder();
  const both = await runJob(folder, {
    inputs: RULES,
    steps: [{ uses: "runwarden/runwarden@v0", with: { mode: "verify", "log-key": "0".repeat(64) } }],
    actionEnvironment: service.variables,
  });
  expect(stage(both, "main 2").log).toContain("Verify in a job of its own");
  expect(both.conclusion).toBe("failure");
  using other = new JobFolder();
  const wrong = await runJob(other, { inputs: { ...RULES, "log-key": "0".repeat(64) }, steps: [] });
  expect(stage(wrong, "pre").log).toContain("log-key and log-count are for mode: verify");
});
