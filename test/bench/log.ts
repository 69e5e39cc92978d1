import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { execute, guarded, work } from "./measure.ts";
import { unpacked } from "./unpacked.ts";

const RATE = 20_000;
/** What is promised, for five minutes. */
const PROMISED_SECONDS = 300;
const PROMISED_MB = 70;
const PROMISED_SHARE = 2.5;

/**
 * What a log takes, and what it takes to write it, at 20,000 opens a second for so many seconds. `pace` is the compiled
 * pace.c.
 */
export async function logSize(pace: string, seconds: number): Promise<void> {
  const files = join(work, "paced-files");
  const path = join(work, "paced.log");
  mkdirSync(files);
  let cpuMs = 0;
  let ms = 0;
  const { events, dropped } = await guarded(async (collector) => {
    const before = cpuMsOf(collector);
    ({ ms } = await execute(pace, [String(RATE), String(seconds)], { cwd: files }));
    cpuMs = cpuMsOf(collector) - before;
  }, path);
  const { size } = statSync(path);
  const plain = unpacked(readFileSync(path));
  const scaled = ((size / 1e6) * PROMISED_SECONDS) / seconds;
  const share = ((cpuMs / ms) * 100).toFixed(2);
  console.log(
    `- log of ${events} events in ${(ms / 1000).toFixed(1)} s (${((events / ms) * 1000).toFixed(0)} a second): ${(size / 1e6).toFixed(1)} MB, ${scaled.toFixed(1)} MB for ${PROMISED_SECONDS} s (at most ${PROMISED_MB}), ${(size / events).toFixed(1)} bytes an event, ${(plain.length / size).toFixed(1)} times smaller than unpacked; ${dropped} dropped; the collector took ${share} % of a core (at most ${PROMISED_SHARE})`,
  );
}

/** CPU time of a process with all its threads (proc(5), /proc/PID/schedstat has nanoseconds). */
function cpuMsOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, "latin1").split(" ")[0]) / 1e6;
}
