import type { Event } from "../events/event.ts";
import { isFailing, type Rule } from "../rules/rule.ts";
import type { MatchedEvent } from "./incident-tree.ts";
import { changedPath } from "./removed-files.ts";
import { hasTechnique } from "./severity.ts";

/** What ATT&CK calls what stays behind, which a rule's tag `attack` can name, with all below it. */
const STAYING = ["T1037", "T1053", "T1098", "T1136", "T1543", "T1546", "T1547", "T1554", "T1574"];

/** include/uapi/asm-generic/fcntl.h, which x86 uses. */
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_TRUNC = 0o1000;

/** A file of which a rule says that a change of it stays behind. */
export interface ChangedFile {
  readonly path: string;
  /** An event shows a change; else the file was only opened for writing, and what was written nobody has seen. */
  readonly isChanged: boolean;
  /** It was removed later. */
  readonly isRemoved: boolean;
}

/** The files that failing rules say stay behind changed, each once; `removed` has the paths of those that are gone. */
export function changedFiles(told: readonly MatchedEvent[], removed: ReadonlySet<string>): ChangedFile[] {
  const files = new Map<string, boolean>();
  for (const { event, rules } of told) {
    const path = rules.some(saysStays) ? changedPath(event) : undefined;
    if (path !== undefined) files.set(path, files.get(path) === true || showsChange(event));
  }
  return [...files].map(([path, isChanged]) => ({ path, isChanged, isRemoved: removed.has(path) }));
}

/** True of a rule that fails jobs, and says of what it matches that it stays behind. */
export function saysStays(rule: Rule): boolean {
  return isFailing(rule) && hasTechnique(rule, STAYING);
}

/** An open changes something where it makes the file, or cuts it. One with O_CREAT alone may have found it there. */
function showsChange(event: Event): boolean {
  if (event.kind !== "file_open") return true;
  const { flags } = event.payload;
  return (flags & O_TRUNC) !== 0 || (flags & (O_CREAT | O_EXCL)) === (O_CREAT | O_EXCL);
}
