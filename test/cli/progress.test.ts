import { expect, test } from "vitest";
import { Progress } from "../../src/cli/progress.ts";

const MIB = 2 ** 20;

test("a second must pass before a line tells how far it is, and then a fifth for each other", () => {
  const progress = new Progress(200 * MIB, 5000);
  expect(progress.add(MIB, 5999)).toBe("");
  expect(progress.add(MIB, 6000)).toBe("\r\x1b[KRead 2 of 200 MiB (1 %)");
  expect(progress.add(97 * MIB, 6199)).toBe("");
  expect(progress.add(MIB, 6200)).toBe("\r\x1b[KRead 100 of 200 MiB (50 %)");
  expect(progress.end()).toBe("\r\x1b[K");
});

test("of a file that was read at once nothing is told, and of one that grew no more than all", () => {
  expect(new Progress(10, 0).end()).toBe("");
  expect(new Progress(0, 0).add(MIB, 2000)).toBe("\r\x1b[KRead 1 of 0 MiB (100 %)");
});
