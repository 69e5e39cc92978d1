import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadRules } from "../../src/rules/load.ts";
import { readRuleFiles } from "../../src/rules/source.ts";
import { requireDist } from "../dist.ts";
import { readJobs } from "./job.ts";
import { isAsExpected, judgeJob } from "./judged.ts";
import { missing, record } from "./record.ts";
import { jobLine } from "./tables.ts";

requireDist();
const baseline = readRuleFiles([fileURLToPath(new URL("../../rules", import.meta.url))], "baseline");
const rules = loadRules(baseline, {});
const jobs = readJobs().filter(({ ci }) => ci === true);

/** Far more than a job takes: it waits for a collector, beside all other tests. */
const LIMIT_MS = 180_000;

test.concurrent.each(jobs)(
  "$id: $like",
  async (job) => {
    // What a job needs, continuous integration has.
    expect(missing(job)).toBeUndefined();
    expect(await record(job)).toBeUndefined();
    const judged = await judgeJob(job, rules);
    const said = jobLine(judged);
    expect({ said, remark: judged.remark, isAsExpected: isAsExpected(judged) }).toEqual({
      said,
      remark: undefined,
      isAsExpected: true,
    });
  },
  LIMIT_MS,
);
