import { writeFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { CALM, terminatedJob, WAYS } from "../native/terminated-job.ts";
import { temporaryFolder, trigger } from "./capture.ts";
import { ask } from "./guest.ts";

test.each([
  ...WAYS.map((way) => [way, []] as const),
  // Into which the runner brings each step, and post.
  ["simple", ["container"]] as const,
])("a job goes no further on this kernel too, and nothing comes after it: %s %s", async (way, where) => {
  const folder = temporaryFolder();
  writeFileSync(`${folder}/judge.mjs`, "");
  const answer = await ask(
    inject("guest"),
    trigger("terminate_job"),
    [...where, "/guest/collector", folder, way],
    [folder],
  );
  expect(String(answer.get("output")).replace(CALM, "").trim().split("\n")).toEqual(terminatedJob(way));
});
