/**
 * Runs attacks in each of the ways in which the action can guard a job, and prints how many bytes left it for hosts that its
 * list does not have.
 * Usage, as root: npm run ways [-- REGEX] [--all] [--way NAME]…
 */
import { parseArgs } from "node:util";
import { readJobs } from "./job.ts";
import { guard, missing } from "./record.ts";
import { failingRules, type GuardedEnd, waysOf } from "./ways.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: "boolean", default: false }, way: { type: "string", multiple: true, default: [] } },
});
const pattern = new RegExp(positionals[0] ?? "");
const jobs = readJobs().filter(
  (job) =>
    job.kind !== "honest" &&
    (pattern.test(job.id) || pattern.test(job.like)) &&
    (values.all || !job.isHeldOut) &&
    missing(job) === undefined,
);
const ways = waysOf(failingRules()).filter(
  ({ name }) => values.way.length === 0 || values.way.includes(name),
);

function cell({ result, taken }: GuardedEnd): string {
  return `${result} ${taken.posted}/${taken.bytes}/${taken.asked}`;
}

console.log("In each cell: the result, and how many bytes came to hosts that are not allowed:");
console.log("in bodies of requests / all that was sent to web servers / questions for names.\n");
console.log(`| job | ${ways.map(({ name }) => name).join(" | ")} |`);
console.log(`|---|${ways.map(() => "---").join("|")}|`);
for (const job of jobs) {
  const cells: string[] = [];
  for (const way of ways) {
    cells.push(
      await guard(job, way).then(cell, (error: unknown) => `failed: ${String(error).slice(0, 300)}`),
    );
  }
  console.log(`| ${job.id} | ${cells.join(" | ")} |`);
}
