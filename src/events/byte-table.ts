/** Slots at the start; their number is always a power of two. */
const FIRST_SLOTS = 1 << 12;
const FIRST_BYTES = 1 << 18;

/** Bytes of all keys, and slots, past which all is forgotten: a job can name as many files as it likes. */
const BYTES_LIMIT = 8 * 1024 * 1024;
const SLOTS_LIMIT = 1 << 18;

/** Slots that are looked at for one key. A job that makes keys collide gets them forgotten, and no slow search. */
const MAX_PROBES = 16;

/** 2^32 divided by the golden ratio: multiplying by it spreads neighbouring values (Knuth, 6.4). */
const SPREAD = 0x9e3779b1;

/**
 * Remembers values by bytes, without making a string of them first: most of what a log holds are paths that it
 * held before. It may forget a value; so it only saves work, and what it does not know has to be found otherwise.
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

  /** The value of the bytes from `start` to `end`. */
  get(bytes: DataView, start: number, end: number): T | undefined {
    const hash = hashOf(bytes, start, end);
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
  set(bytes: DataView, start: number, end: number, value: T): void {
    const size = end - start;
    const isFull = 2 * this.#count >= this.#values.length;
    if (this.#keysEnd + size > BYTES_LIMIT || (isFull && this.#values.length >= SLOTS_LIMIT)) this.#forget();
    else if (isFull) this.#grow();
    const at = this.#keysEnd;
    if (!this.#put(hashOf(bytes, start, end), at, size, value)) return;
    this.#makeRoom(at + size);
    for (let index = 0; index < size; index++) this.#keys.setUint8(at + index, bytes.getUint8(start + index));
    this.#keysEnd = at + size;
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

  #forget(): void {
    this.#values.fill(undefined);
    this.#keysEnd = 0;
    this.#count = 0;
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

function hashOf(bytes: DataView, start: number, end: number): number {
  let hash = end - start;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    hash = Math.imul(hash ^ bytes.getInt32(at, true), SPREAD);
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) hash = Math.imul(hash ^ bytes.getUint8(at), SPREAD);
  return hash ^ (hash >>> 13);
}
