import type { Text } from "./value.ts";

/** The C type of a fixed member of a record. */
export type FixedType = "u64" | "u32" | "u16" | "u8" | "bytes16";

/** A fixed member of a record. The layout orders members by falling size. */
export interface FixedMember {
  readonly name: string;
  readonly type: FixedType;
}

/**
 * How the bytes of a string in a record's tail are to be read.
 * - text: as the program passed it, without the final NUL
 * - walk: names of a path from the leaf up to the root, each ended by NUL
 * - list: strings ended by NUL
 * - bytes: anything else, such as a socket address or a DNS message
 */
export type StringForm = "text" | "walk" | "list" | "bytes";

/** A string in a record's tail; its length in bytes stands among the fixed members as `<name>_length`. */
export interface TailString {
  readonly name: string;
  readonly form: StringForm;
}

/** What the collector writes for one kind: fixed members and strings, in the order of the tail. */
export interface RecordShape {
  readonly fixed: readonly FixedMember[];
  readonly strings: readonly TailString[];
}

/**
 * Bits of a record's `flags` member: a walk did not reach the root; a text or other bytes lost their end; arguments are
 * missing between `argv` and `argv_tail`; the hook has ended the program for what the record tells, or the kernel
 * has refused that as well (native/rules.bpf.h, denial.bpf.h); an attack on the guard can come next, so the block that the record is
 * in is signed and written at once.
 */
export const RECORD_FLAGS = {
  walk_cut: 1,
  text_cut: 2,
  argv_cut: 4,
  killed: 8,
  denied: 16,
  at_once: 32,
} as const;

/** What every record tells: the process that it comes from, and whether strings of it are cut. */
export interface RecordHead {
  readonly pid: number;
  /** When that process started: nanoseconds since boot, exact for 104 days, and to the microsecond long after. */
  readonly startNs: number;
  readonly isWalkCut: boolean;
  readonly isTextCut: boolean;
  readonly isArgvCut: boolean;
}

interface Emptiable {
  readonly isEmpty: boolean;
}

export interface TextString extends Emptiable {
  /** The text; bytes that are no UTF-8 as bytes.ts has them. */
  raw(): string;
}

export interface WalkString extends Emptiable {
  /** The path; one that lost its upper part starts with an ellipsis. */
  path(): Text;
  /** The path of a walk that is whole even where the record says that one of its walks is cut. */
  wholePath(): Text;
}

export interface ListString extends Emptiable {
  /** What stands between the NULs; the last is empty where a NUL ends the list. */
  parts(): string[];
}

export interface BytesString extends Emptiable {
  /** A view of the bytes, good until the next block is read. */
  bytes(): Buffer;
}

interface StringOfForm {
  readonly text: TextString;
  readonly walk: WalkString;
  readonly list: ListString;
  readonly bytes: BytesString;
}

/** A time (`…_ns`) is a number like `startNs`; whatever else has 64 bits keeps them all. */
type MemberValue<M extends FixedMember> = M["type"] extends "bytes16"
  ? Buffer
  : M["type"] extends "u64"
    ? M["name"] extends `${string}_ns`
      ? number
      : bigint
    : number;

/** Things by name; nothing where the names are not known, so that any name is a mistake then. */
type ByName<Each extends { readonly name: string }, Value> = string extends Each["name"] ? unknown : Value;

/** A record, its members and strings by name. */
export type RecordOf<R extends RecordShape> = RecordHead &
  ByName<R["fixed"][number], { readonly [M in R["fixed"][number] as M["name"]]: MemberValue<M> }> &
  ByName<
    R["strings"][number],
    { readonly [S in R["strings"][number] as S["name"]]: StringOfForm[S["form"]] }
  >;
