import type { Text } from "../kinds/value.ts";

/** Below the letters of a country these are no names of anybody's. */
const SECOND_LEVEL: ReadonlySet<string> = new Set(
  "ac co com edu go gob gouv gov mil ne net nom or org".split(" "),
);

/**
 * What a name was registered as, about: its last two labels, and three where the second is such as in `co.uk`. Names that
 * others can register below one of theirs, such as `github.io`, are not known; nor is what has one label.
 */
export function zoneOf({ folded }: Text): Text {
  const labels = folded.split(".").filter((label) => label !== "");
  const [second = "", top = ""] = labels.slice(-2);
  const wanted = top.length === 2 && SECOND_LEVEL.has(second) ? 3 : 2;
  const zone = labels.length < wanted ? "" : labels.slice(-wanted).join(".");
  return { raw: zone, folded: zone };
}
