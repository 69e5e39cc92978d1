/**
 * Runs attacks in each of the ways in which the action can guard a job, and prints how many bytes left it for hosts that its
 * list does not have. With --honest it runs honest jobs in audit, and in block with the list that audit proposed, and prints
 * what became of them.
 * Usage, as root: npm run ways [-- REGEX] [--all] [--way NAME]… [--honest]
 */
import { parseArgs } from "node:util";
import { type PlacedJob, readJobs } from "./job.ts";
import { guard, missing } from "./record.ts";
import { AUDIT, blockWith, failingRules, type GuardedEnd, type Way, waysOf } from "./ways.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: "boolean", default: false },
    honest: { type: "boolean", default: false },
    way: { type: "string", multiple: true, default: [] },
  },
});
const pattern = new RegExp(positionals[0] ?? "");
const jobs = readJobs().filter(
  (job) =>
    (job.kind === "honest") === values.honest &&
    (pattern.test(job.id) || pattern.test(job.like)) &&
    (values.all || !job.isHeldOut) &&
    missing(job) === undefined,
);
if (values.honest) await tryHonest();
else await tryAttacks();

async function tryAttacks(): Promise<void> {
  const ways = waysOf(failingRules()).filter(
    ({ name }) => values.way.length === 0 || values.way.includes(name),
  );
  console.log("In each cell: the result, and how many bytes came to hosts that are not allowed:");
  console.log("in bodies of requests / all that was sent to web servers / questions for names.\n");
  printHead(ways);
  for (const job of jobs) {
    const cells: string[] = [];
    for (const way of ways) cells.push(await cellOf(job, way, takenCell));
    console.log(`| ${job.id} | ${cells.join(" | ")} |`);
  }
}

/** Whether block with the proposed list changes what became of a job is what one sees in the last column. */
async function tryHonest(): Promise<void> {
  console.log(
    "In each cell: the result, and what the steps ended with; then how long the proposed list is.\n",
  );
  console.log("| job | audit | block | entries | |");
  console.log("|---|---|---|---|---|");
  for (const job of jobs) {
    let proposed: readonly string[] = [];
    const audit = await cellOf(job, AUDIT, (end) => {
      proposed = end.proposed;
      return endCell(end);
    });
    const block = await cellOf(job, blockWith(proposed), endCell);
    console.log(
      `| ${job.id} | ${audit} | ${block} | ${proposed.length} | ${audit === block ? "" : "changed"} |`,
    );
  }
}

function printHead(ways: readonly Way[]): void {
  console.log(`| job | ${ways.map(({ name }) => name).join(" | ")} |`);
  console.log(`|---|${ways.map(() => "---").join("|")}|`);
}

async function cellOf(job: PlacedJob, way: Way, print: (end: GuardedEnd) => string): Promise<string> {
  return guard(job, way).then(print, (error: unknown) => `failed: ${String(error).slice(0, 300)}`);
}

function takenCell({ result, taken }: GuardedEnd): string {
  return taken === undefined ? result : `${result} ${taken.posted}/${taken.bytes}/${taken.asked}`;
}

function endCell({ result, codes }: GuardedEnd): string {
  return `${result} ${codes.join(" ")}`;
}
