import { expect, test } from "vitest";
import { TextStore } from "../../src/events/text-store.ts";
import { decodeLatin1 } from "../../src/kinds/bytes.ts";
import { pathOfWalk } from "../../src/kinds/path.ts";
import { memoryInUse } from "../memory-in-use.ts";
import { random } from "../random.ts";

/** The path of a walk that has one character for each byte; it does not stand at the start of its buffer. */
function pathOf(texts: TextStore, walk: string) {
  const bytes = Buffer.from(`--${walk}--`, "latin1");
  return texts.pathOfWalk(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 2, bytes.length - 2);
}

test("one string has one Text, which keeps what it was", () => {
  const texts = new TextStore();
  const text = texts.intern("/Tmp/\udcff");
  expect(text).toMatchObject({ raw: "/Tmp/\udcff", folded: "/tmp/\ufffd" });
  expect(texts.intern("/Tmp/\udcff")).toBe(text);
  expect(texts.intern("/tmp/\ufffd").number).not.toBe(text.number);
});

test("no two strings have one number, in whatever stores they are", () => {
  const [one, other] = [new TextStore(), new TextStore()];
  const numbers = ["/a", "/b", "/a"].flatMap((raw) => [one.intern(raw).number, other.intern(raw).number]);
  expect(new Set(numbers).size).toBe(4);
});

test("a walk is the path that its names make, whatever bytes they are of", () => {
  const { below, pick } = random(3);
  const byte = (): string => String.fromCharCode(pick([0, 65, 97, 47, 195, 164, 255, below(256)]));
  const walks = [
    "",
    "\0",
    "\0\0",
    "a\0\0",
    "b\0a\0",
    "cut",
    "Npm\0\xc3\xa4\0",
    `${"x".repeat(700)}\0y\0`,
  ].concat(
    Array.from({ length: 2000 }, () => Array.from({ length: below(20) }, byte).join("")),
    Array.from({ length: 20 }, () => Array.from({ length: 500 + below(30) }, byte).join("")),
  );
  const texts = new TextStore();
  for (const walk of walks) {
    const raw = pathOfWalk(decodeLatin1(walk), false);
    // Told for the first time, taken in, and remembered.
    const told = [pathOf(texts, walk), pathOf(texts, walk), pathOf(texts, walk)];
    expect(told.map((text) => text.raw)).toEqual([raw, raw, raw]);
    expect(told.map((text) => text.folded)).toEqual(Array(3).fill(texts.intern(raw).folded));
  }
});

test("a walk that comes once is not remembered, and one that comes again is", () => {
  const texts = new TextStore();
  expect(pathOf(texts, "a\0").number).toBeUndefined();
  const second = pathOf(texts, "a\0");
  expect(second.number).toBeDefined();
  expect(pathOf(texts, "a\0")).toBe(second);
});

test("a store that a job fills forgets the oldest, and gives what comes again another number", () => {
  const texts = new TextStore(100_000);
  const first = texts.intern("first");
  pathOf(texts, "walk\0");
  const walk = pathOf(texts, "walk\0");
  const asked = texts.intern("asked for all the time");
  for (let number = 0; number < 1000; number++) {
    texts.intern(`${number} ${"x".repeat(100)}`);
    expect(texts.intern("asked for all the time")).toBe(asked);
  }
  const again = texts.intern("first");
  expect(again).toEqual({ ...first, number: again.number });
  expect(again.number).toBeGreaterThan(first.number ?? Number.NaN);
  expect(pathOf(texts, "walk\0").number).not.toBe(walk.number);
});

test("texts that a job makes up take no more memory than the budget", () => {
  const budget = 4_000_000;
  const texts = new TextStore(budget);
  const rounds = (): void => {
    for (let number = 0; number < 40_000; number++) {
      texts.intern(`/string/${number}/${"x".repeat(number % 300)}`);
      // An argument of a long command line must not hold on to all of it.
      texts.intern(`${number}-argument ${"y".repeat(4000)}`.slice(0, 15));
      pathOf(texts, `${number}\0walk\0`);
      pathOf(texts, `${number}\0walk\0`);
    }
  };
  const before = memoryInUse();
  rounds();
  expect(memoryInUse() - before).toBeLessThan(1.2 * budget);
});
