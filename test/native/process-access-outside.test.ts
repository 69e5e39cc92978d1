import { spawnSync } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import type { Event, Process } from "../../src/events/event.ts";
import { capture, TEST_PROCESS, trigger } from "./capture.ts";

const program = trigger("process_access");

function targets(events: readonly Event[]): Process[] {
  return events.flatMap(({ kind, payload }) => (kind === "process_access" ? [payload.target] : []));
}

test("of the runner's processes it is told that they are, with those above them", async () => {
  const { events } = await capture(program, ["pid", String(process.pid)]);
  const [target, again] = targets(events);
  for (const each of [target, again]) expect(each).toMatchObject({ pid: process.pid, is_runner: true });
  expect(target?.exec_path.raw).toBe(TEST_PROCESS);
  expect(target?.ancestors.length).toBeGreaterThan(0);
});

test("of a process that is none of the job's its program is told", async () => {
  // It outlives the shell, and so comes below another process.
  const { stdout } = spawnSync("/bin/sh", ["-c", "sleep 60 >/dev/null 2>&1 & echo $!"], { encoding: "utf8" });
  const pid = Number(stdout);
  onTestFinished(() => {
    process.kill(pid);
  });
  const { events } = await capture(program, ["pid", String(pid)]);
  const [target, again] = targets(events);
  expect([target?.pid, again?.pid]).toEqual([pid, pid]);
  expect(target?.exec_path.raw).toMatch(/\/(sleep|busybox)$/);
  expect(target?.file_path?.raw).toBe(target?.exec_path.raw);
});
