const MAX_DATE_MS = 8.64e15;

/** The time of day in UTC to the millisecond, `22:56:12.123Z`; empty where the time is not known. */
export function timeOfDay(timeNs: bigint | undefined): string {
  if (timeNs === undefined) return "";
  const ms = Number(timeNs / 1_000_000n);
  return Math.abs(ms) > MAX_DATE_MS ? "" : new Date(ms).toISOString().slice(-13);
}
