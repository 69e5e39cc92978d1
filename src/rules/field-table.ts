import { EVENT_KIND_NAMES, EVENT_KINDS, type Field } from "../events/schema.ts";

/** The fields of every kind of event as Markdown, for rules/README.md. */
export function fieldTable(): string {
  const sections = EVENT_KIND_NAMES.map((kind) => {
    const { doc, fields } = EVENT_KINDS[kind];
    return [`### ${kind}`, "", doc, "", ...tableOf(fields)].join("\n");
  });
  return `${sections.join("\n\n")}\n`;
}

/** Columns are padded as the formatter pads them, so that it leaves the table alone. */
function tableOf(fields: readonly Field[]): string[] {
  const head = ["field", "type", "example", "meaning"];
  const rows = fields.map(({ name, type, example, doc }) => [`\`${name}\``, type, cell(example), cell(doc)]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[], fill = " ") =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`;
  return [line(head), line(["", "", "", ""], "-"), ...rows.map((row) => line(row))];
}

/** A bar ends a cell, so it is escaped. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
