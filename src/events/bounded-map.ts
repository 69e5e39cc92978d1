/** A map that holds as much as its budget has room for. What came first is forgotten first. */
export class BoundedMap<K, V> {
  readonly #budget: number;
  readonly #sizeOf: (key: K, value: V) => number;
  readonly #onForgotten: (value: V) => void;
  readonly #entries = new Map<K, { readonly value: V; readonly size: number }>();
  #size = 0;

  /** `budget` is in bytes, and `sizeOf` says how many an entry takes. `onForgotten` hears of each that had to go. */
  constructor(
    budget: number,
    sizeOf: (key: K, value: V) => number,
    onForgotten: (value: V) => void = () => {},
  ) {
    this.#budget = budget;
    this.#sizeOf = sizeOf;
    this.#onForgotten = onForgotten;
  }

  get(key: K): V | undefined {
    return this.#entries.get(key)?.value;
  }

  has(key: K): boolean {
    return this.#entries.has(key);
  }

  /** Puts a value in the place of the newest; true where others had to be forgotten for it. */
  set(key: K, value: V): boolean {
    this.delete(key);
    const size = ENTRY_SIZE + this.#sizeOf(key, value);
    this.#entries.set(key, { value, size });
    this.#size += size;
    if (this.#size <= this.#budget) return false;
    this.#forget();
    return true;
  }

  delete(key: K): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#size -= entry.size;
    this.#entries.delete(key);
  }

  /** Makes room for many more: to find the oldest of a Map takes the longer, the more before it were deleted. */
  #forget(): void {
    const wanted = this.#budget * (1 - FORGOTTEN_AT_ONCE);
    for (const [key, { value }] of this.#entries) {
      if (this.#size <= wanted || this.#entries.size === 1) return;
      this.delete(key);
      this.#onForgotten(value);
    }
  }
}

/** What an entry takes besides what is in it: its place in the Map, and the object that has its size. */
const ENTRY_SIZE = 96;

/** The part of the budget that is freed when it is used up. */
const FORGOTTEN_AT_ONCE = 1 / 8;

/** The same bytes with memory of their own: what is a part of a larger buffer holds on to all of it. */
export function ownBytes(bytes: Buffer): Buffer {
  const own = Buffer.alloc(bytes.length);
  bytes.copy(own);
  return own;
}
