const IS_ASCII = /^[\0-\x7f]*$/;

/** Where a byte that is no UTF-8 goes: byte b becomes the lone surrogate U+DC00 + b, so that nothing is lost. */
const SURROGATE_BASE = 0xdc00;

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads bytes as UTF-8 without losing any: those that are none become lone surrogates U+DC80 to U+DCFF.
 */
export function decodeBytes(bytes: Buffer): string {
  const latin1 = bytes.toString("latin1");
  return IS_ASCII.test(latin1) ? latin1 : decodeLatin1(latin1);
}

/** The same for bytes that are held as a Latin-1 string, one character each. */
export function decodeLatin1(latin1: string): string {
  if (IS_ASCII.test(latin1)) return latin1;
  const bytes = Buffer.from(latin1, "latin1");
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return decodeBroken(bytes);
  }
}

function decodeBroken(bytes: Buffer): string {
  let text = "";
  let at = 0;
  while (at < bytes.length) {
    const size = sequenceSize(bytes, at);
    if (size === 0) {
      text += String.fromCharCode(SURROGATE_BASE + (bytes[at] ?? 0));
      at += 1;
    } else {
      text += bytes.toString("utf8", at, at + size);
      at += size;
    }
  }
  return text;
}

/** The size of the UTF-8 sequence at a place, or 0 where there is no valid one (Unicode 16, table 3-7). */
function sequenceSize(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + size > bytes.length) return 0;
  const second = bytes[at + 1] ?? 0;
  if (first === 0xe0 && second < 0xa0) return 0;
  if (first === 0xed && second > 0x9f) return 0;
  if (first === 0xf0 && second < 0x90) return 0;
  if (first === 0xf4 && second > 0x8f) return 0;
  for (let i = 1; i < size; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return size;
}
