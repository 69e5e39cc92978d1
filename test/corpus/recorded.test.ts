import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadRules } from "../../src/rules/load.ts";
import { readRuleFiles } from "../../src/rules/source.ts";
import { requireDist } from "../dist.ts";
import { readJobs } from "./job.ts";
import { judgeJob, outcomeOf } from "./judged.ts";
import { missing, record } from "./record.ts";

requireDist();
const baseline = readRuleFiles([fileURLToPath(new URL("../../rules", import.meta.url))], "baseline");
const rules = loadRules(baseline, {});
const jobs = readJobs().filter(({ ci }) => ci === true);

test.concurrent.each(jobs)("$id: $like", async (job) => {
  // What a job needs, continuous integration has.
  expect(missing(job)).toBeUndefined();
  expect(await record(job)).toBeUndefined();
  const judged = await judgeJob(job, rules);
  expect(judged.remark).toBeUndefined();
  expect({ outcome: outcomeOf(judged), rules: judged.rules.map(({ id }) => id) }).toMatchObject({
    outcome: job.expect === "quiet" ? expect.not.stringMatching("detect") : job.expect,
  });
});
