import { writeFileSync } from "node:fs";
import { expect, inject } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { type LogSummary, readLog } from "../../src/events/read-log.ts";
import { type KernelTable, tableText } from "../../src/kernel/table.ts";

import { ask } from "./guest.ts";

/** A collector with the table, beside the guest's own, which only records. The scope's process is none that acts. */
const SCRIPT = `
  folder=$1; shift; cd "$folder"; PATH=/guest/bin
  sh -c '{ printf "{}\\\\000%s\\\\000\\\\000report\\\\000" 1000000000; cat table; } | /guest/collector start $$ > start; "$@"; exit $?' sh "$@"
  directory=$(sed 's/.*"directory":"\\([^"]*\\)".*/\\1/' start)
  [ -d "$directory" ] || exit 1
  until grep -q '"reason":"scope-ended"' "$directory/events.log"; do sleep 0.1; done
  echo LOG; base64 "$directory/events.log"
  /guest/collector remove "$directory"
`;

/** Runs a program in the guest under a collector that has the table, with what the program said and the events of the log. */
export async function runRuled(
  folder: string,
  table: KernelTable,
  program: string,
  args: readonly string[],
): Promise<{ said: string; events: readonly Event[]; summary: LogSummary }> {
  writeFileSync(`${folder}/table`, tableText(table));
  const answer = await ask(
    inject("guest"),
    "/bin/sh",
    ["-c", SCRIPT, "sh", folder, program, ...args],
    [folder],
  );
  if (answer.get("status")?.toString("utf8").trim() !== "0") {
    throw new Error(`The collector with the table did not start in the guest: ${answer.get("output")}`);
  }
  const [said = "", log = ""] = String(answer.get("output")).split("LOG\n");
  const events: Event[] = [];
  const summary = await readLog([Buffer.from(log, "base64")], { onEvent: (event) => events.push(event) });
  // Nobody has asked for the end of the watch.
  expect(summary.coverage.faults).toEqual([{ code: "scope-ended" }]);
  return { said, events, summary };
}
