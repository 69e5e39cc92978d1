/** A Markdown table, its columns padded as the formatter pads them, so that it leaves the table alone. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(cell));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (texts: readonly string[], fill = " ") =>
    `| ${texts.map((text, column) => text.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`;
  return [
    line(head),
    line(
      head.map(() => ""),
      "-",
    ),
    ...cells.map((row) => line(row)),
  ].join("\n");
}

/** A bar ends a cell, so it is escaped. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
