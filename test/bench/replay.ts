import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unpackedAndSigned } from "../log/unpacked.ts";
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
  const plainPath = join(work, "million-unpacked.log");
  writeFileSync(plainPath, unpackedAndSigned(readFileSync(logPath)));
  const runs: Finished[] = [];
  const plainRuns: Finished[] = [];
  for (let round = 0; round < 5; round++) {
    runs.push(await replay([logPath]));
    plainRuns.push(await replay([plainPath]));
  }
  const ms = median(runs.map((run) => run.ms));
  const pairs = median(runs.map((run, round) => run.ms / (plainRuns[round]?.ms ?? Number.NaN)));
  console.log(
    `- replay of ${events} records through the baseline rules, whole process: ${((events / ms) * 1000).toFixed(0)} records/s, peak memory ${median(runs.map((run) => run.peakMiB)).toFixed(0)} MiB (medians of 5); ${pairs.toFixed(2)} × what the same log takes where nothing in it is packed (median of pairs)`,
  );
}
