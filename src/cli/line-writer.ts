import { writeSync } from "node:fs";

/** Bytes gathered before they are written: a write for each line would be most of the work. */
const CHUNK = 256 * 1024;
/** No string has more bytes in UTF-8 for a UTF-16 unit. */
const BYTES_PER_UNIT = 3;
/** How long to wait for a reader whose pipe is full, where the pipe does not block by itself. */
const RETRY_MS = 2;

/**
 * Writes lines to a descriptor, no faster than its reader takes them: a line is written before the next one is made,
 * so that however much there is to print, little of it is held in memory.
 */
export class LineWriter {
  /** False when the reader, such as `head`, has seen enough. */
  isOpen = true;
  readonly #descriptor: number;
  /** Strings become bytes at once: many that wait to be put together are most of what there is to collect. */
  readonly #bytes = Buffer.allocUnsafe(CHUNK);
  #size = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  line(text: string): void {
    this.text(`${text}\n`);
  }

  /** Any number of lines, with their ends. */
  text(text: string): void {
    const most = BYTES_PER_UNIT * text.length;
    if (this.#size + most > CHUNK) this.flush();
    if (most > CHUNK) this.#writeAll(Buffer.from(text));
    else this.#size += this.#bytes.write(text, this.#size);
  }

  bytes(bytes: Uint8Array): void {
    if (this.#size + bytes.length > CHUNK) this.flush();
    if (bytes.length > CHUNK) this.#writeAll(bytes);
    else {
      this.#bytes.set(bytes, this.#size);
      this.#size += bytes.length;
    }
  }

  flush(): void {
    this.#writeAll(this.#bytes.subarray(0, this.#size));
    this.#size = 0;
  }

  #writeAll(bytes: Uint8Array): void {
    let left = bytes;
    while (this.isOpen && left.length > 0) left = left.subarray(this.#write(left));
  }

  /** The number of bytes that were taken. */
  #write(bytes: Uint8Array): number {
    try {
      return writeSync(this.#descriptor, bytes);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EAGAIN") {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
        return 0;
      }
      if (code !== "EPIPE") throw error;
      this.isOpen = false;
      return 0;
    }
  }
}
