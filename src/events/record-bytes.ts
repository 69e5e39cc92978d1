import { HEADER, memberOffset, type RecordLayout } from "../kinds/layout.ts";
import { RECORD_FLAGS } from "../kinds/record.ts";
import type { Text } from "./text.ts";
import type { TextStore } from "./text-store.ts";

/** Strings in the tail of one record; no kind has more. */
const MAX_STRINGS = 8;

const HEAD = { members: HEADER };
const TIME = memberOffset(HEAD, "time_ns");
const START = memberOffset(HEAD, "start_ns");
const PID = memberOffset(HEAD, "pid");
const FLAGS = memberOffset(HEAD, "flags");

/** The bytes of one record after the other. One object for all: there are millions. */
export class RecordBytes {
  #bytes: Buffer = Buffer.alloc(0);
  #data: DataView = new DataView(new ArrayBuffer(0));
  #at = 0;
  /** Where the strings of the tail start, and where the last one ends. */
  readonly #starts = new Array<number>(MAX_STRINGS + 1).fill(0);

  /** Takes the bytes of a block. */
  open(bytes: Buffer): void {
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

  get pid(): number {
    return this.u32(PID);
  }

  get startNs(): number {
    return this.ns(START);
  }

  get timeLow(): number {
    return this.u32(TIME);
  }

  get timeHigh(): number {
    return this.u32(TIME + 4);
  }

  /** Any string of the record is cut, its arguments left aside. */
  get isCut(): boolean {
    return (this.u32(FLAGS) & (RECORD_FLAGS.walk_cut | RECORD_FLAGS.text_cut)) !== 0;
  }

  get isArgvCut(): boolean {
    return (this.u32(FLAGS) & RECORD_FLAGS.argv_cut) !== 0;
  }

  /** The kernel part has refused it. */
  get isDenied(): boolean {
    return (this.u32(FLAGS) & RECORD_FLAGS.denied) !== 0;
  }

  /** The kernel part has ended the program for it. */
  get isKilled(): boolean {
    return (this.u32(FLAGS) & RECORD_FLAGS.killed) !== 0;
  }

  get isWalkCut(): boolean {
    return (this.u32(FLAGS) & RECORD_FLAGS.walk_cut) !== 0;
  }

  get isTextCut(): boolean {
    return (this.u32(FLAGS) & RECORD_FLAGS.text_cut) !== 0;
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

  /** The path that the tail's n-th string is, a walk that is whole. */
  pathOfWalk(n: number, texts: TextStore): Text {
    return texts.pathOfWalk(this.#data, this.#starts[n] ?? 0, this.#starts[n + 1] ?? 0);
  }
}
