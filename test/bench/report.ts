import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { GeneratedLog } from "./generated-log.ts";
import { type Finished, JOB, median, work } from "./measure.ts";
import { replay } from "./replay.ts";

const EVENTS = 300_000;
const ROUNDS = 5;

/** What it takes to make the files of a report beside a replay that makes none, the log's copy included. */
export async function report(): Promise<void> {
  const path = join(work, "report.log");
  const events = GeneratedLog.write(path, { events: EVENTS, seed: 1, job: JOB });
  const out = join(work, "report");
  const pairs: { readonly without: Finished; readonly with: Finished }[] = [];
  // The first of each is not counted: it reads the files from the disk.
  for (let round = -1; round < ROUNDS; round++) {
    const pair = { without: await replay([path]), with: await replay(["--out", out, path]) };
    if (round >= 0) pairs.push(pair);
  }
  const difference = (name: keyof Finished): number =>
    median(pairs.map((pair) => pair.with[name] - pair.without[name]));
  const of = (name: "without" | "with"): string =>
    (median(pairs.map((pair) => pair[name].ms)) / 1000).toFixed(2);
  const size = statSync(join(out, "report.html")).size / 2 ** 20;
  console.log(
    `- the files of a report of ${events} events: ${(difference("ms") / 1000).toFixed(2)} s and ${(difference("cpuMs") / 1000).toFixed(2)} s of CPU time beside a replay without them (medians of ${ROUNDS} pairs; a replay takes ${of("without")} s, with them ${of("with")} s); report.html has ${size.toFixed(1)} MiB`,
  );
  rmSync(out, { recursive: true });
  rmSync(path);
}
