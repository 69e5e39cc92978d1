import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { COLLECTOR_PATH, temporaryFolder, trigger } from "./capture.ts";
import { CALM, terminatedJob, WAYS } from "./terminated-job.ts";

/** On a machine where nothing else runs it is some 20 ms. */
const CALM_LIMIT_MS = 1000;

test.each(WAYS)("the step ends, whatever it has become, and nothing comes after it: %s", (way) => {
  const folder = temporaryFolder();
  mkdirSync(`${folder}/judge`);
  writeFileSync(`${folder}/judge/judge.mjs`, "");
  const { stdout, stderr } = spawnSync(trigger("terminate_job"), [COLLECTOR_PATH, `${folder}/judge`, way], {
    env: {},
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(stdout.replace(CALM, "").trim().split("\n")).toEqual(terminatedJob(way));
  expect(Number(CALM.exec(stdout)?.[1])).toBeLessThan(CALM_LIMIT_MS);
});
