import type { Event } from "../events/event.ts";
import type { Text } from "../events/text.ts";
import { EVENT_KIND_NAMES, EVENT_KINDS, type EventKind, type Field } from "../kinds/schema.ts";
import { ProcessParts } from "./process-parts.ts";
import type { ObjectValue, Root, Subject, Value } from "./value.ts";

/** The lists of a rule set by name, folded. */
export type Lists = ReadonlyMap<string, readonly Text[]>;

/** What a condition over events of one kind can name: the fields of its payload, `process` and `list`. */
export function eventNames(kind: EventKind, lists: Lists): ObjectValue<Event> {
  const shared = partsOver(lists);
  const members = new Map<string, Value<Event>>([
    ["process", processValue(shared)],
    ["list", listsValue(lists)],
  ]);
  for (const field of EVENT_KINDS[kind].fields) members.set(field.name, fieldValue(field));
  const explain = (name: string) => explainForeign(name, kind);
  return { type: "object", noun: "field", members, explain, shared };
}

/** What conditions share depends on the lists, and not on the kind: a process is the same in every kind. */
const parts = new WeakMap<Lists, ProcessParts>();

function partsOver(lists: Lists): ProcessParts {
  const known = parts.get(lists) ?? new ProcessParts();
  parts.set(lists, known);
  return known;
}

function fieldValue(field: Field): Value<Event> {
  const { name } = field;
  switch (field.type) {
    case "process":
    case "list of ancestors":
      throw new Error(`no kind has a field like ${name} yet`);
    case "path":
    case "address":
    case "string": {
      const read = (event: Event) => (payloadOf(event)[name] as Text | undefined)?.folded ?? "";
      return {
        type: "string",
        read,
        roots: new Set([{ read, subject: { kind: "field", name } }]),
        weight: 0,
      };
    }
    case "int": {
      const read = (event: Event) => (payloadOf(event)[name] as number | undefined) ?? 0;
      return { type: "int", read, roots: unremembered(), weight: 0 };
    }
    case "bool": {
      const read = (event: Event) => (payloadOf(event)[name] as boolean | undefined) ?? false;
      return { type: "bool", read, roots: unremembered(), weight: 0 };
    }
    case "list of strings": {
      const read = (event: Event) => (payloadOf(event)[name] as readonly Text[] | undefined) ?? NO_TEXTS;
      return { type: "list", element: "string", read, roots: unremembered(), weight: 0 };
    }
  }
}

const NO_TEXTS: readonly Text[] = [];

/** A rule only sees events of its own kind, so the payload has the schema's fields with their types. */
function payloadOf(event: Event): Readonly<Record<string, unknown>> {
  return event.payload;
}

const PROCESS: Subject = { kind: "process" };

function processValue({ answers }: ProcessParts): ObjectValue<Event> {
  const path = (event: Event) => event.process.exec_path.folded;
  const roots: ReadonlySet<Root<Event>> = new Set([{ read: undefined, subject: PROCESS }]);
  return {
    type: "object",
    noun: "field",
    members: new Map<string, Value<Event>>([
      [
        "exec_path",
        { type: "string", read: path, roots: new Set([{ read: path, subject: PROCESS }]), weight: 0 },
      ],
      [
        "argv",
        {
          type: "list",
          element: "string",
          read: (event) => event.process.argv,
          roots,
          weight: 0,
        },
      ],
      [
        "ancestors",
        {
          type: "list",
          element: "ancestor",
          read: (event) => event.process.ancestors,
          lineage: { process: (event) => event.process, answers },
          roots,
          weight: 0,
        },
      ],
    ]),
  };
}

function listsValue(lists: Lists): ObjectValue<Event> {
  const members = new Map<string, Value<Event>>();
  for (const [name, texts] of lists) {
    members.set(name, {
      type: "list",
      element: "string",
      read: () => texts,
      roots: new Set(),
      weight: texts.length,
    });
  }
  return { type: "object", noun: "list", members };
}

function unremembered(): ReadonlySet<Root<Event>> {
  return new Set([{ read: undefined }]);
}

function explainForeign(name: string, kind: EventKind): string | undefined {
  if (name === "rule") return "only a rule with type: correlation can count other rules";
  const owners = EVENT_KIND_NAMES.filter((other) =>
    EVENT_KINDS[other].fields.some((field) => field.name === name),
  );
  return owners.length === 0 ? undefined : `a field of ${owners.join(" and ")}, not of ${kind}`;
}
