/**
 * The type of a field as a rule sees it. A path and an address are strings to a condition; a process, and the list of
 * its ancestors, are asked for their own fields.
 */
export type FieldType =
  | "string"
  | "path"
  | "address"
  | "int"
  | "bool"
  | "list of strings"
  | "process"
  | "list of ancestors";

/** Something that a rule can ask of an event, of a process or of an ancestor. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly doc: string;
  readonly example: string;
  /** JSON leaves it out where it is empty, 0 or false; events that others wrote do not have it. */
  readonly isSparse?: true;
}

/** True for the types that are strings to a condition. */
export function isStringType(type: FieldType): type is "string" | "path" | "address" {
  return type === "string" || type === "path" || type === "address";
}
