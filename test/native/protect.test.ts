import { expect, onTestFinished, test } from "vitest";
import { readLog } from "../../src/events/read-log.ts";
import {
  readCollectorLog,
  removeCollector,
  startCollector,
  stopCollector,
} from "../../src/watch/collector.ts";
import { processRoot } from "../../src/watch/scope.ts";
import { COLLECTOR_PATH, run, trigger } from "./capture.ts";

async function watched(protect: "on" | "report", act: (pid: number, folder: string) => Promise<unknown>) {
  const { collector, start } = await startCollector({
    root: processRoot(process.pid),
    job: "{}",
    collectorPath: COLLECTOR_PATH,
    protect,
  });
  onTestFinished(() => removeCollector(collector).catch(() => {}));
  await act(collector.pid, collector.directory);
  await stopCollector(collector);
  const acts: string[] = [];
  const summary = await readLog(readCollectorLog(collector), {
    onEvent: ({ kind, payload }) => {
      if (kind === "guard_tamper") acts.push(`${payload.act.raw}${payload.is_denied ? " (refused)" : ""}`);
    },
  });
  await removeCollector(collector);
  expect(summary.coverage.faults).toEqual([]);
  return { start, acts };
}

test("where the kernel takes no program that refuses, the log says so, and attempts are told as they are without", async () => {
  const change = (pid: number, folder: string) =>
    run(trigger("guard_tamper"), ["change", String(pid), folder]);
  const asked = await watched("on", async () => {});
  // What refuses can be attached where the fentry source can; guests try that out.
  expect(asked.start.protection).toBe(asked.start.source === "fentry" ? "on" : "unsupported");
  expect(asked.start.missing_programs).toEqual([]);
  expect(asked.acts).toEqual([]);
  if (asked.start.source === "fentry") return;
  const [on, report] = [await watched("on", change), await watched("report", change)];
  expect(report.start.protection).toBe("report");
  expect(on.acts.length).toBeGreaterThan(15);
  expect(on.acts).toEqual(report.acts);
  expect(on.acts.filter((act) => act.endsWith("(refused)"))).toEqual([]);
});
