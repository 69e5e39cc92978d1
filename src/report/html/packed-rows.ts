import { deflateRawSync } from "node:zlib";
import { NumberWriter } from "./format.ts";
import { Remembered } from "./remembered.ts";

/** A block is made when it has so many rows, or so many characters of strings. */
const ROWS_LIMIT = 4096;
const CHARACTERS_LIMIT = 256 * 1024;

/**
 * Rows of numbers and the strings that they name, packed block by block. A string that was forgotten, or is new, gets the
 * next number.
 */
export class PackedRows {
  readonly name: string;
  /** Bytes of all blocks. */
  size = 0;
  /** Rows in blocks, and those that wait for one. */
  rows = 0;
  readonly #columns: number[][];
  readonly #strings: string[] = [];
  readonly #numbers: Remembered<string>;
  #blocks: { readonly bytes: Buffer; readonly rows: number }[] = [];
  #characters = 0;
  #stringCount = 0;
  #waiting = 0;

  /** `budget` is in bytes, for the strings whose numbers are remembered. */
  constructor(name: string, columns: number, budget: number) {
    this.name = name;
    this.#columns = Array.from({ length: columns }, () => []);
    this.#numbers = new Remembered(budget);
  }

  /** The number of a string; `shown` makes of one that is new what the page is to have of it, which is one line. */
  string(raw: string, shown: (raw: string) => string): number {
    const known = this.#numbers.get(raw);
    if (known !== undefined) return known;
    const text = shown(raw);
    this.#strings.push(text);
    this.#characters += text.length;
    this.#numbers.set(raw, this.#stringCount);
    return this.#stringCount++;
  }

  /** Puts a value into a column of the row that is being made. */
  put(column: number, value: number): void {
    this.#columns[column]?.push(value);
  }

  /** The row is whole. True where a block was made. */
  end(): boolean {
    this.rows++;
    this.#waiting++;
    if (this.#waiting < ROWS_LIMIT && this.#characters < CHARACTERS_LIMIT) return false;
    this.flush();
    return true;
  }

  /** Makes a block of what waits. */
  flush(): void {
    if (this.#waiting === 0) return;
    const writer = new NumberWriter();
    const strings = Buffer.from(this.#strings.join("\n"));
    writer.number(this.#strings.length);
    writer.number(strings.length);
    writer.bytes(strings);
    for (const column of this.#columns) {
      writer.number(column.length);
      for (const value of column) writer.number(value);
      column.length = 0;
    }
    // A copy, as what deflate gives has room for more.
    const bytes = Buffer.from(deflateRawSync(writer.written()));
    this.#blocks.push({ bytes, rows: this.#waiting });
    this.size += bytes.length;
    this.#strings.length = 0;
    this.#characters = 0;
    this.#waiting = 0;
  }

  /** Forgets the last block; false where there is none. */
  dropLast(): boolean {
    const last = this.#blocks.pop();
    if (last === undefined) return false;
    this.size -= last.bytes.length;
    this.rows -= last.rows;
    return true;
  }

  /** Forgets the rows that wait for a block. */
  dropWaiting(): void {
    this.rows -= this.#waiting;
    this.#waiting = 0;
    this.#strings.length = 0;
    this.#characters = 0;
    for (const column of this.#columns) column.length = 0;
  }

  /** The lines of the page's data. */
  *lines(): Generator<string> {
    for (const { bytes } of this.#blocks) yield `${this.name} ${bytes.toString("base64")}\n`;
  }
}
