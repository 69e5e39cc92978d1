import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { COLLECTOR_PATH, temporaryFolder, trigger } from "./capture.ts";
import { CALM, terminatedJob, WAYS } from "./terminated-job.ts";

/** It is some 20 ms where the machine has little else to do. */
const CALM_LIMIT_MS = 2000;

/** What a job's worker prints; nothing else is to be on its standard error. */
function job(...args: readonly string[]): string {
  const folder = `${temporaryFolder()}/judge`;
  mkdirSync(folder);
  writeFileSync(`${folder}/judge.mjs`, "");
  const [way = "", ...where] = args.toReversed();
  const all = [...where.toReversed(), COLLECTOR_PATH, folder, way];
  const { stdout, stderr } = spawnSync(trigger("terminate_job"), all, { env: {}, encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout;
}

function lines(stdout: string): string[] {
  return stdout.replace(CALM, "").trim().split("\n");
}

test.each(WAYS)(
  "the job goes no further, whatever its step has become, and nothing comes after it: %s",
  (way) => {
    const stdout = job(way);
    expect(lines(stdout)).toEqual(terminatedJob(way));
    expect(Number(CALM.exec(stdout)?.[1])).toBeLessThan(CALM_LIMIT_MS);
  },
);

test.each(["simple", "lockdown"] as const)(
  "a collector that is killed later takes nothing of it back, for the keeper holds it: %s",
  (way) => {
    expect(lines(job("orphaned", way))).toEqual(terminatedJob(way, "the folder is still there"));
  },
);
