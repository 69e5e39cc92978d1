import type { FaultCode } from "./fault.ts";

/** The text of a rule file, and whose it is. */
export interface RuleSource {
  /** The path that messages show. */
  readonly name: string;
  readonly text: string;
  readonly origin: "baseline" | "project";
  /** Why there is no text: the file cannot be read, or the folder has none. */
  readonly unread?: { readonly code: FaultCode; readonly message: string };
}

/** The longest rule file that is read. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;
