/** A number with its noun: `1 rule`, `1,234 events`, `2 matches`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? noun : plural}`;
}
