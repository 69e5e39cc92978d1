import { writeSync } from "node:fs";

/** Characters gathered before they are written: a write for each line would be most of the work. */
const CHUNK = 256 * 1024;
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
  #text = "";

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  line(text: string): void {
    this.text(`${text}\n`);
  }

  /** Any number of lines, with their ends. */
  text(text: string): void {
    this.#text += text;
    if (this.#text.length > CHUNK) this.flush();
  }

  flush(): void {
    let bytes = Buffer.from(this.#text);
    this.#text = "";
    while (this.isOpen && bytes.length > 0) bytes = bytes.subarray(this.#write(bytes));
  }

  /** The number of bytes that were taken. */
  #write(bytes: Buffer): number {
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
