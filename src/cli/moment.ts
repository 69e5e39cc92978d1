/** A time as somebody writes it: all nanoseconds that it can mean, both ends included. */
export interface Moment {
  readonly firstNs: bigint;
  readonly lastNs: bigint;
  /** True where these are since midnight (UTC) of a day that is not said. */
  readonly isOfDay: boolean;
}

const NS_PER_S = 1_000_000_000n;
const S_PER_DAY = 86_400n;

const MOMENT =
  /^(?:(?<date>\d{4}-\d\d-\d\d)[Tt ])?(?<hour>[01]\d|2[0-3]):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d)(?:\.(?<part>\d{1,9}))?)?(?<zone>[Zz]|[+-]\d\d:\d\d)?$/;

/**
 * Reads a time as events and reports write it: RFC 3339, or the time of a day in UTC. What is left out at its end is
 * open: `12:30` is the whole minute. Undefined where it is no time.
 */
export function parseMoment(text: string): Moment | undefined {
  const { date, hour = "", minute = "", second, part = "", zone = "Z" } = MOMENT.exec(text)?.groups ?? {};
  if (hour === "" || (date === undefined && /^[+-]/.test(zone))) return undefined;
  const day = date ?? "1970-01-01";
  const ms = Date.parse(`${day}T${hour}:${minute}:${second ?? "00"}${zone.toUpperCase()}`);
  // Of a day that the month has not, Date makes one of the next.
  if (Number.isNaN(ms) || !isDay(day)) return undefined;
  const firstNs = BigInt(ms) * 1_000_000n + BigInt(part.padEnd(9, "0"));
  const openNs = second === undefined ? 60n * NS_PER_S : 10n ** BigInt(9 - part.length);
  return { firstNs, lastNs: firstNs + openNs - 1n, isOfDay: date === undefined };
}

function isDay(day: string): boolean {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}

/** A time of day on the day of another time, in nanoseconds since 1970; other moments as they are. */
export function onDayOf(moment: Moment, timeNs: bigint): Moment {
  if (!moment.isOfDay) return moment;
  const day = (timeNs / (S_PER_DAY * NS_PER_S)) * S_PER_DAY * NS_PER_S;
  return { firstNs: day + moment.firstNs, lastNs: day + moment.lastNs, isOfDay: false };
}
