import { expect, test } from "vitest";
import { fit, fitted } from "../../src/report/fit.ts";

test("what counts least is left out first, whatever its place, and is named", () => {
  const parts = [
    { name: "a", rank: 2, render: () => "A".repeat(600) },
    { name: "b", rank: 1, render: () => "B".repeat(600) },
    { name: "c", rank: 0, render: () => "C".repeat(600) },
  ];
  expect(fit(parts, 10_000)).toBe("A".repeat(600) + "B".repeat(600) + "C".repeat(600));
  expect(fit(parts, 2300)).toBe(
    `${"B".repeat(600)}${"C".repeat(600)}Left out here for the size of a summary: a.\n\n`,
  );
  expect(fit(parts, 1700)).toBe(`${"C".repeat(600)}Left out here for the size of a summary: b, a.\n\n`);
});

test("a part that can be cut is told its room", () => {
  const rooms: number[] = [];
  const render = (room: number): string => {
    rooms.push(room);
    return "é".repeat(100);
  };
  fit(
    [
      { name: "a", rank: 0, render },
      { name: "b", rank: 1, render },
    ],
    5000,
  );
  expect(rooms).toEqual([4000, 3800]);
});

test("of some texts as many as have room are shown, and the others are counted", () => {
  const more = (count: number): string => `+${count}`;
  expect(fitted(["aa", "bb", "cc"], 100, more)).toEqual(["aa", "bb", "cc"]);
  expect(fitted(["aa", "bb", "cc"], 9, more)).toEqual(["aa", "bb", "+1"]);
  expect(fitted(["aa", "bb", "cc"], 1, more)).toEqual(["+3"]);
  expect(fitted([], 1, more)).toEqual([]);
});
