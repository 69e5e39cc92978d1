import { statSync } from "node:fs";

/** Before that, nobody has begun to wonder. */
const QUIET_MS = 1000;
const EVERY_MS = 200;

const MIB = 2 ** 20;

/** Clears the line that the cursor stands in (ECMA-48, EL), from its start. */
const CLEAR = "\r\x1b[K";

/** What a line tells of how far a file is read, or nothing where there is nothing new to tell. */
export class Progress {
  readonly #total: number;
  readonly #began: number;
  #read = 0;
  #told: number | undefined;

  /** `total` is the size in bytes; times are in ms. */
  constructor(total: number, nowMs: number) {
    this.#total = total;
    this.#began = nowMs;
  }

  add(bytes: number, nowMs: number): string {
    this.#read += bytes;
    const isDue = this.#told === undefined ? nowMs - this.#began >= QUIET_MS : nowMs - this.#told >= EVERY_MS;
    if (!isDue) return "";
    this.#told = nowMs;
    // It can grow meanwhile.
    const share = Math.min(100, Math.floor((100 * this.#read) / Math.max(this.#total, 1)));
    const [read, total] = [this.#read, this.#total].map((size) => (size / MIB).toFixed(0));
    return `${CLEAR}Read ${read} of ${total} MiB (${share} %)`;
  }

  /** Takes the line away, where there is one. */
  end(): string {
    return this.#told === undefined ? "" : CLEAR;
  }
}

/** The same bytes; on a terminal, standard error tells meanwhile how many were read. */
export async function* withProgress(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const stats = statSync(path, { throwIfNoEntry: false });
  const { stderr } = process;
  if (!stderr.isTTY || process.env.TERM === "dumb" || !stats?.isFile()) return yield* chunks;
  const progress = new Progress(stats.size, performance.now());
  try {
    for await (const chunk of chunks) {
      yield chunk;
      stderr.write(progress.add(chunk.length, performance.now()));
    }
  } finally {
    stderr.write(progress.end());
  }
}
