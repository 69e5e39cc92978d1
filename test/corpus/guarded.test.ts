import { expect, test } from "vitest";
import { requireDist } from "../dist.ts";
import { readJobs } from "./job.ts";
import { guard, missing } from "./record.ts";
import { AUDIT, blockWith, failingRules, waysOf } from "./ways.ts";

requireDist();
const ways = waysOf(failingRules());

/** Attacks that a rule tells before anything is sent, by the runner's memory and by what steals and posts. */
const JOBS = ["a1-memory-sweep", "a5-scanner-and-post"];

/** Far more than a job takes: it waits for a collector, beside all other tests. */
const LIMIT_MS = 180_000;

function guarded(id: string, way: string) {
  const job = readJobs().find((each) => each.id === id);
  const chosen = ways.find(({ name }) => name === way);
  if (job === undefined || chosen === undefined) throw new Error(`there is no ${id}, or no way ${way}`);
  expect(missing(job)).toBeUndefined();
  return guard(job, chosen);
}

test(
  "what an attack posts arrives where the job is only reported",
  async () => {
    const { result, taken } = await guarded("a5-scanner-and-post", "report");
    expect(result).toBe("detected");
    expect(taken?.posted).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

test.each(JOBS)(
  "%s sends nothing to hosts that the list does not have, where they are refused",
  async (id) => {
    const { result, taken } = await guarded(id, "block");
    expect({ result, taken }).toEqual({ result: "detected", taken: { bytes: 0, posted: 0, asked: 0 } });
  },
  LIMIT_MS,
);

test.each(JOBS)(
  "%s posts nothing where the rules end the job",
  async (id) => {
    const { result, taken } = await guarded(id, "terminate");
    expect({ result, posted: taken?.posted }).toEqual({ result: "terminated", posted: 0 });
  },
  LIMIT_MS,
);

test(
  "an honest job ends as in audit where it is kept to the list that audit has proposed",
  async () => {
    const job = readJobs().find(({ id }) => id === "setup-file-options");
    if (job === undefined) throw new Error("the honest job is gone");
    const audit = await guard(job, AUDIT);
    expect(audit).toMatchObject({ result: "passed", codes: [0], proposed: ["dist.example.com:80"] });
    expect(await guard(job, blockWith(audit.proposed))).toMatchObject({ result: "passed", codes: [0] });
    expect(await guard(job, blockWith(["elsewhere.example.com:80"]))).toMatchObject({
      result: "detected",
      // Of curl, which finds no host.
      codes: [6],
    });
  },
  LIMIT_MS,
);
