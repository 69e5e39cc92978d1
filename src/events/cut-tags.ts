import type { Process } from "../kinds/value.ts";

/** The parts of an event that can be cut. */
export type CutPart = "text" | "argv" | "lineage";

/** Something that the event tells is cut. */
const TRUNCATED = "truncated";
const TAG_OF: Readonly<Record<CutPart, string>> = {
  text: "text_cut",
  argv: "argv_cut",
  lineage: "lineage_cut",
};

/**
 * The tags of an event, by what of it is cut. Its own texts are what `truncated` says by itself; only beside another
 * part they are named too. The lists are few: events share them.
 */
export function cutTags(isTextCut: boolean, process: Process): readonly string[] {
  return TAGS[Number(isTextCut) + 2 * Number(hasCutArgv(process)) + 4 * Number(isLineageCut(process))] ?? [];
}

const TAGS: readonly (readonly string[])[] = Array.from({ length: 8 }, (_, bits) => {
  const others = [...(bits & 2 ? [TAG_OF.argv] : []), ...(bits & 4 ? [TAG_OF.lineage] : [])];
  if (bits === 0) return [];
  return [TRUNCATED, ...(bits & 1 && others.length > 0 ? [TAG_OF.text] : []), ...others];
});

/** True where tags say that something is cut. */
export function isTruncated(tags: readonly string[]): boolean {
  return tags.length > 0 && tags.includes(TRUNCATED);
}

/** The payload, which tells conditions where something of the event is cut (`is_truncated`); few are. */
export function markedCut<P extends object>(payload: P, tags: readonly string[]): P {
  return isTruncated(tags) ? { ...payload, is_truncated: true } : payload;
}

/** True where tags say that a text of the event itself is cut. */
export function isTextCut(tags: readonly string[]): boolean {
  if (!isTruncated(tags)) return false;
  return tags.includes(TAG_OF.text) || !(tags.includes(TAG_OF.argv) || tags.includes(TAG_OF.lineage));
}

/** The tags of the same event where its ancestors are left out. */
export function withCutLineage(tags: readonly string[]): readonly string[] {
  if (tags.includes(TAG_OF.lineage)) return tags;
  const bits = Number(isTextCut(tags)) + 2 * Number(tags.includes(TAG_OF.argv)) + 4;
  const others = tags.filter((tag) => tag !== TRUNCATED && tag !== TAG_OF.text && tag !== TAG_OF.argv);
  return [...(TAGS[bits] ?? []), ...others];
}

export function isLineageCut({ ancestors_left_out = 0 }: Process): boolean {
  return ancestors_left_out > 0;
}

/** Arguments of one of the images above a process are cut. */
export function hasCutAncestor({ hasCutAncestor, ancestors }: Process): boolean {
  return hasCutAncestor ?? ancestors.some(({ is_argv_cut }) => is_argv_cut === true);
}

function hasCutArgv(process: Process): boolean {
  return process.is_argv_cut === true || hasCutAncestor(process);
}
