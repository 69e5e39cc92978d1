/**
 * A small runner, with the rules of GitHub's own where a job can see them: takes a Job as JSON on its standard input,
 * is the parent of what the job starts, as Runner.Worker is, and prints a JobResult.
 */
import { text } from "node:stream/consumers";
import type { Job } from "./job.ts";
import { JobRun } from "./job-run.ts";
import { planJob } from "./plan-job.ts";

const job = JSON.parse(await text(process.stdin)) as Job;
const run = new JobRun(job);
process.stdout.write(JSON.stringify(await run.run(planJob(run))));
