import type { Ancestor, Process } from "../events/event.ts";
import type { Text } from "../events/text.ts";
import type { Int } from "./tree.ts";

/**
 * What has fields: an event's payload, a process, an ancestor. A condition is only asked of events of its own kind,
 * so each field has the type that the schema says; one that is not there is empty, zero or false.
 */
export type Owner = object;

export function textOf(owner: Owner, name: string): Text {
  return (owner as Readonly<Record<string, Text | undefined>>)[name] ?? NO_TEXT;
}

export function stringOf(owner: Owner, name: string): string {
  return textOf(owner, name).folded;
}

export function intOf(owner: Owner, name: string): Int {
  return (owner as Readonly<Record<string, number | undefined>>)[name] ?? 0;
}

export function boolOf(owner: Owner, name: string): boolean {
  return (owner as Readonly<Record<string, boolean | undefined>>)[name] ?? false;
}

export function textsOf(owner: Owner, name: string): readonly Text[] {
  return (owner as Readonly<Record<string, readonly Text[] | undefined>>)[name] ?? [];
}

/** True where a text, or a list of texts, is not empty. */
export function hasTexts(owner: Owner, name: string): boolean {
  const value = (owner as Readonly<Record<string, Text | readonly Text[] | undefined>>)[name];
  if (value === undefined) return false;
  return "folded" in value ? value.folded !== "" : value.length > 0;
}

export function ancestorsOf(owner: Owner, name: string): readonly Ancestor[] {
  return (owner as Readonly<Record<string, readonly Ancestor[] | undefined>>)[name] ?? [];
}

export function processOf(owner: Owner, name: string): Process {
  return (owner as Readonly<Record<string, Process | undefined>>)[name] ?? NO_PROCESS;
}

const NO_TEXT: Text = { raw: "", folded: "" };

/** Stands for a process that there is not. */
export const NO_PROCESS: Process = { pid: 0, exec_path: NO_TEXT, argv: [], ancestors: [] };

/** Stands for an ancestor that there is not. */
export const NO_ANCESTOR: Ancestor = { exec_path: NO_TEXT, argv: [], descendants: [] };
