import { expect, test } from "vitest";
import { onDayOf, parseMoment } from "../../src/cli/moment.ts";

const DAY = 86_400_000_000_000n;
const AT = 1_764_025_005_000_000_000n; // 2025-11-24T22:56:45Z

test.each([
  ["2025-11-24T22:56:45Z", AT, AT + 999_999_999n],
  ["2025-11-24T22:56:45.1Z", AT + 100_000_000n, AT + 199_999_999n],
  ["2025-11-24T22:56:45.123456789Z", AT + 123_456_789n, AT + 123_456_789n],
  ["2025-11-24 23:56:45+01:00", AT, AT + 999_999_999n],
  ["2025-11-24t22:56z", AT - 45_000_000_000n, AT + 14_999_999_999n],
])("%s is a time with what it leaves open", (text, firstNs, lastNs) => {
  expect(parseMoment(text)).toEqual({ firstNs, lastNs, isOfDay: false });
});

test.each(["22:56:45", "22:56:45Z"])("%s is of the day of another time", (text) => {
  const moment = parseMoment(text);
  expect(moment).toEqual({ firstNs: AT % DAY, lastNs: (AT % DAY) + 999_999_999n, isOfDay: true });
  expect(moment && onDayOf(moment, AT - 5_000_000_000n)).toEqual({
    firstNs: AT,
    lastNs: AT + 999_999_999n,
    isOfDay: false,
  });
});

test.each([
  "",
  "now",
  "24:00",
  "22:60",
  "22:56:45+01:00",
  "2025-11-24",
  "2025-02-30T00:00Z",
  "2025-13-01T00:00Z",
  "22:56:45.1234567890",
  " 22:56",
  "22:56\n",
])("%j is no time", (text) => {
  expect(parseMoment(text)).toBeUndefined();
});
