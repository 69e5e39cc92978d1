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
