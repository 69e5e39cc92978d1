/** A set of small numbers, 32 in each word. */
export type Bits = Int32Array;

/** The numbers in one word. */
export const BITS = 32;

/** The words that a set of the numbers below `count` takes. */
export function wordsFor(count: number): number {
  return Math.ceil(count / BITS);
}

/** Puts a number into a set. */
export function putBit(bits: Bits, number: number): void {
  bits[number >>> 5] = (bits[number >>> 5] ?? 0) | (1 << (number & 31));
}

/** Puts all numbers of another set into a set that is as large. */
export function putAll(bits: Bits, others: Bits): void {
  for (let word = 0; word < bits.length; word++) bits[word] = (bits[word] ?? 0) | (others[word] ?? 0);
}

/** The position of the lowest bit of a word that has one. */
export function positionOf(word: number): number {
  return 31 - Math.clz32(word & -word);
}
