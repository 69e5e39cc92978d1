import type { Place } from "./fault.ts";

/** A string of a file, and where its characters stand. */
export interface LocatedText {
  readonly text: string;
  /** The place of the character at an offset of the text. */
  readonly place: (offset: number) => Place;
}
