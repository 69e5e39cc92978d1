import type { ListString } from "./record.ts";
import type { Text } from "./value.ts";

/** The strings in which records have the arguments of a program. */
export const ARGV_STRINGS = [
  { name: "argv", form: "list" },
  /** Only of arguments that were cut; its first byte is the one before the tail, which tells where an argument begins. */
  { name: "argv_tail", form: "list" },
] as const;

interface Argv {
  readonly argv: ListString;
  readonly argv_tail: ListString;
  readonly isArgvCut: boolean;
}

/** Stands where something is missing. */
const CUT = "…";

/**
 * The arguments of a program. Where some are missing, those on both sides that are whole are whole here; what the cut
 * went through ends, or begins, with an ellipsis, so that it equals nothing that was not there. Where nothing of such
 * an argument is left, the ellipsis stands alone.
 */
export function argumentsOf(record: Argv, intern: (raw: string) => Text): Text[] {
  const head = record.argv.parts();
  const begun = head.pop() ?? "";
  if (!record.isArgvCut) return [...head, ...(begun === "" ? [] : [begun])].map(intern);
  const [ended = "", ...tail] = record.argv_tail.parts();
  // A NUL before the tail: the first argument in it is whole.
  const broken = [...(begun === "" ? [] : [begun + CUT]), ...(ended === "" ? [] : [CUT + ended])];
  if (tail.at(-1) === "") tail.pop();
  return [...head, ...(broken.length === 0 ? [CUT] : broken), ...tail].map(intern);
}
