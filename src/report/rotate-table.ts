import type { CredentialFamily } from "./credentials.ts";
import { table } from "./html-parts.ts";
import { count } from "./phrase.ts";
import { code, escapeHtml } from "./visible.ts";

const TEXT_LIMIT = 300;
const PATH_LIMIT = 120;
const PATHS_SHOWN = 3;

/** What to rotate: each kind of credentials that was read, what of it, and where it is renewed. */
export function rotateTable(families: readonly CredentialFamily[], room: number): string {
  const rows = families.map(({ name, page, paths }) => [
    escapeHtml(name, TEXT_LIMIT),
    pathsCell(paths),
    escapeHtml(page, TEXT_LIMIT),
  ]);
  const title = "**What to rotate**\n\n";
  const text = table(
    ["Credentials", "Read", "Renewed at"],
    rows,
    room - title.length,
    (number) => `… and ${count(number, "more kind")}`,
  );
  return text === "" ? "" : title + text;
}

function pathsCell(paths: readonly string[]): string {
  const shown = paths.slice(0, PATHS_SHOWN).map((path) => code(path, PATH_LIMIT));
  const more = paths.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}
