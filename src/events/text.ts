import type { Text } from "../kinds/value.ts";

export type { Text } from "../kinds/value.ts";

/**
 * Folds a string for matching: lowercase by code point, one to one and without context, then NFC. Lone
 * surrogates, which stand for bytes that are no UTF-8, become U+FFFD.
 */
export function fold(raw: string): string {
  if (IS_FOLDED_ASCII.test(raw)) return raw;
  let lower = "";
  for (const character of raw.toWellFormed()) lower += lowerCodePoint(character);
  return lower.normalize("NFC");
}

const IS_FOLDED_ASCII = /^[\0-@[-\x7f]*$/;

function lowerCodePoint(character: string): string {
  // U+0130 is the one code point whose lowercase is two; its simple mapping is i.
  return character === "\u0130" ? "i" : character.toLowerCase();
}

/** Texts interned so far, in all tables: no two have one number. */
let interned = 0;

/** Characters of all texts of a table, with what a text takes besides: a job can name as many files as it likes. */
const SIZE_LIMIT = 16 * 1024 * 1024;
const TEXT_SIZE = 64;

/**
 * One Text object for each distinct string, so that what a rule finds out about a string is found out once. A table
 * that has become too large forgets all: then there is a second object for a string that comes again, with another
 * number.
 */
export class TextTable {
  readonly #texts = new Map<string, Text>();
  #size = 0;

  /** The Text of a string; as long as it is remembered the same object for the same string. */
  intern(raw: string): Text {
    let text = this.#texts.get(raw);
    if (text === undefined) {
      const folded = fold(raw);
      text = { raw, folded: folded === raw ? raw : folded, number: interned++ };
      this.#remember(text);
    }
    return text;
  }

  #remember(text: Text): void {
    const size = TEXT_SIZE + text.raw.length + (text.folded === text.raw ? 0 : text.folded.length);
    if (this.#size + size > SIZE_LIMIT) {
      this.#texts.clear();
      this.#size = 0;
    }
    this.#texts.set(text.raw, text);
    this.#size += size;
  }

  get size(): number {
    return this.#texts.size;
  }
}
