import { EVENT_KIND_NAMES, EVENT_KINDS, type Field } from "../kinds/schema.ts";
import { markdownTable } from "./markdown-table.ts";

/** The fields of every kind of event as Markdown, for rules/README.md. */
export function fieldTable(): string {
  const sections = EVENT_KIND_NAMES.map((kind) => {
    const { doc, fields } = EVENT_KINDS[kind];
    return [`### ${kind}`, "", doc, "", tableOf(fields)].join("\n");
  });
  return `${sections.join("\n\n")}\n`;
}

function tableOf(fields: readonly Field[]): string {
  const rows = fields.map(({ name, type, example, doc }) => [`\`${name}\``, type, example, doc]);
  return markdownTable(["field", "type", "example", "meaning"], rows);
}
