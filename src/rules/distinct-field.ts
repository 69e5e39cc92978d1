import { intOf, textOf } from "../cel/fields.ts";
import type { Event } from "../events/event.ts";
import { type EventKind, fieldsOf } from "../kinds/index.ts";
import { PROCESS_FIELDS } from "../kinds/process.ts";
import { type Field, isStringType } from "../kinds/value.ts";
import { suggestion } from "../shape/nearest.ts";

/** A field of an event whose different values are counted: of the payload, or of the process. */
export interface DistinctField {
  readonly of: "payload" | "process";
  readonly name: string;
  readonly type: "text" | "int";
}

const PROCESS = "process.";

/** The field that a rule over a kind names so, or what is wrong with the name. */
export function distinctField(kind: EventKind, name: string): DistinctField | string {
  const isOfProcess = name.startsWith(PROCESS);
  const fields: readonly Field[] = isOfProcess ? PROCESS_FIELDS : fieldsOf(kind);
  const own = isOfProcess ? name.slice(PROCESS.length) : name;
  const field = fields.find((each) => each.name === own);
  const countable = fields.filter(isCountable).map((each) => (isOfProcess ? PROCESS : "") + each.name);
  if (field === undefined) return `unknown field "${name}" of ${kind}: ${suggestion(name, countable)}`;
  if (!isCountable(field)) {
    return `"${name}" is a ${field.type}; what is distinct are strings and numbers: ${countable.join(", ")}`;
  }
  const type = isStringType(field.type) ? "text" : "int";
  return { of: isOfProcess ? "process" : "payload", name: own, type };
}

function isCountable({ type }: Field): boolean {
  return isStringType(type) || type === "int";
}

/** The value that an event has there; strings are folded, as conditions compare them. */
export function distinctValue({ of, name, type }: DistinctField, event: Event): string {
  const owner = event[of];
  return type === "text" ? textOf(owner, name).folded : String(intOf(owner, name));
}
