/** The text of a rule file, and whose it is. */
export interface RuleSource {
  /** The path that messages show. */
  readonly name: string;
  readonly text: string;
  readonly origin: "baseline" | "project";
}

/** The longest rule file that is read. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;
