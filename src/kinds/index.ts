import { dns_answer } from "./dns_answer.ts";
import { domain } from "./domain.ts";
import { egress_block } from "./egress_block.ts";
import { file_link } from "./file_link.ts";
import { file_move } from "./file_move.ts";
import { file_open } from "./file_open.ts";
import { file_remove } from "./file_remove.ts";
import { file_truncate } from "./file_truncate.ts";
import { guard_tamper } from "./guard_tamper.ts";
import { http_request } from "./http_request.ts";
import { kernel_load } from "./kernel_load.ts";
import type { AnyEventKind, AnyRecordKind } from "./kind.ts";
import { mount } from "./mount.ts";
import { mount_snapshot } from "./mount_snapshot.ts";
import { network_connect } from "./network_connect.ts";
import { privilege_change } from "./privilege_change.ts";
import { process_access } from "./process_access.ts";
import { process_adopt } from "./process_adopt.ts";
import { process_exec } from "./process_exec.ts";
import { process_exit } from "./process_exit.ts";
import { process_fork } from "./process_fork.ts";
import { process_snapshot } from "./process_snapshot.ts";
import { termination } from "./termination.ts";
import { unix_socket_connect } from "./unix_socket_connect.ts";
import type { Field, ValuesOf } from "./value.ts";

/**
 * The kinds: each is the file of its name. Every other list of kinds, of fields or of records is derived from these
 * three: native/events.h, the decoder, the names that conditions know, the types of events, the tables of
 * rules/README.md. A new kind needs its file, a line here, a hook and a trigger program; docs and counts follow.
 */

/** The kinds of event that a rule can name. */
export const EVENT_KINDS = {
  process_exec,
  network_connect,
  unix_socket_connect,
  file_open,
  file_remove,
  file_move,
  file_link,
  file_truncate,
  domain,
  http_request,
  process_access,
  privilege_change,
  mount,
  kernel_load,
  egress_block,
  guard_tamper,
} as const satisfies Record<string, AnyEventKind>;

/** Records that keep the lineage; no rule sees them. */
export const LINEAGE_KINDS = {
  process_fork,
  process_exit,
  process_snapshot,
  process_adopt,
} as const satisfies Record<string, AnyRecordKind>;

/** Records from which fields of events are filled in; no rule sees them. */
export const SUPPORT_KINDS = { dns_answer } as const satisfies Record<string, AnyRecordKind>;

/** Records of what the machine was like when the watch began, which the collector makes without a hook. */
export const START_KINDS = { mount_snapshot } as const satisfies Record<string, AnyRecordKind>;

/** Records of what the collector has done to the job, which it makes without a hook. */
export const ANSWER_KINDS = { termination } as const satisfies Record<string, AnyRecordKind>;

export const RECORD_KINDS = {
  ...EVENT_KINDS,
  ...LINEAGE_KINDS,
  ...SUPPORT_KINDS,
  ...START_KINDS,
  ...ANSWER_KINDS,
} as const;

export type EventKind = keyof typeof EVENT_KINDS;
export type LineageKind = keyof typeof LINEAGE_KINDS;
export type SupportKind = keyof typeof SUPPORT_KINDS;
export type RecordKind = keyof typeof RECORD_KINDS;
/** The kinds whose hooks a report tells of. */
export type WatchedKind = EventKind | SupportKind;

export const EVENT_KIND_NAMES = Object.keys(EVENT_KINDS) as EventKind[];
export const LINEAGE_KIND_NAMES = Object.keys(LINEAGE_KINDS) as LineageKind[];
export const SUPPORT_KIND_NAMES = Object.keys(SUPPORT_KINDS) as SupportKind[];
export const WATCHED_KIND_NAMES: readonly WatchedKind[] = [...EVENT_KIND_NAMES, ...SUPPORT_KIND_NAMES];
export const RECORD_KIND_NAMES = Object.keys(RECORD_KINDS) as RecordKind[];

/** The payload of one kind of event: its fields by name. */
export type Payload<K extends EventKind> = ValuesOf<(typeof EVENT_KINDS)[K]["fields"]>;

/** The fields of a kind's payload. */
export function fieldsOf(kind: EventKind): readonly Field[] {
  return EVENT_KINDS[kind].fields;
}

/** True for the name of an event kind; says nothing of lineage records. */
export function isEventKind(name: string): name is EventKind {
  return Object.hasOwn(EVENT_KINDS, name);
}
