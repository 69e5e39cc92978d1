import { decodeLatin1 } from "../kinds/bytes.ts";
import { pathOfWalk } from "../kinds/path.ts";
import { ByteTable, hashOf } from "./byte-table.ts";
import { fold, type Text } from "./text.ts";

/** Bytes that all texts take which are remembered: a job can name as many files as it likes. */
const BUDGET = 10 * 1024 * 1024;

/** What a text takes besides its characters, and a walk besides its bytes; measured, with the room that tables leave. */
const TEXT_SIZE = 176;
const WALK_SIZE = 48;

/** Hashes of walks that came once, a power of two. */
const SEEN_WALKS = 1 << 16;

const SLASH = 0x2f;

/** Texts interned so far, in all stores: no two have one number. */
let interned = 0;

/** Texts by what they are made of. */
class Generation {
  readonly strings = new Map<string, Text>();
  readonly walks = new ByteTable<Text>();
  size = 0;

  clear(): void {
    this.strings.clear();
    this.walks.clear();
    this.size = 0;
  }
}

/**
 * The texts of a log, so that what a rule finds out about one is found out once. It holds as many as its budget has room
 * for, in two generations: when the younger has half of it, the older is forgotten, and what of it was asked for
 * meanwhile is in the younger. For a text that comes again when it is forgotten there is another object, which has
 * another number: nothing may ask whether two texts are one object.
 */
export class TextStore {
  readonly #budget: number;
  #young = new Generation();
  #old = new Generation();
  readonly #seenWalks = new Int32Array(SEEN_WALKS);

  /** `budget` is in bytes. */
  constructor(budget = BUDGET) {
    this.#budget = budget;
  }

  /** The Text of a string. */
  intern(raw: string): Text {
    const known = this.#young.strings.get(raw);
    if (known !== undefined) return known;
    const text = this.#old.strings.get(raw) ?? numbered(textOf(ownCopy(raw)));
    this.#makeRoom(sizeOf(text));
    this.#young.strings.set(text.raw, text);
    return text;
  }

  /**
   * The path of the walk that stands in these bytes and is whole. One that comes for the first time is not remembered,
   * and has no number: of the paths that a job makes up most never come again.
   */
  pathOfWalk(bytes: DataView, start: number, end: number): Text {
    const hash = hashOf(bytes, start, end);
    const known = this.#young.walks.get(hash, bytes, start, end);
    if (known !== undefined) return known;
    const older = this.#old.walks.get(hash, bytes, start, end);
    if (older === undefined && this.#seenWalks[hash & (SEEN_WALKS - 1)] !== hash) {
      this.#seenWalks[hash & (SEEN_WALKS - 1)] = hash;
      return readWalk(bytes, start, end);
    }
    const text = older ?? numbered(readWalk(bytes, start, end));
    this.#makeRoom(sizeOf(text) + WALK_SIZE + end - start);
    this.#young.walks.set(hash, bytes, start, end, text);
    return text;
  }

  /** The path of a walk that lost its upper part, one character for each of its bytes. */
  pathOfCutWalk(latin1: string): Text {
    return this.intern(pathOfWalk(decodeLatin1(latin1), true));
  }

  /** Forgets all of them. */
  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }

  #makeRoom(size: number): void {
    if (this.#young.size > 0 && 2 * (this.#young.size + size) > this.#budget) {
      const old = this.#old;
      old.clear();
      this.#old = this.#young;
      this.#young = old;
    }
    this.#young.size += size;
  }
}

/** From here on the strings that `pathOfWalk` of kinds/path.ts makes of a walk are faster than byte by byte. */
const LONG_WALK = 512;

/** Where shorter paths are put together; there is one at a time. */
const path = Buffer.alloc(LONG_WALK + 1);

/** The same as that function gives. */
function readWalk(bytes: DataView, start: number, end: number): Text {
  if (end - start > LONG_WALK) {
    const walk = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1");
    return textOf(pathOfWalk(decodeLatin1(walk), false));
  }
  let at = path.length;
  let isFolded = true;
  let all = 0;
  for (let name = start, next = start; next < end; next++) {
    if (bytes.getUint8(next) !== 0) continue;
    for (let index = next - 1; index >= name; index--) {
      const byte = bytes.getUint8(index);
      all |= byte;
      if (byte >= 0x41 && byte <= 0x5a) isFolded = false;
      path[--at] = byte;
    }
    path[--at] = SLASH;
    name = next + 1;
  }
  if (at === path.length) path[--at] = SLASH;
  const latin1 = path.toString("latin1", at);
  if (all < 0x80 && isFolded) return { raw: latin1, folded: latin1 };
  return textOf(decodeLatin1(latin1));
}

function textOf(raw: string): Text {
  const folded = fold(raw);
  return { raw, folded: folded === raw ? raw : folded };
}

function numbered({ raw, folded }: Text): Text {
  return { raw, folded, number: interned++ };
}

const IS_LATIN1 = /^[\0-\xff]*$/;

function sizeOf({ raw, folded }: Text): number {
  const width = IS_LATIN1.test(raw) ? 1 : 2;
  return TEXT_SIZE + width * (raw.length + (folded === raw ? 0 : folded.length));
}

/** The same string with memory of its own: a part of a string can hold on to the whole that it was cut out of. */
export function ownCopy(raw: string): string {
  const encoding = IS_LATIN1.test(raw) ? "latin1" : "utf16le";
  return Buffer.from(raw, encoding).toString(encoding);
}
