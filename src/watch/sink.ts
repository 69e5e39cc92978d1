import type { ReportWarning } from "../report/report.ts";
import { reasonOf } from "./outputs.ts";

/** Takes the bytes of a log as they are read. Each may fail by itself. */
export interface Sink {
  begin(): Promise<void>;
  write(chunk: Uint8Array): Promise<void>;
  /** Called once, also where writing has failed: what came so far is kept. */
  end(): Promise<void>;
  /** Called instead of `end` where nothing came of the judging. */
  discard(): Promise<void>;
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

  /** Copies what the reader has left. */
  async rest(source: AsyncIterator<Uint8Array>): Promise<void> {
    while (this.#open.length > 0) {
      const next = await source.next();
      if (next.done) return;
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
