import { eventToJson } from "../events/json.ts";
import { readLog } from "../events/read-log.ts";
import type { Coverage } from "../log/coverage.ts";
import { logFaultSentence } from "../report/log-fault.ts";
import { visible } from "../report/visible.ts";
import { ownOf } from "../watch/frozen.ts";
import { readChunks } from "./chunks.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { LineWriter } from "./line-writer.ts";

const STDOUT = 1;
const FAULT_LIMIT = 1000;

/** `events LOG`: prints an event log as JSON Lines; says on standard error where it is not whole. */
export async function printEvents(log: string): Promise<ExitCode> {
  const output = new LineWriter(STDOUT);
  const { coverage } = await readLog(whileOpen(output, readChunks(log)), {
    onEvent: (event) => output.line(JSON.stringify(eventToJson(event))),
    ownOf,
  });
  output.flush();
  if (!output.isOpen) return EXIT.passed;
  return tellFaults(log, coverage) ? EXIT.tampered : EXIT.passed;
}

/** Says on standard error why a log cannot be trusted; true where it cannot. */
export function tellFaults(log: string, { faults }: Coverage): boolean {
  for (const fault of faults) {
    process.stderr.write(`${log}: ${visible(logFaultSentence(fault), FAULT_LIMIT)}\n`);
  }
  return faults.length > 0;
}

async function* whileOpen(output: LineWriter, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    if (!output.isOpen) return;
    yield chunk;
  }
}
