import { MASK } from "../mask/spans.ts";

/** A text by its parts that stay the same from job to job; one part is the whole of it. */
export type PathPattern = readonly [string, ...string[]];

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
/** A hash, or a part of one: it has a digit, or it would be a word. The name of a kind of keys is none. */
const HASH = "(?<![a-z0-9])(?!ed25519)(?=[a-f]*[0-9])[0-9a-f]{7,}(?![a-z0-9])";
/** Not an address of four numbers. */
const VERSION =
  "(?<![0-9.])(?!(?:\\d+\\.){3}\\d+(?![\\w.]))v?\\d+(?:\\.\\d+)+(?:[-+.]?(?:alpha|beta|rc|dev|post|pre|a|b)[.-]?\\d*)?(?![a-z0-9])";
/** A process's, or a descriptor's. */
const NUMBER = "(?<=^|/)\\d+(?=/|$)";
/** Names right below a folder for temporary files: what mktemp, Python and Node make of `tmp` or of a program's name. */
const TEMPORARY = "(?<=/(?:tmp|shm|_temp)/(?:tmp[._-]?|[^/]*[._-]))(?=[^/]*[0-9])[a-z0-9_]{5,}(?=[/.]|$)";
const AFTER_TMP = "(?<=/(?:tmp|shm|_temp)/tmp[._-]?)[a-z0-9_]{6,}(?=[/.]|$)";

const OPEN = new RegExp([UUID, TEMPORARY, AFTER_TMP, VERSION, HASH, NUMBER].join("|"), "g");

/** What stays of a text has to say something: how many letters. */
const TELLING = 3;

/** Where anybody can put anything; what is called so and by a number alone would be all that is there. */
const OPEN_FOLDER = /^\/(?:.*\/)?(?:tmp|shm|_temp)\/$/;

/**
 * Leaves open what is another in each job: numbers of processes, temporary names, versions and hashes. The text is
 * folded, as conditions compare it.
 */
export function patternOf(folded: string): PathPattern {
  const [first = "", ...others] = folded.split(OPEN);
  const kept = [first, ...others].join("").replaceAll(/[^a-z]/g, "").length;
  const isAll = OPEN_FOLDER.test(first) && others.every((part) => part === "");
  return kept < TELLING || isAll ? [folded] : [first, ...others];
}

/** The same, and open too where a mask stands: what was there nobody is to read in a rule. */
export function patternOfMasked(folded: string): PathPattern {
  return openMasks(patternOf(folded));
}

export function openMasks(pattern: PathPattern): PathPattern {
  const [first = "", ...others] = pattern.flatMap((part) => part.split(MASK));
  return [first, ...others];
}

/** That a string of an event is of a pattern, in CEL. */
export function isOfPattern(subject: string, [first, ...others]: PathPattern): string {
  const last = others.at(-1);
  if (last === undefined) return `${subject} == ${literal(first)}`;
  const tests = [
    ...(first === "" ? [] : [`${subject}.startsWith(${literal(first)})`]),
    ...[...new Set(others.slice(0, -1))].flatMap((part) =>
      part === "" || part === "/" ? [] : [`${subject}.contains(${literal(part)})`],
    ),
    ...(last === "" ? [] : [`${subject}.endsWith(${literal(last)})`]),
  ];
  return tests.length === 0 ? `${subject} != ""` : tests.join(" && ");
}

/** What a reader of the file could not see, or YAML would take for an end of the line. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/** A string in CEL: of what JSON escapes, CEL knows all. Of half a pair there is none in a folded text. */
export function literal(text: string): string {
  return JSON.stringify(text).replaceAll(UNSEEN, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return point > 0xffff
      ? `\\U${point.toString(16).padStart(8, "0")}`
      : `\\u${point.toString(16).padStart(4, "0")}`;
  });
}
