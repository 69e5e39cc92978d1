import { expect, test } from "vitest";
import { Recent } from "../../src/events/recent.ts";

test("the last ones are there, and what came long before is forgotten", () => {
  const recent = new Recent<number, number>(10);
  for (let n = 0; n < 100; n++) {
    recent.set(n, n);
    for (let back = 0; back < Math.min(10, n); back++) expect(recent.get(n - back)).toBe(n - back);
    if (n >= 20) expect(recent.get(n - 20)).toBeUndefined();
  }
});
