import { expect } from "vitest";
import { RECORD_KIND_NAMES } from "../../src/kinds/index.ts";
import type { Trailer } from "../../src/log/document.ts";

/** Expects of every kind of record that what was seen was written, or counted as dropped. */
export function expectAccounts(trailer: Trailer | undefined): void {
  const counts = Object.entries(trailer?.counts ?? {});
  expect(counts.map(([kind]) => kind).sort()).toEqual([...RECORD_KIND_NAMES].sort());
  expect(trailer?.has_counters).toBe(true);
  for (const [kind, { seen, written, dropped }] of counts) {
    expect({ kind, sum: written + dropped }).toEqual({ kind, sum: seen });
  }
}
