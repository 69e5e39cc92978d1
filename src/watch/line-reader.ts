/** Makes lines of bytes as they come. What is behind the last end of a line waits for more. */
export class LineReader {
  readonly #limit: number;
  #pending = Buffer.alloc(0);

  /** A line that is longer than so many bytes is an error of whoever writes it. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds bytes; gives the lines that they complete, without their ends. Throws for one that is too long. */
  *push(chunk: Uint8Array): Generator<string> {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    for (;;) {
      const end = this.#pending.indexOf(0x0a);
      if ((end < 0 ? this.#pending.length : end) > this.#limit) {
        throw new Error(`A line is longer than ${this.#limit} bytes.`);
      }
      if (end < 0) return;
      const line = this.#pending.toString("utf8", 0, end);
      this.#pending = this.#pending.subarray(end + 1);
      yield line;
    }
  }

  /** What came behind the last line, and is none yet; it is taken. */
  rest(): Buffer {
    const rest = this.#pending;
    this.#pending = Buffer.alloc(0);
    return rest;
  }
}
