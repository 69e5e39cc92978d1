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
  /** Parts that people wrote for people, such as messages of commits: there `token: fixed` tells no token. */
  readonly prose: SecretPart[] = [];
  /** Parts that name secrets, and hold none: `--set-secrets=API_KEY=prod-key:latest`. */
  readonly named: SecretPart[] = [];
  /** Parts that look for something in texts: there `token=` is a name, and most often no value stands behind it. */
  readonly patterns: SecretPart[] = [];
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

  addProse(start: number, end: number): void {
    this.prose.push([start, end]);
  }

  addNamed(start: number, end: number): void {
    this.named.push([start, end]);
  }

  addPattern(start: number, end: number): void {
    this.patterns.push([start, end]);
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

/** Takes what is found in a part of a text for the text. */
export class SecretsOfPart extends Secrets {
  readonly #whole: Secrets;
  readonly #start: number;

  constructor(whole: Secrets, start: number) {
    super(whole.values);
    this.#whole = whole;
    this.#start = start;
  }

  override add(start: number, end: number, value: string): void {
    this.#whole.add(start + this.#start, end + this.#start, value);
  }

  override addProse(start: number, end: number): void {
    super.addProse(start, end);
    this.#whole.addProse(start + this.#start, end + this.#start);
  }

  override addNamed(start: number, end: number): void {
    super.addNamed(start, end);
    this.#whole.addNamed(start + this.#start, end + this.#start);
  }

  override addPattern(start: number, end: number): void {
    super.addPattern(start, end);
    this.#whole.addPattern(start + this.#start, end + this.#start);
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
export function merged(spans: readonly SecretPart[]): SecretPart[] {
  const sorted = [...spans].sort(([a], [b]) => a - b);
  const result: SecretPart[] = [];
  for (const [start, end] of sorted) {
    const last = result.at(-1);
    if (last === undefined || start > last[1]) result.push([start, end]);
    else if (end > last[1]) result[result.length - 1] = [last[0], end];
  }
  return result;
}
