import { EVENT_KIND_NAMES, EVENT_KINDS } from "../kinds/index.ts";
import { ANCESTOR_FIELDS, EVENT_FIELDS, PROCESS_FIELDS } from "../kinds/process.ts";
import type { Field } from "../kinds/value.ts";
import type { Rule } from "../rules/rule.ts";
import type { ObjectShape } from "../shape/shape.ts";

/** What a rule can ask of a process, of an ancestor, and of every kind of event, as Markdown for rules/README.md. */
export function fieldTable(): string {
  const sections = [
    section("every event", "Besides the fields of its kind, which follow.", EVENT_FIELDS),
    section("process", "The process that produced the event; every kind has it.", PROCESS_FIELDS),
    section("an ancestor", "One of `process.ancestors`, or of an ancestor's `descendants`.", ANCESTOR_FIELDS),
    ...EVENT_KIND_NAMES.map((kind) => section(kind, EVENT_KINDS[kind].doc, EVENT_KINDS[kind].fields)),
  ];
  return `${sections.join("\n\n")}\n`;
}

function section(title: string, doc: string, fields: readonly Field[]): string {
  const rows = fields.map(({ name, type, example, doc }) => [`\`${name}\``, type, example, doc]);
  const table = markdownTable(["field", "type", "example", "meaning"], rows);
  return [`### ${title}`, "", doc, "", table].join("\n");
}

/** The keys of a part of a rule file as a Markdown table, for rules/README.md. */
export function keyTable({ keys }: ObjectShape): string {
  const rows = Object.entries(keys).map(([name, { need, doc = "" }]) => [
    `\`${name}\``,
    need === "required" ? "yes" : "no",
    doc,
  ]);
  return `${markdownTable(["key", "needed", "meaning"], rows)}\n`;
}

/** The rules that come with Runwarden, for rules/README.md. */
export function baselineTable(rules: readonly Rule[]): string {
  const rows = rules.map(({ rulesetId, ruleId, action, tags, name = "" }) => [
    `\`${rulesetId.replace(/^runwarden\//, "")}/${ruleId}\``,
    action,
    tags.severity ?? "",
    tags.attack ?? "",
    name,
  ]);
  return `${markdownTable(["rule", "action", "severity", "ATT&CK", "what it finds"], rows)}\n`;
}

/** A Markdown table, its columns padded as the formatter pads them, so that it leaves the table alone. */
function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
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
