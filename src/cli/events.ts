import { eventToJson } from "../events/json.ts";
import { findOwn, readLog, TRAILER_ROOM } from "../events/read-log.ts";
import { readChunks, readEnd } from "./chunks.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { Output } from "./output.ts";

const STDOUT = 1;

/** `events LOG`: prints an event log as JSON Lines; says on standard error where it is not whole. */
export async function printEvents(log: string): Promise<ExitCode> {
  const output = new Output(STDOUT);
  const own = findOwn(await readEnd(log, TRAILER_ROOM));
  const { coverage } = await readLog(
    whileOpen(output, readChunks(log)),
    (event) => output.line(JSON.stringify(eventToJson(event))),
    { own },
  );
  output.flush();
  if (!output.isOpen) return EXIT.passed;
  for (const fault of coverage.faults) process.stderr.write(`${log}: ${fault}\n`);
  return coverage.faults.length > 0 ? EXIT.tampered : EXIT.passed;
}

async function* whileOpen(output: Output, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    if (!output.isOpen) return;
    yield chunk;
  }
}
