/**
 * A map that forgets: of what was put into it, the last `kept` are there for certain, and never more than twice as many.
 * Two maps take turns, for to find the oldest of one is slow.
 */
export class Recent<K, V> {
  readonly #kept: number;
  #newer = new Map<K, V>();
  #older = new Map<K, V>();

  constructor(kept: number) {
    this.#kept = kept;
  }

  get(key: K): V | undefined {
    return this.#newer.get(key) ?? this.#older.get(key);
  }

  set(key: K, value: V): void {
    if (this.#newer.size >= this.#kept) {
      this.#older = this.#newer;
      this.#newer = new Map();
    }
    this.#newer.set(key, value);
  }
}
