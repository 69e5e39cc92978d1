import { eventToJson } from "../events/json.ts";
import { readLog, readOwn } from "../events/read-log.ts";
import { readChunks } from "./chunks.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { Output } from "./output.ts";

/** `events LOG`: prints an event log as JSON Lines; says on standard error where it is not whole. */
export async function printEvents(log: string): Promise<ExitCode> {
  const output = new Output(process.stdout);
  const own = await readOwn(readChunks(log));
  const summary = await readLog(
    output.paced(readChunks(log)),
    (event) => output.line(JSON.stringify(eventToJson(event))),
    { own },
  );
  await output.end();
  for (const fault of summary.coverage.faults) process.stderr.write(`${log}: ${fault}\n`);
  return summary.coverage.faults.length > 0 ? EXIT.tampered : EXIT.passed;
}
