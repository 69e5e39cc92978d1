import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
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

/**
 * A new file, for its owner only. It has its name when it is complete, or as complete as it gets: nothing is written
 * through a file or link that somebody has put there.
 */
export class FileSink implements Sink {
  readonly path: string;
  /** True when the file has its name; it is whole where there is no failure. */
  isThere = false;
  /** Why it is not there or not whole: the first error. */
  failure: unknown;
  #file: FileHandle | undefined;

  constructor(path: string) {
    this.path = path;
  }

  begin(): Promise<void> {
    return this.#noting(async () => {
      await rm(this.#part, { force: true });
      this.#file = await open(this.#part, "wx", 0o600);
    });
  }

  write(chunk: Uint8Array): Promise<void> {
    return this.#noting(async () => this.#file?.appendFile(chunk));
  }

  end(): Promise<void> {
    return this.#noting(async () => {
      if (this.#file === undefined) return;
      await this.#file.close();
      await rename(this.#part, this.path);
      this.isThere = true;
    });
  }

  /** Removes what was written so far. */
  async discard(): Promise<void> {
    await this.#file?.close().catch(() => {});
    await rm(this.#part, { force: true });
  }

  async #noting(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.failure ??= error;
      throw error;
    }
  }

  get #part(): string {
    return `${this.path}.part`;
  }
}

/** Writes a new file as FileSink does; one that cannot be written whole is not there. */
export async function writeFileWhole(path: string, text: string): Promise<void> {
  const file = new FileSink(path);
  try {
    await file.begin();
    await file.write(Buffer.from(text));
    await file.end();
  } catch (error) {
    await file.discard().catch(() => {});
    throw error;
  }
}

/**
 * Makes a folder and those above it that are missing. Not by Node's own `recursive`: below /proc, where nothing can be
 * made though the folder above is there, that tries for ever.
 */
export async function makeFolders(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    const parent = dirname(path);
    if (code !== "ENOENT" || parent === path) throw error;
    await makeFolders(parent);
    await mkdir(path);
  }
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
