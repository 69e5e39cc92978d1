import { EVENT_KIND_NAMES, EVENT_KINDS } from "../kinds/index.ts";
import { ANCESTOR_FIELDS, EVENT_FIELDS, PROCESS_FIELDS } from "../kinds/process.ts";
import type { Field } from "../kinds/value.ts";
import { markdownTable } from "./markdown-table.ts";

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
