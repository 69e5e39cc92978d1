import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { readLog } from "../../src/events/read-log.ts";
import { tableText } from "../../src/kernel/table.ts";
import {
  readCollectorLog,
  removeCollector,
  startCollector,
  stopCollector,
} from "../../src/watch/collector.ts";
import { processRoot } from "../../src/watch/scope.ts";
import { COLLECTOR_PATH, temporaryFolder, trigger } from "./capture.ts";
import { kernelActs } from "./kernel-acts.ts";

/** Does all acts under the rules of a seed; the kernel ends those that its table names, and each record is in the log. */
test.each(["fixed", 1, 2, 3, 4] as const)(
  "the kernel ends what its table says and nothing else, before anything came of it: %s",
  async (seed) => {
    const folder = temporaryFolder();
    const program = trigger("kernel_rules");
    const { rules, table, acts, said, killed } = kernelActs(folder, program, seed);
    const { collector } = await startCollector({
      root: processRoot(process.pid),
      job: "{}",
      table: tableText(table),
      collectorPath: COLLECTOR_PATH,
    });
    const { stdout, stderr } = spawnSync(program, acts, { encoding: "utf8", env: {} });
    await stopCollector(collector);
    const events: Event[] = [];
    const { coverage, start } = await readLog(readCollectorLog(collector), {
      onEvent: (event) => {
        if (event.tags.includes("killed_in_kernel")) events.push(event);
      },
    });
    await removeCollector(collector);
    expect(stderr).toBe("");
    expect(stdout).toBe(said);
    expect(coverage.faults).toEqual([]);
    // Where the kernel takes no programs that refuse, the log says so, and none of them is missed.
    const became = start.source === "fentry" ? "denied" : "killed";
    expect(start.missing_programs).toEqual([]);
    expect(coverage.kernelRules).toEqual({
      file_open: became,
      process_exec: became,
      network_connect: "denied",
    });
    // The judge finds a rule for each.
    expect(events).toHaveLength(killed);
    for (const event of events)
      expect(
        rules.some((rule) => rule.type === "event" && rule.eventKind === event.kind && rule.isTrue(event)),
      ).toBe(true);
    for (const { kind, tags } of events)
      expect(tags.includes("denied_in_kernel")).toBe(
        coverage.kernelRules?.[kind as "file_open"] === "denied",
      );
  },
);
