/** A workflow command that a process printed. */
export interface WorkflowCommand {
  /** In lower case. */
  readonly name: string;
  /** Names in lower case. */
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** Commands that the runner knows; their names are compared without regard to case. */
export const COMMAND_NAMES: readonly string[] = [
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

/**
 * Finds a command in a line as the runner does: `::name key=value,…::data` at its start, after blanks, or the older
 * `##[name key=value;…]data` anywhere in it. Whatever is not quite one of these, or has another name, is text.
 * As TryParseV2 and TryParse in actions/runner, src/Runner.Common/ActionCommand.cs.
 */
export function parseWorkflowCommand(line: string, names = COMMAND_NAMES): WorkflowCommand | undefined {
  return parseCurrent(line.trimStart(), names) ?? parseOlder(line, names);
}

function parseCurrent(line: string, names: readonly string[]): WorkflowCommand | undefined {
  if (!line.startsWith("::")) return undefined;
  const end = line.indexOf("::", 2);
  if (end < 0) return undefined;
  const [name, properties] = split(line.slice(2, end), ",", PROPERTY);
  if (!names.includes(name)) return undefined;
  return { name, properties, data: unescapeWith(line.slice(end + 2), DATA) };
}

function parseOlder(line: string, names: readonly string[]): WorkflowCommand | undefined {
  const start = line.indexOf("##[");
  const end = line.indexOf("]", start);
  if (start < 0 || end < 0) return undefined;
  const [name, properties] = split(line.slice(start + 3, end), ";", OLDER);
  if (!names.includes(name)) return undefined;
  return { name, properties, data: unescapeWith(line.slice(end + 1), OLDER) };
}

type Escapes = readonly (readonly [string, string])[];

function split(head: string, separator: string, escapes: Escapes): [string, Record<string, string>] {
  const space = head.indexOf(" ");
  if (space < 0) return [head.toLowerCase(), {}];
  const properties: Record<string, string> = {};
  for (const pair of head
    .slice(space + 1)
    .trim()
    .split(separator)) {
    const equals = pair.indexOf("=");
    if (equals < 1 || equals === pair.length - 1) continue;
    properties[pair.slice(0, equals).toLowerCase()] = unescapeWith(pair.slice(equals + 1), escapes);
  }
  return [head.slice(0, space).toLowerCase(), properties];
}

const DATA: Escapes = [
  ["%0D", "\r"],
  ["%0A", "\n"],
  ["%25", "%"],
];
const PROPERTY: Escapes = [
  ["%0D", "\r"],
  ["%0A", "\n"],
  ["%3A", ":"],
  ["%2C", ","],
  ["%25", "%"],
];
const OLDER: Escapes = [
  ["%3B", ";"],
  ["%0D", "\r"],
  ["%0A", "\n"],
  ["%5D", "]"],
  ["%25", "%"],
];

function unescapeWith(text: string, escapes: Escapes): string {
  return escapes.reduce((result, [escaped, plain]) => result.replaceAll(escaped, plain), text);
}
