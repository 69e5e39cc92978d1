/** What one entry takes beside its key's characters, roughly. */
const ENTRY_BYTES = 100;

/**
 * Numbers of strings, or of whatever has a key, within a budget in bytes: those that were not asked for the longest time
 * are forgotten, half of them at a time.
 */
export class Remembered<K extends string | number> {
  readonly #half: number;
  #new = new Map<K, number>();
  #old = new Map<K, number>();
  #size = 0;

  constructor(budget: number) {
    this.#half = budget / 2;
  }

  get(key: K): number | undefined {
    const known = this.#new.get(key);
    if (known !== undefined) return known;
    const older = this.#old.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: K, number: number): void {
    this.#size += ENTRY_BYTES + (typeof key === "string" ? 2 * key.length : 0);
    if (this.#size > this.#half) {
      this.#old = this.#new;
      this.#new = new Map();
      this.#size = 0;
    }
    this.#new.set(key, number);
  }
}
