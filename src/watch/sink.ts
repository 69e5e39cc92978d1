import { createHash } from "node:crypto";
import type { ReportWarning } from "../report/report.ts";
import { reasonOf } from "./outputs.ts";

/**
 * Bytes that are copied behind the place where a log cannot be read any further. They are evidence too; but a file that
 * somebody has put in its place can be larger than any disk.
 */
const REST_LIMIT = 64 * 1024 * 1024;

/** Takes the bytes of a log as they are read. Each may fail by itself. */
export interface Sink {
  begin(): Promise<void>;
  write(chunk: Uint8Array): Promise<void>;
  /** Called where the copy ends before the log does; `end` comes all the same. */
  breakOff(reason: Error): void;
  /** Called once, also where writing has failed: what came so far is kept. */
  end(): Promise<void>;
  /** Called instead of `end` where nothing came of the judging. */
  discard(): Promise<void>;
}

/** SHA-256 over the bytes of a log, as a copy of it has them. */
export class DigestSink implements Sink {
  readonly #hash = createHash("sha256");
  #isWhole = false;
  #hex: string | undefined;

  /** Undefined before the end, and where it broke off before that. */
  get hex(): string | undefined {
    return this.#hex;
  }

  async begin(): Promise<void> {
    this.#isWhole = true;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#hash.update(chunk);
  }

  breakOff(): void {
    this.#isWhole = false;
  }

  async end(): Promise<void> {
    if (this.#isWhole) this.#hex = this.#hash.digest("hex");
  }

  async discard(): Promise<void> {}
}

/** Hands the bytes of a log on, and a copy to each sink. A sink that fails gets no more, and is told of. */
export class Tee {
  readonly warnings: ReportWarning[] = [];
  readonly #sinks: readonly Sink[];
  #open: Sink[] = [];

  constructor(sinks: readonly Sink[]) {
    this.#sinks = sinks;
  }

  /** Gives the chunks on; their reader can leave before the last one, and the source stays open for `rest`. */
  async *pass(source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
    for (const sink of this.#sinks) {
      if (await this.#try(() => sink.begin(), "The event log could not be copied")) this.#open.push(sink);
    }
    for (let next = await source.next(); !next.done; next = await source.next()) {
      await this.#write(next.value);
      yield next.value;
    }
  }

  /** Copies what the reader has left, but for what is too much of it. */
  async rest(source: AsyncIterator<Uint8Array>): Promise<void> {
    for (let size = 0; this.#open.length > 0; ) {
      const next = await source.next();
      if (next.done) return;
      size += next.value.length;
      if (size > REST_LIMIT) return this.#breakOff();
      await this.#write(next.value);
    }
  }

  /** Completes all copies. */
  async end(): Promise<void> {
    for (const sink of this.#sinks)
      await this.#try(() => sink.end(), "The copy of the event log is not complete");
  }

  /** Removes all copies. */
  async discard(): Promise<void> {
    for (const sink of this.#sinks)
      await this.#try(() => sink.discard(), "The copy of the event log is left");
  }

  #breakOff(): void {
    const reason = new Error(`more than ${REST_LIMIT >> 20} MiB follow what cannot be read`);
    for (const sink of this.#open) sink.breakOff(reason);
    this.warnings.push({
      kind: "log_not_copied",
      message: `The copy of the event log ends early: ${reason.message}`,
    });
  }

  async #write(chunk: Uint8Array): Promise<void> {
    for (const sink of this.#open) {
      const isWritten = await this.#try(() => sink.write(chunk), "The copy of the event log breaks off");
      if (!isWritten) this.#open = this.#open.filter((other) => other !== sink);
    }
  }

  async #try(act: () => Promise<void>, what: string): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      this.warnings.push({ kind: "log_not_copied", message: `${what}: ${reasonOf(error)}` });
      return false;
    }
  }
}
