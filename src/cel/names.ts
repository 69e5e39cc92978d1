import { exactOf, fold } from "../events/text.ts";
import { EVENT_KIND_NAMES, type EventKind, fieldsOf } from "../kinds/index.ts";
import { ANCESTOR_FIELDS, EVENT_FIELDS, PROCESS_FIELDS } from "../kinds/process.ts";
import type { Field, FieldType } from "../kinds/value.ts";
import { nearest } from "../shape/nearest.ts";
import type { AncestorTree, FieldPart, MemberPart, NamedList, ProcessTree, Span, Tree } from "./tree.ts";

/** The lists of a rule set by name, as they are written. */
export type Lists = ReadonlyMap<string, readonly string[]>;

/** The two languages: over the fields of an event, or over the counts of rules. */
export type Language = "event" | "correlation";

/** Names that belong together: those that a condition can begin with, or those that can follow a dot. */
export interface Names {
  readonly type: "names";
  /** What one of them is called in messages. */
  readonly noun: "field" | "list" | "rule";
  readonly members: ReadonlyMap<string, Names | ((span: Span) => Tree)>;
  /** The rule that they are the counts of. */
  readonly rule?: string;
  /** More about a name that is no member, where there is more to say than the nearest one. */
  readonly explain?: (name: string) => string | undefined;
}

/** What a condition over events of one kind can name: the fields of its payload, `process` and `list`. */
export function eventNames(kind: EventKind, lists: Lists): Names {
  return {
    ...namesOf([...EVENT_FIELDS, ...fieldsOf(kind)], lists),
    explain: (name) => explainForeign(name, kind),
  };
}

/** The same for the fields of some payload. */
export function namesOf(fields: readonly Field[], lists: Lists): Names {
  const members = new Map<string, Names | ((span: Span) => Tree)>([
    ["process", (span) => ({ op: "process", type: "process", span })],
    ["list", listNames(lists)],
  ]);
  for (const field of fields) {
    members.set(field.name, (span) => fieldPart(field, span));
  }
  return { type: "names", noun: "field", members };
}

/** A field of a process or of an ancestor; undefined where it has none of this name. */
export function memberOf(of: ProcessTree | AncestorTree, name: string, span: Span): Tree | undefined {
  const field = memberFields(of).find((known) => known.name === name);
  return field && read({ op: "member", of, name, span }, field.type);
}

const ANCESTORS = 'what is above it is in process.ancestors: process.ancestors.exists(a, a.exec_path == "…")';

/** What other tools call a process's fields. */
const HABITS: Readonly<Record<string, string>> = {
  name: "its program is exec_path, a whole path",
  comm: "its program is exec_path, a whole path",
  exe: "its program is exec_path, a whole path",
  path: "its program is exec_path, a whole path",
  executable: "its program is exec_path, a whole path",
  args: "its arguments are argv, a list",
  cmdline: "its arguments are argv, a list",
  command_line: "its arguments are argv, a list",
  command: "its arguments are argv, a list",
  parent: ANCESTORS,
  pname: ANCESTORS,
  pcmdline: ANCESTORS,
};

/** What to ask in the place of a field of another tool's. */
export function habitOf(name: string): string | undefined {
  return Object.hasOwn(HABITS, name) ? HABITS[name] : undefined;
}

/** The names of the fields of a process or of an ancestor. */
export function memberNames(of: ProcessTree | AncestorTree): string[] {
  return memberFields(of).map(({ name }) => name);
}

/** No field of a process or of an ancestor is itself a process. */
type MemberField = (typeof PROCESS_FIELDS | typeof ANCESTOR_FIELDS)[number];

function memberFields(of: ProcessTree | AncestorTree): readonly MemberField[] {
  return of.type === "process" ? PROCESS_FIELDS : ANCESTOR_FIELDS;
}

/**
 * What a correlation can name: `rule.<id>.total_count` for the event rules of its set, and `distinct_count` for those of
 * them that say what is distinct.
 */
export function correlationNames(
  eventRuleIds: readonly string[],
  correlationIds: readonly string[],
  distinctIds: readonly string[] = [],
): Names {
  const rules: Names = {
    type: "names",
    noun: "rule",
    members: new Map(eventRuleIds.map((id) => [id, countNames(id, distinctIds.includes(id))])),
    explain: (name) =>
      correlationIds.includes(name) ? "a correlation, which another correlation cannot count" : undefined,
  };
  return {
    type: "names",
    noun: "field",
    members: new Map([["rule", rules]]),
    explain: (name) =>
      nearest(name, ["rule"]) === undefined
        ? "a correlation can name nothing but rule.<rule_id>.total_count"
        : undefined,
  };
}

function countNames(rule: string, isDistinct: boolean): Names {
  const count =
    (of: "total_count" | "distinct_count") =>
    (span: Span): Tree => ({ op: "count", type: "int", rule, of, span });
  const members = new Map([["total_count", count("total_count")]]);
  if (isDistinct) members.set("distinct_count", count("distinct_count"));
  const remedy = `the rule "${rule}" does not say of what; give it the key distinct, such as distinct: path`;
  const explain = (name: string): string | undefined => (name === "distinct_count" ? remedy : undefined);
  return { type: "names", noun: "field", rule, members, explain };
}

function listNames(lists: Lists): Names {
  const members = [...lists].map(([name, given]): [string, (span: Span) => Tree] => [
    name,
    (span) => namedList(name, given, span),
  ]);
  return { type: "names", noun: "list", members: new Map(members) };
}

function namedList(name: string, given: readonly string[], span: Span): Tree {
  let forms = formsOf.get(given);
  if (forms === undefined) {
    const [items, exact] = [given.map(fold), given.map(exactOf)];
    const isFolded = items.every((item, place) => item === exact[place]);
    forms = { items, ...(!isFolded && { exact }) };
    formsOf.set(given, forms);
  }
  return { op: "named list", type: "list of strings", name, ...forms, span };
}

/** Each list is folded once, for all rules that name it. */
const formsOf = new WeakMap<readonly string[], Pick<NamedList, "items" | "exact">>();

function fieldPart({ name, type }: Field, span: Span): Tree {
  const part = { op: "field", name, span } as const;
  return type === "process" ? { ...part, type } : read(part, type);
}

/** Gives what is read the type that it has in conditions. */
function read(
  part: Omit<FieldPart<never>, "type"> | Omit<MemberPart<never>, "type">,
  type: Exclude<FieldType, "process">,
): Tree {
  switch (type) {
    case "string":
    case "path":
    case "address":
      return { ...part, type: "string" };
    case "int":
      return { ...part, type };
    case "bool":
      return { ...part, type };
    case "list of strings":
      return { ...part, type };
    case "list of exact strings":
      return { ...part, type: "list of strings", isExact: true };
    case "list of ancestors":
      return { ...part, type };
  }
}

function explainForeign(name: string, kind: EventKind): string | undefined {
  if (name === "rule") return "only a rule with type: correlation can count other rules";
  const owners = EVENT_KIND_NAMES.filter((other) => fieldsOf(other).some((field) => field.name === name));
  return owners.length === 0 ? undefined : `a field of ${owners.join(" and ")}, not of ${kind}`;
}
