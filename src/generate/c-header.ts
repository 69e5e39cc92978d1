import { FACTS } from "../kernel/facts.ts";
import { BLIND_SPOTS } from "../kinds/blind-spot.ts";
import { EGRESS_ACTS } from "../kinds/egress_block.ts";
import { GUARD_ACTS, GUARD_ROLES } from "../kinds/guard_tamper.ts";
import { WATCHED_KIND_NAMES } from "../kinds/index.ts";
import { LOAD_TYPES } from "../kinds/kernel_load.ts";
import { HEADER, LAYOUTS, type Member, RECORD_HEADER_SIZE, type RecordLayout } from "../kinds/layout.ts";
import { PRIVILEGES } from "../kinds/privilege_change.ts";
import { ACCESSES } from "../kinds/process_access.ts";
import { type FixedType, RECORD_FLAGS } from "../kinds/record.ts";

const C_TYPES: Readonly<Record<FixedType, string>> = {
  bytes16: "__u8",
  u64: "__u64",
  u32: "__u32",
  u16: "__u16",
  u8: "__u8",
};

function declare({ name, type }: Member): string {
  return `\t${C_TYPES[type]} ${name}${type === "bytes16" ? "[16]" : ""};`;
}

function assertOffsets(struct: string, members: readonly Member[]): string[] {
  return members.map(
    ({ name, offset }) =>
      `_Static_assert(__builtin_offsetof(struct ${struct}, ${name}) == ${offset}, "${struct}.${name}");`,
  );
}

function struct(layout: RecordLayout): string {
  const name = `${layout.kind}_record`;
  return [
    `struct ${name} {`,
    "\tstruct record_header header;",
    ...layout.members.map(declare),
    ...(layout.padding > 0 ? [`\t__u8 padding[${layout.padding}];`] : []),
    "};",
    `_Static_assert(sizeof(struct ${name}) == ${layout.fixedSize}, "${name}");`,
    ...assertOffsets(name, layout.members),
    "",
  ].join("\n");
}

/** The text of native/events.h: the record structs of the schema, their sizes and offsets asserted. */
export function cHeader(): string {
  const kinds = LAYOUTS.map(({ kind, id }) => `\tKIND_${kind.toUpperCase()} = ${id},`);
  const list = LAYOUTS.map(({ kind, id }) => `\tX(${kind}, ${id}, ${Number(isWatched(kind))})`);
  return [
    "/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */",
    "/* Generated from src/kinds by `npm run generate`: edit that instead. */",
    "#ifndef RUNWARDEN_EVENTS_H",
    "#define RUNWARDEN_EVENTS_H",
    "",
    "#ifdef __bpf__",
    '#include "kernel.bpf.h"',
    "#else",
    "#include <linux/types.h>",
    "#endif",
    "",
    "enum record_kind {",
    ...kinds,
    "};",
    "",
    "/* One more than the largest kind. */",
    `#define RECORD_KIND_LIMIT ${Math.max(...LAYOUTS.map(({ id }) => id)) + 1}`,
    "",
    "/* X(name, id, is_watched) for each kind; of the watched ones the state of the hooks is told. */",
    "#define RECORD_KINDS(X) \\",
    `${list.join(" \\\n")}`,
    "",
    "enum blind_spot {",
    ...BLIND_SPOTS.map((name) => `\tBLIND_${name.toUpperCase()},`),
    "};",
    "",
    "enum egress_act {",
    ...EGRESS_ACTS.map((name) => `\tEGRESS_ACT_${name.toUpperCase()},`),
    "};",
    "",
    "enum guard_act {",
    ...GUARD_ACTS.map((name) => `\tGUARD_ACT_${name.toUpperCase()},`),
    "};",
    "",
    "enum guard_role {",
    ...GUARD_ROLES.map((name) => `\tGUARD_ROLE_${name.toUpperCase()},`),
    "};",
    "",
    "enum access {",
    ...ACCESSES.map((name) => `\tACCESS_${name.toUpperCase()},`),
    "};",
    "",
    "enum load_type {",
    ...LOAD_TYPES.map((name) => `\tLOAD_${name.toUpperCase()},`),
    "};",
    "",
    "enum privilege {",
    ...PRIVILEGES.map((name) => `\tPRIVILEGE_${name.toUpperCase()},`),
    "};",
    "",
    `#define BLIND_SPOT_LIMIT ${BLIND_SPOTS.length}`,
    "",
    "/* X(name, place) for each blind spot. */",
    "#define BLIND_SPOTS(X) \\",
    `${BLIND_SPOTS.map((name, place) => `\tX(${name}, ${place})`).join(" \\\n")}`,
    "",
    ...Object.entries(RECORD_FLAGS).map(([name, bit]) => `#define RECORD_${name.toUpperCase()} ${bit}u`),
    "",
    "/* What rules in the kernel know of an event (rules.bpf.h). */",
    ...FACTS.map((fact) => `#define RULE_${fact.toUpperCase()} (1ull << ${FACTS.indexOf(fact)})`),
    "",
    "struct record_header {",
    ...HEADER.map(declare),
    "};",
    `_Static_assert(sizeof(struct record_header) == ${RECORD_HEADER_SIZE}, "record_header");`,
    ...assertOffsets("record_header", HEADER),
    "",
    ...LAYOUTS.map(struct),
    "#endif",
    "",
  ].join("\n");
}

function isWatched(kind: string): boolean {
  return (WATCHED_KIND_NAMES as readonly string[]).includes(kind);
}
