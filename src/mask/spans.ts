/** What stands for a secret: always the same, so that it says nothing of what it stands for, its length either. */
export const MASK = "***";

/** A part of a string, from a place up to another. */
export type SecretPart = readonly [start: number, end: number];

/** Shorter ones are words that stand elsewhere by chance. */
const REPEATED_SIZE = 6;

/** Secrets of one command that are looked for in its other arguments: each is one more search through all of them. */
const REPEATED_LIMIT = 16;

/** The secrets that were found in a text, in any order; they may overlap. */
export class Secrets {
  readonly spans: SecretPart[] = [];
  /** What may stand elsewhere in the same command too. Shared by all of it. */
  readonly values: Set<string>;

  constructor(values: Set<string> = new Set()) {
    this.values = values;
  }

  /** `value` is what stands there. */
  add(start: number, end: number, value: string): void {
    if (end <= start) return;
    this.spans.push([start, end]);
    if (value.length >= REPEATED_SIZE && this.values.size < REPEATED_LIMIT) this.values.add(value);
  }

  /** Finds strings wherever they stand. */
  addEach(text: string, values: Iterable<string>): void {
    for (const value of values) {
      for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
        this.spans.push([at, at + value.length]);
      }
    }
  }
}

/** The text with its secrets masked; the same string where it has none. */
export function withMasks(text: string, spans: readonly SecretPart[]): string {
  return replaced(text, spans, () => MASK);
}

/** The same, as long as before: for bytes whose places mean something. */
export function withFill(text: string, spans: readonly SecretPart[]): string {
  return replaced(text, spans, (size) => "*".repeat(size));
}

function replaced(text: string, spans: readonly SecretPart[], by: (size: number) => string): string {
  if (spans.length === 0) return text;
  let result = "";
  let at = 0;
  for (const [start, end] of merged(spans)) {
    result += text.slice(at, start) + by(end - start);
    at = end;
  }
  return result + text.slice(at);
}

/** In order, and none touches another. */
function merged(spans: readonly SecretPart[]): SecretPart[] {
  const sorted = [...spans].sort(([a], [b]) => a - b);
  const result: SecretPart[] = [];
  for (const [start, end] of sorted) {
    const last = result.at(-1);
    if (last === undefined || start > last[1]) result.push([start, end]);
    else if (end > last[1]) result[result.length - 1] = [last[0], end];
  }
  return result;
}
