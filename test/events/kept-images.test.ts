import { expect, test } from "vitest";
import type { Process } from "../../src/events/event.ts";
import { KeptImages } from "../../src/events/kept-images.ts";

const text = (raw: string) => ({ raw, folded: raw });

function process(...imageNumbers: number[]): Process {
  const [own, ...above] = imageNumbers.map((imageNumber) => ({
    exec_path: text("/bin/sh"),
    argv: [],
    imageNumber,
  }));
  if (own === undefined) throw new Error("A process has an image.");
  return { ...own, pid: 7, ancestors: above.map((image) => ({ ...image, descendants: [] })) };
}

/** Of one image: what it takes by itself, and two bytes for each unit of its path. */
const ONE = 200 + 2 * "/bin/sh".length;

test("an image is taken by the first that has it, and freed by the last, whoever that is", () => {
  const images = new KeptImages();
  expect(images.hold(process(1, 2))).toBe(2 * ONE);
  expect([images.sizeOf(process(3, 2)), images.hold(process(3, 2))]).toEqual([ONE, ONE]);
  expect(images.release(process(1, 2))).toBe(ONE);
  expect(images.release(process(3, 2))).toBe(2 * ONE);
});

test("a process that has executed nothing has no image of its own: what is held is what is freed", () => {
  const images = new KeptImages();
  const forked = process(1, 1, 2, 2);
  expect([images.sizeOf(forked), images.hold(forked), images.release(forked)]).toEqual([
    2 * ONE,
    2 * ONE,
    2 * ONE,
  ]);
  expect(images.sizeOf(forked)).toBe(2 * ONE);
});
