/** A part of a text that may be no larger than so many bytes. */
export interface FittedPart {
  /** What it is called where it is left out. */
  readonly name: string;
  /** What is left out first has the highest. */
  readonly rank: number;
  /** Its text, in so many bytes or fewer where it can be cut; empty for nothing. */
  readonly render: (room: number) => string;
}

/** For the sentence that says what was left out. */
const NOTE_ROOM = 1000;

/**
 * Puts parts together in their order, at most `limit` bytes of them: those that count most have their room first, and what
 * does not fit is left out and named.
 */
export function fit(parts: readonly FittedPart[], limit: number): string {
  const texts = new Map<FittedPart, string>();
  const leftOut: string[] = [];
  let room = limit - NOTE_ROOM;
  for (const part of [...parts].sort((a, b) => a.rank - b.rank)) {
    const text = part.render(room);
    const size = Buffer.byteLength(text);
    if (size > room) {
      leftOut.push(part.name);
      continue;
    }
    room -= size;
    texts.set(part, text);
  }
  const note =
    leftOut.length === 0 ? "" : `Left out here for the size of a summary: ${leftOut.join(", ")}.\n\n`;
  return parts.map((part) => texts.get(part) ?? "").join("") + note;
}

/** As many of some texts, from the first, as have room together; `more` says how many are left. */
export function fitted(texts: readonly string[], room: number, more: (count: number) => string): string[] {
  const shown: string[] = [];
  let left = room - Buffer.byteLength(more(texts.length));
  for (const text of texts) {
    left -= Buffer.byteLength(text) + 1;
    if (left < 0) break;
    shown.push(text);
  }
  return shown.length === texts.length ? shown : [...shown, more(texts.length - shown.length)];
}
