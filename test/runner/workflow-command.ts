/** A workflow command that a process printed. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/**
 * Finds a command in a line as the runner does: `::name key=value::data` at its start, after blanks, or the older
 * `##[name key=value;]data` anywhere in it. Only these names are commands.
 */
export function parseWorkflowCommand(line: string): WorkflowCommand | undefined {
  return parseCurrent(line.trimStart()) ?? parseOlder(line);
}

const NAMES = [
  "error",
  "warning",
  "notice",
  "debug",
  "add-mask",
  "save-state",
  "set-output",
  "set-env",
  "add-path",
  "group",
  "endgroup",
  "echo",
  "add-matcher",
  "remove-matcher",
  "stop-commands",
];

function parseCurrent(line: string): WorkflowCommand | undefined {
  if (!line.startsWith("::")) return undefined;
  const end = line.indexOf("::", 2);
  if (end < 0) return undefined;
  const [name, properties] = split(line.slice(2, end), ",");
  if (!NAMES.includes(name)) return undefined;
  return { name, properties, data: unescapeWith(line.slice(end + 2), DATA) };
}

function parseOlder(line: string): WorkflowCommand | undefined {
  const start = line.indexOf("##[");
  const end = line.indexOf("]", start);
  if (start < 0 || end < 0) return undefined;
  const [name, properties] = split(line.slice(start + 3, end), ";");
  return NAMES.includes(name) ? { name, properties, data: line.slice(end + 1) } : undefined;
}

function split(head: string, separator: string): [string, Record<string, string>] {
  const space = head.indexOf(" ");
  if (space < 0) return [head, {}];
  const pairs = head
    .slice(space + 1)
    .split(separator)
    .map((pair) => pair.trim().split("="))
    .filter((parts) => parts.length === 2)
    .map(([key = "", value = ""]) => [key, unescapeWith(value, PROPERTY)]);
  return [head.slice(0, space), Object.fromEntries(pairs)];
}

const DATA: readonly (readonly [string, string])[] = [
  ["%0D", "\r"],
  ["%0A", "\n"],
  ["%25", "%"],
];
const PROPERTY: typeof DATA = [
  ["%0D", "\r"],
  ["%0A", "\n"],
  ["%3A", ":"],
  ["%2C", ","],
  ["%25", "%"],
];

function unescapeWith(text: string, mapping: typeof DATA): string {
  return mapping.reduce((result, [escaped, plain]) => result.replaceAll(escaped, plain), text);
}
