import { EventMasker } from "../events/event-masker.ts";
import { eventToJson } from "../events/json.ts";
import { readLog } from "../events/read-log.ts";
import type { Coverage } from "../log/coverage.ts";
import { Masker } from "../mask/masker.ts";
import { logFaultSentence } from "../report/log-fault.ts";
import { visible } from "../report/visible.ts";
import { ownOf } from "../watch/frozen.ts";
import { readChunks } from "./chunks.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { LineWriter } from "./line-writer.ts";

const STDOUT = 1;
const FAULT_LIMIT = 1000;

/**
 * `events LOG`: prints an event log as JSON Lines, without its secrets unless they are asked for; says on standard error
 * where it is not whole, or was masked before.
 */
export async function printEvents(
  log: string,
  { isUnmasked }: { readonly isUnmasked: boolean },
): Promise<ExitCode> {
  const output = new LineWriter(STDOUT);
  const masks = new EventMasker(new Masker());
  const { coverage, start } = await readLog(whileOpen(output, readChunks(log)), {
    onEvent: (event) => output.line(JSON.stringify(eventToJson(isUnmasked ? event : masks.event(event)))),
    ownOf,
  });
  output.flush();
  if (start.masked) process.stderr.write(`${log}: its secrets were masked before it was handed over\n`);
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
