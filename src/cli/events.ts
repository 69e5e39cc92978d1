import { eventToJson } from "../events/json.ts";
import { findOwn, readLog, TRAILER_ROOM } from "../events/read-log.ts";
import { readChunks, readEnd } from "./chunks.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { Output } from "./output.ts";

/** `events LOG`: prints an event log as JSON Lines; says on standard error where it is not whole. */
export async function printEvents(log: string): Promise<ExitCode> {
  const output = new Output(process.stdout);
  const own = findOwn(await readEnd(log, TRAILER_ROOM));
  const summary = await readLog(
    output.paced(readChunks(log)),
    (event) => output.line(JSON.stringify(eventToJson(event))),
    { own },
  );
  await output.end();
  for (const fault of summary.coverage.faults) process.stderr.write(`${log}: ${fault}\n`);
  return summary.coverage.faults.length > 0 ? EXIT.tampered : EXIT.passed;
}
