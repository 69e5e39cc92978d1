import { expect, test } from "vitest";
import { decodeBytes, decodeLatin1 } from "../../src/kinds/bytes.ts";

test.each([
  ["", ""],
  ["plain ASCII\0\n", "plain ASCII\0\n"],
  ["\xc3\xa4", "ä"],
  ["\xe2\x82\xac", "€"],
  ["\xf0\x9f\x98\x80", "😀"],
  // Kept, and not taken for a byte order mark.
  ["\xef\xbb\xbfx", "\ufeffx"],
  // The last code point, and the last before the surrogates.
  ["\xf4\x8f\xbf\xbf", "\u{10ffff}"],
  ["\xed\x9f\xbf", "\ud7ff"],
  ["\xff", "\udcff"],
  ["a\x80b", "a\udc80b"],
  // A valid sequence right behind a broken one, and the other way round.
  ["\xc3\xc3\xa4\xe2\x82", "\udcc3ä\udce2\udc82"],
  ["\xe2\x82\xf0\x9f\x98\x80", "\udce2\udc82😀"],
  // Overlong forms.
  ["\xc0\x80", "\udcc0\udc80"],
  ["\xc1\xbf", "\udcc1\udcbf"],
  ["\xe0\x9f\xbf", "\udce0\udc9f\udcbf"],
  ["\xf0\x8f\xbf\xbf", "\udcf0\udc8f\udcbf\udcbf"],
  // Encoded surrogates: U+D800, and U+DC80, which must not be taken for the mark of a byte.
  ["\xed\xa0\x80", "\udced\udca0\udc80"],
  ["\xed\xb2\x80", "\udced\udcb2\udc80"],
  // Above U+10FFFF.
  ["\xf4\x90\x80\x80", "\udcf4\udc90\udc80\udc80"],
  ["\xf5\x80\x80\x80", "\udcf5\udc80\udc80\udc80"],
])("bytes %j are read without losing any", (latin1, text) => {
  expect(decodeBytes(Buffer.from(latin1, "latin1"))).toBe(text);
  expect(decodeLatin1(latin1)).toBe(text);
});

test("no two byte strings of up to two bytes are read as the same text", () => {
  const texts = new Set<string>();
  for (let first = 0; first < 256; first++) {
    texts.add(decodeBytes(Buffer.from([first])));
    for (let second = 0; second < 256; second++) texts.add(decodeBytes(Buffer.from([first, second])));
  }
  expect(texts.size).toBe(256 + 256 * 256);
});
