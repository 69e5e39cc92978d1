import type { Document, ErrorCode } from "yaml";

const IN_A_BLOCK = 'write the text in a block, below "|"';

/** For "All mapping items must start at the same column", and the same of sequences. */
const INDENT = "what belongs to an item of a list stands right below what is behind its dash";

/** What to do about what the YAML library says, where its message does not tell. */
const REMEDIES: Partial<Readonly<Record<ErrorCode, string>>> = {
  TAB_AS_INDENT: "indent with spaces",
  BLOCK_AS_IMPLICIT_KEY: `a colon in a text begins a mapping: ${IN_A_BLOCK}, or in quotes`,
  MULTILINE_IMPLICIT_KEY: `a colon in a text begins a mapping: ${IN_A_BLOCK}, or in quotes`,
  UNEXPECTED_TOKEN: `a text ends at its closing quote or bracket: ${IN_A_BLOCK}, or with the other quotes around it`,
  TAG_RESOLVE_FAILED: `a text that begins with ! is a tag: ${IN_A_BLOCK}, or in quotes`,
  BAD_SCALAR_START: "write it in quotes",
};

/** What is wrong with the YAML of documents, once for each place, with what to do about it. */
export function yamlErrors(
  documents: readonly Pick<Document.Parsed, "errors" | "warnings">[],
): { readonly offset: number; readonly message: string }[] {
  const errors = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  // What else the library says of a line that begins with a tab, and of those around it, comes of the tab.
  const tab = errors.find(({ code }) => code === "TAB_AS_INDENT");
  const told = new Map<number, string>();
  for (const { pos, code, message } of tab === undefined ? errors : [tab]) {
    const remedy = message.startsWith("All ") ? INDENT : REMEDIES[code];
    if (!told.has(pos[0])) told.set(pos[0], remedy === undefined ? message : `${message}; ${remedy}`);
  }
  return [...told].map(([offset, message]) => ({ offset, message }));
}
