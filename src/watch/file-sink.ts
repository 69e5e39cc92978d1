import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Sink } from "./sink.ts";

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
