import { expect, test } from "vitest";
import { BoundedMap, ownBytes } from "../../src/events/bounded-map.ts";

const VALUE_SIZE = 1000;

test("what came first is forgotten first, and what was put in again came last", () => {
  const map = new BoundedMap<string, number>(20_000, () => VALUE_SIZE);
  for (let number = 0; number < 15; number++) expect(map.set(`${number}`, number)).toBe(false);
  map.set("0", 100);
  const forgot = Array.from({ length: 15 }, (_, number) => map.set(`new ${number}`, number));
  expect(forgot.includes(true)).toBe(true);
  expect([map.get("1"), map.get("new 14")]).toEqual([undefined, 14]);
  expect(map.has("14") || !map.has("0")).toBe(true);
});

test("sizes are those of what is there: an entry that is taken out or replaced counts no more", () => {
  const map = new BoundedMap<string, number>(20_000, (_, size) => size);
  map.set("first", 100);
  for (let count = 0; count < 1000; count++) {
    expect(map.set("same", 10_000)).toBe(false);
    expect(map.set("gone", 9_000)).toBe(false);
    map.delete("gone");
    map.delete("never there");
  }
  expect(map.get("first")).toBe(100);
});

test("an entry that is larger than the budget is there until the next comes", () => {
  const map = new BoundedMap<string, number>(20_000, (_, size) => size);
  map.set("small", 1);
  expect(map.set("large", 30_000)).toBe(true);
  expect([map.get("small"), map.get("large")]).toEqual([undefined, 30_000]);
  map.set("next", 1);
  expect([map.get("large"), map.get("next")]).toEqual([undefined, 1]);
});

test("bytes of their own do not hold on to those around them", () => {
  const around = Buffer.from("abcdef");
  const own = ownBytes(around.subarray(2, 4));
  expect([String(own), own.buffer.byteLength]).toEqual(["cd", 2]);
  around.fill("x");
  expect(String(own)).toBe("cd");
});
