/**
 * What report.html holds, as the page and what writes it both have to know it. The page is a program of its own that runs
 * in a browser, so this imports nothing.
 *
 * The data are lines of a name, a space, and base64 of what deflate-raw made of a block. The line `report` is the JSON of
 * a PageReport; the others are blocks of sections, each with the rows that follow those of the block before it.
 */

/** Rows of processes, and of events by how much they matter: the first of these are left out first. */
export const EVENT_SECTIONS = ["reads", "files", "others", "matches"] as const;
export type EventSection = (typeof EVENT_SECTIONS)[number];

/**
 * The columns of an event. `index` is the difference to the row before, signed; `time` the same in milliseconds, and one
 * more, 0 where it is not known; `process` a number of a process, 0 for none; `sentence` the string of its words, in which
 * each tab stands for the next of `data`, and `parts` says how many these are; `host` and `tags` are 0 or one more than a
 * string; `count` is how many it stands for.
 */
export const EVENT_COLUMNS = [
  "index",
  "time",
  "kind",
  "process",
  "sentence",
  "parts",
  "data",
  "host",
  "tags",
  "count",
] as const;

/**
 * The columns of a process, whose number is its row's, from 1. `parent` is 0 for none, and always less; `pid` is 0 where it
 * is not known; `started` is 0 likewise, else one more than milliseconds since 1970, signed; the others are strings, of
 * which those from `step` on can be empty. `folder` is that of the package.
 */
export const PROCESS_COLUMNS = [
  "parent",
  "pid",
  "started",
  "path",
  "line",
  "step",
  "action",
  "package",
  "folder",
] as const;

export type EventColumn = (typeof EVENT_COLUMNS)[number];
export type ProcessColumn = (typeof PROCESS_COLUMNS)[number];

/** Some sentences under a title. */
export interface PageList {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What is proposed for matches that are as they should be. */
export interface PageModifier {
  /** A rule file, line by line; none where it could not be made. */
  readonly lines: readonly string[];
  /** Why it could not be made, as a sentence's end; empty where it was. */
  readonly reason: string;
  /** How many matches of its rule it excepts: this one, and others of the same process tree. */
  readonly count: number;
}

/** A match that is kept. */
export interface PageMatch {
  /** That of its event in the section of matches. */
  readonly row: number;
  /** What was counted together. */
  readonly groups: readonly string[];
  /** Of the first match that it excepts. */
  readonly modifier?: PageModifier;
}

/** A rule that matched. */
export interface PageRule {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly action: "detect" | "collect" | "terminate";
  readonly tags: readonly string[];
  readonly total: number;
  readonly matches: readonly PageMatch[];
}

/** All that is told besides events and processes. Every string is visible: one line, no more than ASCII controls as \xNN. */
export interface PageReport {
  readonly headline: string;
  /** The worst incident in a sentence; empty where there is none. */
  readonly facts: string;
  /** Where there can be more than is told, that comes before the facts. */
  readonly isDoubtful: boolean;
  readonly sentence: string;
  readonly coverage: string;
  /** When, how long, and which run; empty where none of that is known. */
  readonly watched: string;
  /** What a reader has to know before anything else. */
  readonly notes: readonly PageList[];
  /** What can stand below all else. */
  readonly more: readonly PageList[];
  /** What people call the steps, by their paths. */
  readonly steps: readonly (readonly [path: string, title: string])[];
  /** And the packages, by their folders. */
  readonly packages: readonly (readonly [folder: string, title: string])[];
  /** The failing ones first. */
  readonly rules: readonly PageRule[];
  /** The kinds of event, by their numbers in the column. */
  readonly kinds: readonly string[];
}

/** Writes numbers from 0 to 2^53 - 1, seven bits a byte, the lowest first; the highest bit says that more follow. */
export class NumberWriter {
  #bytes = new Uint8Array(4096);
  #size = 0;

  number(value: number): void {
    if (this.#size + 8 > this.#bytes.length) this.#grow(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#size++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#size++] = rest;
  }

  bytes(bytes: Uint8Array): void {
    this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#size);
    this.#size += bytes.length;
  }

  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  #grow(by: number): void {
    if (this.#size + by <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#size + by));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads what a NumberWriter wrote. Behind the end it reads zeros. */
export class NumberReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.#bytes[this.#at++] ?? 0;
      if (byte < 0x80) return value + byte * factor;
      value += (byte & 0x7f) * factor;
    }
  }

  bytes(size: number): Uint8Array {
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }
}

/** A signed number as one without a sign. */
export function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

export function unzigzag(value: number): number {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}
