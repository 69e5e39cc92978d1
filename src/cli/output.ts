import { once } from "node:events";
import type { Writable } from "node:stream";

/** Characters gathered before they are written: a write for each line would be most of the work. */
const CHUNK = 256 * 1024;

/** Writes lines to a stream no faster than its reader takes them. */
export class Output {
  readonly #stream: Writable;
  #text = "";
  #isOpen = true;

  constructor(stream: Writable) {
    this.#stream = stream;
    // A reader such as `head` that has seen enough is no error.
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      this.#isOpen = false;
    });
  }

  line(text: string): void {
    this.#text += `${text}\n`;
  }

  /** Hands on the chunks of a source; between two of them writes what has come up, and waits where it must. */
  async *paced(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      yield chunk;
      if (this.#text.length > CHUNK) await this.#flush();
      if (!this.#isOpen) return;
    }
  }

  async end(): Promise<void> {
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const text = this.#text;
    this.#text = "";
    if (this.#isOpen && !this.#stream.write(text)) await once(this.#stream, "drain").catch(() => {});
  }
}
