import { writeFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { tableText } from "../../src/kernel/table.ts";
import { kernelActs } from "../native/kernel-acts.ts";
import { temporaryFolder, trigger } from "./capture.ts";
import { ask } from "./guest.ts";

/** A collector with the table, beside the guest's own, which only records. The scope's process is none that acts. */
const SCRIPT = `
  folder=$1; shift; cd "$folder"; PATH=/guest/bin
  sh -c '{ printf "{}\\\\000%s\\\\000\\\\000report\\\\000" 1000000000; cat table; } | /guest/collector start $$ > start; "$@"; exit $?' sh "$@"
  directory=$(sed 's/.*"directory":"\\([^"]*\\)".*/\\1/' start)
  until grep -q '"reason":"scope-ended"' "$directory/events.log"; do sleep 0.1; done
  /guest/collector remove "$directory"
`;

test("the kernel ends what its table says and nothing else on this kernel too", async () => {
  const folder = temporaryFolder();
  const program = trigger("kernel_rules");
  const { table, acts, said } = kernelActs(folder, program, "fixed");
  writeFileSync(`${folder}/table`, tableText(table));
  const answer = await ask(
    inject("guest"),
    "/bin/sh",
    ["-c", SCRIPT, "sh", folder, program, ...acts],
    [folder, program],
  );
  expect(String(answer.get("output"))).toBe(said);
  // Two collectors load all their programs, which takes an emulated processor minutes.
}, 480_000);
