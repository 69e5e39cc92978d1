import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { execute, type Finished, guarded, median, root, work } from "./measure.ts";

const EVENTS = 1_000_000;

/** Runs a whole `replay` with these arguments. */
export function replay(args: readonly string[]): Promise<Finished> {
  return execute(process.execPath, [join(root, "dist/cli/index.js"), "replay", ...args]);
}

/** What a replay of recorded events takes. `load` is the compiled load.c. */
export async function replays(load: string): Promise<void> {
  const files = join(work, "replay-files");
  const logPath = join(work, "million.log");
  mkdirSync(files);
  const { events } = await guarded(() => execute(load, [String(EVENTS)], { cwd: files }), logPath);
  const runs: Finished[] = [];
  for (let round = 0; round < 5; round++) runs.push(await replay([logPath]));
  const ms = median(runs.map((run) => run.ms));
  console.log(
    `- replay of ${events} records through the baseline rules, whole process: ${((events / ms) * 1000).toFixed(0)} records/s, peak memory ${median(runs.map((run) => run.peakMiB)).toFixed(0)} MiB (medians of 5)`,
  );
}
