import type { Event } from "../events/event.ts";
import { EVENT_KINDS } from "../kinds/index.ts";
import { type AnyEventKind, type Phrase, words } from "../kinds/kind.ts";
import { visible } from "./visible.ts";

/** Of a JavaScript Date (ECMA-262). */
const MAX_DATE_MS = 8.64e15;

export type { Phrase } from "../kinds/kind.ts";

/** What happened, as a sentence without its subject: `opened /root/.npmrc for reading`. */
export function describe(event: Event): Phrase[] {
  const kind: AnyEventKind = EVENT_KINDS[event.kind];
  // The payload is that of its own kind; TypeScript cannot see it through the table of kinds.
  return kind.phrase(event.payload as never, event.process);
}

/** The same with a space between its pieces: what kinds and lists tell has none at the ends of them. */
export function spaced(phrase: readonly Phrase[]): Phrase[] {
  return phrase.flatMap((piece, place) => (place === 0 ? [piece] : [words(" "), piece]));
}

/** A sentence as text, its pieces put together as they stand; of data at most `limit` characters, made visible. */
export function phraseText(phrase: readonly Phrase[], limit: number): string {
  return phrase.map(({ kind, text }) => (kind === "words" ? text : visible(text, limit))).join("");
}

/** A number with its noun: `1 rule`, `1,234 events`, `2 matches`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? noun : plural}`;
}

/** The time of day in UTC to the millisecond, `22:56:12.123Z`; empty where the time is not known. */
export function timeOfDay(timeNs: bigint | undefined): string {
  return timeNs === undefined ? "" : timeOfDayMs(Number(timeNs / 1_000_000n));
}

/** The same of milliseconds since 1970. */
export function timeOfDayMs(ms: number): string {
  return Math.abs(ms) > MAX_DATE_MS ? "" : new Date(ms).toISOString().slice(-13);
}

/** The last moment that RFC 3339 has a year for. */
const LAST_MS = 253_402_300_799_999;

/** A time as RFC 3339 to the millisecond, in UTC; undefined where it is not known, or no such time. */
export function timestamp(timeNs: bigint | undefined): string | undefined {
  if (timeNs === undefined || timeNs < 0n) return undefined;
  const ms = Number(timeNs / 1_000_000n);
  return ms > LAST_MS ? undefined : new Date(ms).toISOString();
}

/** The last name of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
