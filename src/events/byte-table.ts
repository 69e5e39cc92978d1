/** Slots at the start; their number is always a power of two. */
const FIRST_SLOTS = 1 << 10;
const FIRST_BYTES = 1 << 14;

/** Slots that are looked at for one key. A job that makes keys collide gets them forgotten, and no slow search. */
const MAX_PROBES = 16;

/** 2^32 divided by the golden ratio: multiplying by it spreads neighbouring values (Knuth, 6.4). */
const SPREAD = 0x9e3779b1;

/**
 * Remembers values by bytes, without making a string of them first: most of what a log holds are paths that it
 * held before. It may forget a value; so it only saves work, and what it does not know has to be found otherwise. It
 * grows as it is filled: who fills it clears it in time.
 */
export class ByteTable<T> {
  #hashes = new Int32Array(FIRST_SLOTS);
  #starts = new Int32Array(FIRST_SLOTS);
  #sizes = new Int32Array(FIRST_SLOTS);
  #values: (T | undefined)[] = new Array<T | undefined>(FIRST_SLOTS).fill(undefined);
  /** The bytes of all keys, one after the other. */
  #keys = new DataView(new ArrayBuffer(FIRST_BYTES));
  #keysEnd = 0;
  #count = 0;

  /** The value of the bytes from `start` to `end`, whose hash `hashOf` gives. */
  get(hash: number, bytes: DataView, start: number, end: number): T | undefined {
    const mask = this.#values.length - 1;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const slot = (hash + probe) & mask;
      const value = this.#values[slot];
      if (value === undefined) return undefined;
      if (
        this.#hashes[slot] === hash &&
        this.#sizes[slot] === end - start &&
        this.#isKey(slot, bytes, start, end)
      ) {
        return value;
      }
    }
    return undefined;
  }

  /** Remembers a value for bytes that have none. */
  set(hash: number, bytes: DataView, start: number, end: number, value: T): void {
    if (2 * this.#count >= this.#values.length) this.#grow();
    const size = end - start;
    const at = this.#keysEnd;
    if (!this.#put(hash, at, size, value)) return;
    this.#makeRoom(at + size);
    for (let index = 0; index < size; index++) this.#keys.setUint8(at + index, bytes.getUint8(start + index));
    this.#keysEnd = at + size;
  }

  /** Forgets all, and gives back the room for it. */
  clear(): void {
    this.#hashes = new Int32Array(FIRST_SLOTS);
    this.#starts = new Int32Array(FIRST_SLOTS);
    this.#sizes = new Int32Array(FIRST_SLOTS);
    this.#values = new Array<T | undefined>(FIRST_SLOTS).fill(undefined);
    this.#keys = new DataView(new ArrayBuffer(FIRST_BYTES));
    this.#keysEnd = 0;
    this.#count = 0;
  }

  #put(hash: number, start: number, size: number, value: T): boolean {
    const mask = this.#values.length - 1;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const slot = (hash + probe) & mask;
      if (this.#values[slot] !== undefined) continue;
      this.#hashes[slot] = hash;
      this.#starts[slot] = start;
      this.#sizes[slot] = size;
      this.#values[slot] = value;
      this.#count++;
      return true;
    }
    return false;
  }

  #isKey(slot: number, bytes: DataView, start: number, end: number): boolean {
    let key = this.#starts[slot] ?? 0;
    let at = start;
    for (; at + 4 <= end; at += 4, key += 4) {
      if (this.#keys.getInt32(key, true) !== bytes.getInt32(at, true)) return false;
    }
    for (; at < end; at++, key++) {
      if (this.#keys.getUint8(key) !== bytes.getUint8(at)) return false;
    }
    return true;
  }

  #grow(): void {
    const [hashes, starts, sizes, values] = [this.#hashes, this.#starts, this.#sizes, this.#values];
    const slots = 2 * values.length;
    this.#hashes = new Int32Array(slots);
    this.#starts = new Int32Array(slots);
    this.#sizes = new Int32Array(slots);
    this.#values = new Array<T | undefined>(slots).fill(undefined);
    this.#count = 0;
    for (const [slot, value] of values.entries()) {
      if (value !== undefined) this.#put(hashes[slot] ?? 0, starts[slot] ?? 0, sizes[slot] ?? 0, value);
    }
  }

  #makeRoom(size: number): void {
    const old = this.#keys;
    if (size <= old.byteLength) return;
    const bytes = new Uint8Array(Math.max(size, 2 * old.byteLength));
    bytes.set(new Uint8Array(old.buffer));
    this.#keys = new DataView(bytes.buffer);
  }
}

/** The hash by which a table finds the bytes from `start` to `end`. */
export function hashOf(bytes: DataView, start: number, end: number): number {
  let hash = end - start;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    hash = Math.imul(hash ^ bytes.getInt32(at, true), SPREAD);
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) hash = Math.imul(hash ^ bytes.getUint8(at), SPREAD);
  return hash ^ (hash >>> 13);
}
