import stringWidth from "string-width";

/** It is for one line of a terminal: no text is looked at any further. */
const LOOKED_AT = 4096;

/** UTF-16 units of one grapheme. Real ones with signs above and below have fewer; more would hide other lines. */
const STACKED_LIMIT = 16;

/** Of a path, its end says more. */
const TAIL_SHARE = 0.6;

const GRAPHEMES = new Intl.Segmenter("en");

/** Each unit takes one column, the ellipsis too that stands in what was shortened before: to find graphemes takes long. */
const IS_PLAIN = /^[ -~…]*$/;

/** What a text takes in columns of a terminal; what cannot be seen has to be made visible before. */
export function columnsOf(text: string): number {
  return IS_PLAIN.test(text) ? text.length : stringWidth(text);
}

/** The text with spaces up to so many columns. */
export function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

/** The text in at most so many columns: where it takes more, its end, or its middle, is left out for an ellipsis. */
export function shortened(text: string, columns: number, where: "end" | "middle"): string {
  if (IS_PLAIN.test(text) && text.length <= columns) return text;
  const tail = where === "end" ? 0 : Math.floor((columns - 1) * TAIL_SHARE);
  if (IS_PLAIN.test(text)) return `${text.slice(0, columns - 1 - tail)}…${text.slice(text.length - tail)}`;
  const isLong = text.length > LOOKED_AT;
  const all = graphemes(isLong ? text.slice(0, LOOKED_AT) : text);
  const whole = all.join("");
  if (!isLong && columnsOf(whole) <= columns) return whole;
  const last = isLong ? graphemes(text.slice(-LOOKED_AT)) : all;
  const start = taken(all, columns - 1 - tail);
  return `${start.join("")}…${taken(last.toReversed(), tail).toReversed().join("")}`;
}

function graphemes(text: string): string[] {
  return [...GRAPHEMES.segment(text)].map(({ segment }) =>
    segment.length > STACKED_LIMIT ? "\ufffd" : segment,
  );
}

/** The first ones that have room. */
function taken(all: readonly string[], columns: number): string[] {
  let left = columns;
  const end = all.findIndex((grapheme) => {
    left -= columnsOf(grapheme);
    return left < 0;
  });
  return end < 0 ? [...all] : all.slice(0, end);
}
