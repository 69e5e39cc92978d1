import { RecordMasker } from "../events/record-masker.ts";
import { type Block, BlockReader, renderBlock } from "../log/blocks.ts";
import { parseStart } from "../log/document.ts";
import { LOG_MAGIC } from "../log/format.ts";
import { canRead } from "../log/layouts.ts";
import type { Masker } from "../mask/masker.ts";
import { parseObject } from "../shape/json.ts";
import type { FileSink } from "./file-sink.ts";
import { reasonOf } from "./outputs.ts";
import type { Sink } from "./sink.ts";

/**
 * A copy of an event log without its secrets, as it comes: the same blocks and the same records, and what is in them tells
 * the same. Its start says that it is masked. What stands behind the first thing that cannot be read is left out, and
 * told of; where a record cannot be masked, there is no copy.
 */
export class MaskedLog implements Sink {
  readonly #file: FileSink;
  readonly #masker: Masker;
  readonly #blocks = new BlockReader();
  #records: RecordMasker | undefined;
  #sequence = 0;
  /** Bytes of the log so far. */
  #size = 0;
  /** Why there is none. */
  #failure: unknown;
  /** Why it ends where it does. */
  #breakOff: Error | undefined;

  constructor(file: FileSink, masker: Masker) {
    this.#file = file;
    this.#masker = masker;
  }

  async begin(): Promise<void> {
    await this.#file.begin();
    await this.#file.write(Buffer.from(LOG_MAGIC, "latin1"));
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#size += chunk.length;
    try {
      const written: Buffer[] = [];
      for (const block of this.#blocks.push(chunk)) this.#take(block, written);
      if (written.length > 0) await this.#file.write(Buffer.concat(written));
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }

  breakOff(reason: Error): void {
    this.#breakOff ??= reason;
  }

  async end(): Promise<void> {
    this.#blocks.end();
    if (this.#failure !== undefined || this.#records === undefined) {
      await this.discard();
      // What it was has been told where it happened.
      if (this.#failure === undefined) throw new Error("it has no start that can be read, so there is none");
      return;
    }
    await this.#file.end();
    const { fault } = this.#blocks;
    if (fault !== undefined && "place" in fault) {
      // Of what is too much to be copied nobody knows how much it is.
      const more = this.#breakOff === undefined ? "" : "more than ";
      const bytes = (this.#size - fault.place.offset).toLocaleString("en");
      throw new Error(
        `what stands at byte ${fault.place.offset} of it cannot be read (${fault.code}): from there on it is left out (${more}${bytes} bytes), for nobody can mask it`,
      );
    }
    if (this.#breakOff !== undefined) throw this.#breakOff;
  }

  discard(): Promise<void> {
    return this.#file.discard();
  }

  #take({ type, payload, place }: Block, written: Buffer[]): void {
    switch (type) {
      case "start":
        written.push(this.#render("start", this.#start(payload)));
        return;
      case "job":
      case "trailer":
        written.push(this.#render(type, payload));
        return;
      case "records":
        try {
          written.push(this.#render(type, this.#masked(payload)));
        } catch (cause) {
          throw new Error(`the block at byte ${place.offset} cannot be masked: ${reasonOf(cause)}`, {
            cause,
          });
        }
    }
  }

  #render(type: Block["type"], payload: Buffer): Buffer {
    return renderBlock(type, this.#sequence++, payload);
  }

  /** The start, which says from now on that the log is masked. */
  #start(payload: Buffer): Buffer {
    const text = payload.toString("utf8");
    const read = parseStart(text);
    if ("wrong" in read || !canRead(read.value.layouts)) throw new Error("its start cannot be read");
    this.#records ??= new RecordMasker(read.value.layouts, this.#masker);
    return Buffer.from(JSON.stringify({ ...parseObject(text), masked: true }));
  }

  /** The records of a block. With masks they can be more than what is packed; then they are not. */
  #masked(payload: Buffer): Buffer {
    if (this.#records === undefined) throw new Error("there is no start before it");
    return Buffer.concat(this.#records.block(payload));
  }
}
