/** A set of small numbers, 32 in each word. */
export type Bits = Int32Array;

/** The numbers in one word. */
export const BITS = 32;

/** A set of the numbers below `count` that `has` says. */
export function bitsOf(count: number, has: (number: number) => boolean): Bits {
  const bits = new Int32Array(Math.ceil(count / BITS));
  for (let number = 0; number < count; number++) {
    if (has(number)) bits[number >>> 5] = (bits[number >>> 5] ?? 0) | (1 << (number & 31));
  }
  return bits;
}

/** The position of the lowest bit of a word that has one. */
export function positionOf(word: number): number {
  return 31 - Math.clz32(word & -word);
}
