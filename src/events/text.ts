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

/** A text as it is compared with its case: what is no UTF-8 is U+FFFD, as when it is folded. */
export function exactText(text: Text): Text {
  const exact = exactOf(text.raw);
  return exact === text.folded ? text : { raw: text.raw, folded: exact };
}

/** The string that it is compared by. */
export function exactOf(raw: string): string {
  return IS_ASCII.test(raw) ? raw : raw.toWellFormed().normalize("NFC");
}

const IS_ASCII = /^[\0-\x7f]*$/;

const IS_FOLDED_ASCII = /^[\0-@[-\x7f]*$/;

function lowerCodePoint(character: string): string {
  // U+0130 is the one code point whose lowercase is two; its simple mapping is i.
  return character === "\u0130" ? "i" : character.toLowerCase();
}
