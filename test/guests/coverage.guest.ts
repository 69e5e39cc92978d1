import { expect, inject, test } from "vitest";
import { EVENT_KIND_NAMES } from "../../src/events/schema.ts";
import { capture, trigger } from "./capture.ts";

test("all kinds are watched on the kernel that was asked for, and nothing is lost", async () => {
  const { events, summary } = await capture(trigger("domain"), []);
  const { start, trailer, coverage } = summary;
  expect(start.kernel.startsWith(`${inject("guest").series}.`)).toBe(true);
  expect(start.missingPrograms).toEqual([]);
  expect(coverage.hooks).toEqual(Object.fromEntries(EVENT_KIND_NAMES.map((kind) => [kind, "live"])));
  expect(coverage.faults).toEqual([]);
  expect(trailer?.reason).toBe("stop");
  expect(events.length).toBeGreaterThan(0);
  const counts = Object.entries(trailer?.counts ?? {}).filter(([kind]) => kind !== "process_snapshot");
  expect(counts).toHaveLength(11);
  for (const [kind, { seen, written, dropped }] of counts) {
    expect({ kind, sum: written, dropped }).toEqual({ kind, sum: seen, dropped: 0 });
  }
});
