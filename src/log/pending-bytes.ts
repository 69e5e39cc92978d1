const FIRST_ROOM = 16 * 1024;
/** Room that is not given back when nothing is in it: most blocks are smaller. */
const KEPT_ROOM = 512 * 1024;

/**
 * Bytes that are used again and again: what is copied here lives long, and where the bytes came from need not. Buffers
 * that outlive two collections of young objects are V8's old ones, of which it lets tens of MB pile up.
 */
export class Room {
  #bytes = Buffer.allocUnsafeSlow(FIRST_ROOM);

  /** Copies bytes to a place in it, and gives all up to their end. */
  put(bytes: Buffer, at = 0): Buffer {
    const end = at + bytes.length;
    if (end > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(end, 2 * this.#bytes.length));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    bytes.copy(this.#bytes, at);
    return this.#bytes.subarray(0, end);
  }

  /** Nothing in it is needed any more. */
  clear(): void {
    if (this.#bytes.length > KEPT_ROOM) this.#bytes = Buffer.allocUnsafeSlow(FIRST_ROOM);
  }
}

/** Bytes that came in pieces, and are taken from the front. It keeps no piece: they may be used again. */
export class PendingBytes {
  readonly #room = new Room();
  /** What is still to be taken: in the room, or, from `add` to `keep`, in the last piece. */
  #bytes: Buffer = Buffer.alloc(0);

  get length(): number {
    return this.#bytes.length;
  }

  /** Adds a piece, which must stay as it is until `keep`. */
  add(piece: Buffer): void {
    // What is left stands at the start of the room: `keep` has put it there.
    this.#bytes = this.#bytes.length === 0 ? piece : this.#room.put(piece, this.#bytes.length);
  }

  /** The next bytes, valid until `keep`; undefined while there are fewer. */
  peek(size: number): Buffer | undefined {
    return size <= this.#bytes.length ? this.#bytes.subarray(0, size) : undefined;
  }

  /** Takes bytes from the front. */
  consume(size: number): void {
    this.#bytes = this.#bytes.subarray(size);
  }

  /** Keeps what is left, and nothing of the last piece. */
  keep(): void {
    if (this.#bytes.length > 0) {
      this.#bytes = this.#room.put(this.#bytes);
    } else {
      this.clear();
    }
  }

  /** Forgets all. */
  clear(): void {
    this.#bytes = Buffer.alloc(0);
    this.#room.clear();
  }
}
