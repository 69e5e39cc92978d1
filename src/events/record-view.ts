import type { RecordLayout } from "../kinds/layout.ts";
import { RECORD_FLAGS } from "../kinds/schema.ts";
import type { ByteTable } from "./byte-table.ts";

/** Strings in the tail of one record; the schema has no kind with more. */
const MAX_STRINGS = 8;

const NO_TAGS: readonly string[] = [];
const TRUNCATED: readonly string[] = ["truncated"];

/** A view of one record after the other, in the bytes of a block. One object for all: there are millions. */
export class RecordView {
  readonly #bytes: Buffer;
  readonly #data: DataView;
  #at = 0;
  /** Where the strings of the tail start, and where the last one ends. */
  readonly #starts = new Array<number>(MAX_STRINGS + 1).fill(0);

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Moves to the record at an offset; gives where its strings end, past its own end in a garbled one. */
  moveTo(at: number, layout: RecordLayout): number {
    this.#at = at;
    let end = at + layout.fixedSize;
    const { strings } = layout;
    for (let n = 0; n < strings.length; n++) {
      this.#starts[n] = end;
      end += this.u16(strings[n]?.lengthOffset ?? 0);
    }
    this.#starts[strings.length] = end;
    return end;
  }

  u8(offset: number): number {
    return this.#data.getUint8(this.#at + offset);
  }

  u16(offset: number): number {
    return this.#data.getUint16(this.#at + offset, true);
  }

  u32(offset: number): number {
    return this.#data.getUint32(this.#at + offset, true);
  }

  u64(offset: number): bigint {
    return this.#data.getBigUint64(this.#at + offset, true);
  }

  /** Nanoseconds since boot, as a number: exact for 104 days, and to the microsecond long after. */
  ns(offset: number): number {
    return this.u32(offset + 4) * 0x1_0000_0000 + this.u32(offset);
  }

  /** Fixed bytes. */
  fixed(offset: number, size: number): Buffer {
    return this.#bytes.subarray(this.#at + offset, this.#at + offset + size);
  }

  /** The bytes of the tail's n-th string. */
  string(n: number): Buffer {
    return this.#bytes.subarray(this.#starts[n], this.#starts[n + 1]);
  }

  /** The same, one character for each byte. */
  latin1(n: number): string {
    return this.#bytes.toString("latin1", this.#starts[n], this.#starts[n + 1]);
  }

  /** True where the tail's n-th string is empty. */
  isEmpty(n: number): boolean {
    return this.#starts[n] === this.#starts[n + 1];
  }

  /** What is remembered for the bytes of the tail's n-th string; else what `make` gives, which is remembered. */
  remembered<T>(table: ByteTable<T>, n: number, make: (latin1: string) => T): T {
    const [start, end] = [this.#starts[n] ?? 0, this.#starts[n + 1] ?? 0];
    let value = table.get(this.#data, start, end);
    if (value === undefined) {
      value = make(this.latin1(n));
      table.set(this.#data, start, end, value);
    }
    return value;
  }

  get #flags(): number {
    return this.u32(28);
  }

  /** A walk did not reach the root. */
  get isWalkCut(): boolean {
    return (this.#flags & RECORD_FLAGS.walk_cut) !== 0;
  }

  /** A text or bytes lost their end. */
  get isTextCut(): boolean {
    return (this.#flags & RECORD_FLAGS.text_cut) !== 0;
  }

  get tags(): readonly string[] {
    return tagsOf(this.#flags !== 0);
  }
}

/** The tags of an event, by whether a string of it was cut. */
export function tagsOf(isTruncated: boolean): readonly string[] {
  return isTruncated ? TRUNCATED : NO_TAGS;
}
