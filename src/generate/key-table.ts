import type { RecordShape } from "../rules/shape.ts";
import { markdownTable } from "./markdown-table.ts";

/** The keys of a part of a rule file as a Markdown table, for rules/README.md. */
export function keyTable({ keys }: RecordShape): string {
  const rows = Object.entries(keys).map(([name, { need, doc }]) => [
    `\`${name}\``,
    need === "required" ? "yes" : "no",
    doc,
  ]);
  return `${markdownTable(["key", "needed", "meaning"], rows)}\n`;
}
