import { expect, test } from "vitest";
import { belongsHeldOut, readJobs } from "./job.ts";

const jobs = readJobs();

test("a job lies where its id puts it, and not where its author wants it", () => {
  const wrong = jobs.filter(({ id, isHeldOut }) => belongsHeldOut(id) !== isHeldOut).map(({ id }) => id);
  expect(wrong).toEqual([]);
});

test("there are enough of each kind for a rate to mean something", () => {
  const count = (kind: string): number => jobs.filter((job) => job.kind === kind).length;
  expect(count("attack")).toBeGreaterThanOrEqual(40);
  expect(count("evasion")).toBeGreaterThanOrEqual(50);
  expect(count("honest")).toBeGreaterThanOrEqual(45);
});

test("continuous integration runs no job that needs a registry, and some of each kind", () => {
  const run = jobs.filter(({ ci }) => ci === true);
  expect(run.filter(({ registry }) => registry === true)).toEqual([]);
  expect(new Set(run.map(({ kind }) => kind))).toEqual(new Set(["attack", "evasion", "honest"]));
});

test("an attack that nobody is to detect says why", () => {
  const silent = jobs.filter(
    ({ kind, expect: wanted, why }) => kind !== "honest" && wanted !== "detect" && !why,
  );
  expect(silent.map(({ id }) => id)).toEqual([]);
});

test("an honest job is expected to be quiet", () => {
  expect(jobs.filter(({ kind, expect: wanted }) => kind === "honest" && wanted !== "quiet")).toEqual([]);
});
