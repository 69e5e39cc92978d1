import { expect } from "vitest";
import type { Trailer } from "../../src/log/log-ends.ts";

/** Expects of every kind of record that what was seen was written, or counted as dropped. */
export function expectAccounts(trailer: Trailer | undefined): void {
  const counts = Object.entries(trailer?.counts ?? {}).filter(([kind]) => kind !== "process_snapshot");
  expect(counts).toHaveLength(12);
  for (const [kind, { seen, written, dropped }] of counts) {
    expect({ kind, sum: written + dropped }).toEqual({ kind, sum: seen });
  }
}
