/** Which end of a text is looked at. */
export type Side = "start" | "end";

/**
 * Tells whether a text starts (or ends) with one of many parts, in a binary search instead of a look at each.
 * A part that has another one as its own start is left out: so at most one can fit, and the order finds it.
 */
export function affixTest(side: Side, parts: readonly string[]): (text: string) => boolean {
  const kept: string[] = [];
  for (const part of parts.toSorted((a, b) => order(side, a, b) || a.length - b.length)) {
    const last = kept.at(-1);
    if (last === undefined || order(side, last, part) !== 0) kept.push(part);
  }
  return (text) => {
    let [low, high] = [0, kept.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const place = order(side, kept[middle] ?? "", text);
      if (place === 0) return true;
      if (place < 0) low = middle + 1;
      else high = middle;
    }
    return false;
  };
}

/** Orders a part and a text by their characters from one side; 0 where the text starts (or ends) with the part. */
function order(side: Side, part: string, text: string): number {
  for (let index = 0; index < part.length; index++) {
    if (index >= text.length) return 1;
    const difference =
      side === "start"
        ? part.charCodeAt(index) - text.charCodeAt(index)
        : part.charCodeAt(part.length - 1 - index) - text.charCodeAt(text.length - 1 - index);
    if (difference !== 0) return difference;
  }
  return 0;
}
