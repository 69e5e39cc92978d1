import { RECORD_KINDS, type RecordKind } from "./index.ts";
import type { FixedType, RecordShape, StringForm } from "./record.ts";

/** The sizes of fixed members in bytes; alignment is the size, but for byte arrays, which need none. */
export const MEMBER_SIZES: Readonly<Record<FixedType, number>> = {
  bytes16: 16,
  u64: 8,
  u32: 4,
  u16: 2,
  u8: 1,
};

/** A member of a record with its place. */
export interface Member {
  readonly name: string;
  readonly type: FixedType;
  readonly offset: number;
}

/** A string of the tail, and where its length (u16, bytes) stands. */
export interface TailPlace {
  readonly name: string;
  readonly form: StringForm;
  readonly lengthOffset: number;
}

/** Where everything of one kind of record stands, in bytes from its start. Little-endian. */
export interface RecordLayout {
  readonly kind: RecordKind;
  readonly id: number;
  readonly members: readonly Member[];
  readonly strings: readonly TailPlace[];
  /** Zero bytes behind the fixed members, up to a multiple of 8. */
  readonly padding: number;
  /** The size of header and fixed members with padding to 8; the tail starts here. */
  readonly fixedSize: number;
}

/** The header that every record starts with. */
export const HEADER: readonly Member[] = place(
  [
    { name: "size", type: "u32" },
    { name: "kind", type: "u16" },
    { name: "cpu", type: "u16" },
    { name: "time_ns", type: "u64" },
    { name: "start_ns", type: "u64" },
    { name: "pid", type: "u32" },
    { name: "flags", type: "u32" },
  ],
  0,
);

export const RECORD_HEADER_SIZE = 32;

/** Puts members one behind the other, without gaps. */
export function place(members: readonly { name: string; type: FixedType }[], start: number): Member[] {
  let offset = start;
  return members.map(({ name, type }) => {
    const member = { name, type, offset };
    offset += MEMBER_SIZES[type];
    return member;
  });
}

/** Lays a record out: members by falling size, then the lengths of its strings among them. */
export function layoutOf(kind: RecordKind, id: number, shape: RecordShape): RecordLayout {
  const lengths = shape.strings.map((string) => ({
    name: `${string.name}_length`,
    type: "u16" as const,
  }));
  const bySize = [...shape.fixed, ...lengths].sort((a, b) => MEMBER_SIZES[b.type] - MEMBER_SIZES[a.type]);
  const members = place(bySize, RECORD_HEADER_SIZE);
  const last = members.at(-1);
  const end = last === undefined ? RECORD_HEADER_SIZE : last.offset + MEMBER_SIZES[last.type];
  const strings = shape.strings.map(({ name, form }) => ({
    name,
    form,
    lengthOffset: memberOf(members, `${name}_length`).offset,
  }));
  return { kind, id, members, strings, padding: align8(end) - end, fixedSize: align8(end) };
}

function memberOf(members: readonly Member[], name: string): Member {
  const member = members.find((candidate) => candidate.name === name);
  if (member === undefined) throw new Error(`the record has no member ${name}`);
  return member;
}

/** The next multiple of 8; records and their fixed parts end on one. */
export function align8(size: number): number {
  return (size + 7) & ~7;
}

/** The layout of every kind of record, in the order of the list of kinds. */
export const LAYOUTS: readonly RecordLayout[] = Object.entries(RECORD_KINDS).map(([kind, { id, record }]) =>
  layoutOf(kind as RecordKind, id, record),
);

/** The offset of a fixed member; throws for a name that is none of them. */
export function memberOffset(layout: Pick<RecordLayout, "members">, name: string): number {
  return memberOf(layout.members, name).offset;
}

/** The layout of one kind. */
export function layoutFor(kind: RecordKind): RecordLayout {
  const layout = LAYOUTS.find((candidate) => candidate.kind === kind);
  if (layout === undefined) throw new Error(`there is no kind ${kind}`);
  return layout;
}
