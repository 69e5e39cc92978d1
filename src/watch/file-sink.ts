import { randomBytes } from "node:crypto";
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
  /** True when all was written, also where something else then kept the file from having its name. */
  isWhole = false;
  /** Why it is not there or not whole: the first error. */
  failure: unknown;
  readonly #shown: string;
  /** Until it is complete. No name that somebody could have expected, and taken. */
  readonly #part: string;
  #file: FileHandle | undefined;

  /** `shown` is the path as errors tell it, where that is another. */
  constructor(path: string, shown = path) {
    this.path = path;
    this.#shown = shown;
    this.#part = `${path}.${randomBytes(8).toString("hex")}.part`;
  }

  /** Where it stays that is whole and cannot have its name. */
  get keptAs(): string | undefined {
    return this.isWhole && !this.isThere ? this.#part.replace(this.path, this.#shown) : undefined;
  }

  begin(): Promise<void> {
    return this.#noting(async () => {
      // Neither an existing file nor a link is opened (O_EXCL).
      this.#file = await open(this.#part, "wx", 0o600);
    });
  }

  write(chunk: Uint8Array): Promise<void> {
    return this.#noting(async () => this.#file?.appendFile(chunk));
  }

  breakOff(reason: Error): void {
    this.failure ??= reason;
  }

  end(): Promise<void> {
    return this.#noting(async () => {
      if (this.#file === undefined) return;
      await this.#file.close();
      this.isWhole = this.failure === undefined;
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
      if (error instanceof Error) error.message = error.message.replaceAll(this.path, this.#shown);
      this.failure ??= error;
      throw error;
    }
  }
}

/** Writes a new file as FileSink does, part by part; one that cannot be written whole is not there. */
export async function writeFileWhole(path: string, text: string | Iterable<string>): Promise<void> {
  const file = new FileSink(path);
  try {
    await file.begin();
    for (const part of partsOf(text)) await file.write(Buffer.from(part));
    await file.end();
  } catch (error) {
    await file.discard().catch(() => {});
    throw error;
  }
}

/** A text that is made part by part is never in memory as a whole. */
export function partsOf(text: string | Iterable<string>): Iterable<string> {
  return typeof text === "string" ? [text] : text;
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
