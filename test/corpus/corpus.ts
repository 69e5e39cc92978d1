/**
 * Runs attacks and honest jobs under the watch, and prints what the rules say of each.
 * Usage, as root: npm run corpus [-- REGEX] [--replay] [--rules PATH]… [--no-baseline] [--held-out | --all] [--ci] [--rates] [--table]
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadRules } from "../../src/rules/load.ts";
import { readBaseline, readRuleFiles } from "../../src/rules/source.ts";
import { readJobs } from "./job.ts";
import { isAsExpected, type Judged, judgeJob } from "./judged.ts";
import { logOf, missing, record } from "./record.ts";
import { jobLine, rates, readmeTable } from "./tables.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    replay: { type: "boolean", default: false },
    rules: { type: "string", multiple: true, default: [] },
    "no-baseline": { type: "boolean", default: false },
    "held-out": { type: "boolean", default: false },
    all: { type: "boolean", default: false },
    ci: { type: "boolean", default: false },
    rates: { type: "boolean", default: false },
    table: { type: "boolean", default: false },
  },
});
const pattern = new RegExp(positionals[0] ?? "");
const isAll = values.all || values.table;
const jobs = readJobs().filter(
  (job) =>
    (pattern.test(job.id) || pattern.test(job.like)) &&
    (isAll || job.isHeldOut === values["held-out"]) &&
    (!values.ci || job.ci === true),
);
const baseline = values["no-baseline"]
  ? []
  : readBaseline(new URL("../../dist/cli/index.js", import.meta.url).href);
const loaded = loadRules([...baseline, ...readRuleFiles(values.rules, "project")], {});
const all: Judged[] = [];
/** As many at a time: each waits for a collector that starts. */
const AT_ONCE = 2;
const waiting = [...jobs];
await Promise.all(Array.from({ length: values.replay || values.table ? 1 : AT_ONCE }, next));

async function next(): Promise<void> {
  for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
    const lacks = missing(job);
    let unjudged = lacks === undefined ? undefined : `${lacks} is not here`;
    if (unjudged === undefined && !values.replay && !values.table) unjudged = await record(job);
    // A part of a job is no job.
    if (unjudged !== undefined) rmSync(logOf(job), { force: true });
    const judged =
      unjudged === undefined ? await judgeJob(job, loaded) : { job, unjudged, rules: [], events: 0 };
    all.push(judged);
    if (!values.rates && !values.table) process.stdout.write(`${jobLine(judged)}\n`);
  }
}

if (values.table) writeTable(readmeTable(all));
else process.stdout.write(`\n${rates(all)}\n`);
const isWrong = all.some((judged) => judged.unjudged !== undefined || !isAsExpected(judged));
process.exitCode = isWrong ? 1 : 0;

/** Puts the table between its markers in rules/README.md. */
function writeTable(text: string): void {
  const path = new URL("../../rules/README.md", import.meta.url);
  const [before, , after] = readFileSync(path, "utf8").split(/<!-- \/?corpus -->/);
  if (before === undefined || after === undefined) throw new Error("rules/README.md has no corpus markers");
  writeFileSync(path, `${before}<!-- corpus -->\n${text.trim()}\n<!-- /corpus -->${after}`);
}
