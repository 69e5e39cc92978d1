import type { Field } from "./field.ts";

export type { Field, FieldType } from "./field.ts";

/**
 * The one source of truth for what the collector records and what a rule can ask about.
 * From here come native/events.h, the decoder, the field types of conditions, the Event union and the field
 * table in rules/README.md.
 */

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
  readonly id: number;
  readonly fixed: readonly FixedMember[];
  readonly strings: readonly TailString[];
}

interface EventKindShape extends RecordShape {
  readonly doc: string;
  readonly fields: readonly Field[];
}

/**
 * A DNS message, or, with protocol 0, what went through systemd-resolved's socket, whose inode number then stands for
 * the cookie.
 */
const LOOKUP_MESSAGE = {
  fixed: [
    { name: "socket_cookie", type: "u64" },
    { name: "sequence", type: "u32" },
    { name: "whole_length", type: "u32" },
    { name: "datagram_length", type: "u32" },
    { name: "protocol", type: "u8" },
  ],
  strings: [{ name: "message", form: "bytes" }],
} as const;

/** The kinds of event that a rule can name, with their fields and their records. */
export const EVENT_KINDS = {
  process_exec: {
    id: 1,
    doc: "A program was executed.",
    fields: [
      {
        name: "is_memfd",
        type: "bool",
        doc: "True when the program is a file in memory (memfd)",
        example: "true / false",
      },
    ],
    fixed: [
      { name: "parent_start_ns", type: "u64" },
      { name: "parent_pid", type: "u32" },
      { name: "is_memfd", type: "u8" },
    ],
    strings: [
      { name: "filename", form: "text" },
      { name: "base", form: "walk" },
      { name: "image", form: "walk" },
      { name: "argv", form: "list" },
    ],
  },
  network_connect: {
    id: 2,
    doc: "An outbound connection was attempted, or a datagram was sent to a new destination.",
    fields: [
      {
        name: "remote_ip",
        type: "string",
        doc: "Destination IP address",
        example: "203.0.113.10, 2001:db8::1",
      },
      { name: "remote_port", type: "int", doc: "Destination port", example: "443, 53" },
      { name: "protocol", type: "string", doc: "Protocol", example: "tcp, udp" },
      { name: "family", type: "string", doc: "Destination address family", example: "ipv4, ipv6" },
      {
        name: "remote_domains",
        type: "list of strings",
        doc: "Names for which DNS answers have given the job this address, the first one first; empty where none has",
        example: "[registry.npmjs.org]",
      },
    ],
    fixed: [
      { name: "remote_ip", type: "bytes16" },
      { name: "remote_port", type: "u16" },
      { name: "protocol", type: "u8" },
      { name: "family", type: "u8" },
    ],
    strings: [],
  },
  unix_socket_connect: {
    id: 3,
    doc: "A Unix domain socket was connected to, or a datagram was sent to one.",
    fields: [
      {
        name: "path",
        type: "string",
        doc: "Socket path as given, made absolute; an abstract name starts with @",
        example: "/run/docker.sock, @dbus-7",
      },
      {
        name: "resolved_path",
        type: "string",
        doc: "The bound socket's own path where the connect succeeded, else the same as path",
        example: "/run/docker.sock",
      },
      {
        name: "socket_type",
        type: "string",
        doc: "Socket type",
        example: "stream, dgram, seqpacket, unknown",
      },
      { name: "is_abstract", type: "bool", doc: "True for an abstract name", example: "true / false" },
    ],
    fixed: [{ name: "socket_type", type: "u16" }],
    strings: [
      { name: "address", form: "bytes" },
      { name: "base", form: "walk" },
      { name: "resolved", form: "walk" },
    ],
  },
  file_open: {
    id: 4,
    doc: "A file or folder was opened.",
    fields: [
      {
        name: "path",
        type: "string",
        doc: "Opened path, resolved",
        example: "/home/runner/.npmrc, /workspace/.env",
      },
      {
        name: "is_read",
        type: "bool",
        doc: "True when read access is included",
        example: "true / false",
      },
      {
        name: "is_write",
        type: "bool",
        doc: "True when write access is included",
        example: "true / false",
      },
      {
        name: "flags",
        type: "int",
        doc: "Flags as passed to open(2), in the numbers of x86-64",
        example: "0, 66",
      },
    ],
    fixed: [{ name: "flags", type: "u32" }],
    strings: [
      { name: "path", form: "walk" },
      { name: "base", form: "walk" },
      { name: "given", form: "text" },
    ],
  },
  file_remove: {
    id: 5,
    doc: "A file or folder was removed.",
    fields: [
      { name: "path", type: "string", doc: "Removed path", example: "/workspace/.env, /var/log/journal" },
      { name: "is_folder", type: "bool", doc: "True when a folder was removed", example: "true / false" },
    ],
    fixed: [{ name: "is_folder", type: "u8" }],
    strings: [
      { name: "base", form: "walk" },
      { name: "path", form: "text" },
    ],
  },
  file_move: {
    id: 6,
    doc: "A file or folder was renamed or moved.",
    fields: [
      { name: "from_path", type: "string", doc: "Original path", example: "/tmp/payload.bin" },
      { name: "to_path", type: "string", doc: "New path", example: "/usr/local/bin/curl" },
    ],
    fixed: [],
    strings: [
      { name: "from_base", form: "walk" },
      { name: "from", form: "text" },
      { name: "to_base", form: "walk" },
      { name: "to", form: "text" },
    ],
  },
  file_link: {
    id: 7,
    doc: "A hard link or a symbolic link was created.",
    fields: [
      {
        name: "created_path",
        type: "string",
        doc: "Newly created link",
        example: "/tmp/copy, /usr/local/bin/curl",
      },
      {
        name: "existing_path",
        type: "string",
        doc: "Existing target, made absolute against the link's folder",
        example: "/etc/shadow, /tmp/wrapper",
      },
      { name: "is_hardlink", type: "bool", doc: "True for hard links", example: "true / false" },
      { name: "is_symlink", type: "bool", doc: "True for symbolic links", example: "true / false" },
    ],
    fixed: [{ name: "is_hardlink", type: "u8" }],
    strings: [
      { name: "existing_base", form: "walk" },
      { name: "existing", form: "text" },
      { name: "created_base", form: "walk" },
      { name: "created", form: "text" },
    ],
  },
  domain: {
    id: 8,
    doc: "A name was looked up.",
    fields: [
      {
        name: "domain",
        type: "string",
        doc: "Query name in lowercase, without the trailing dot",
        example: "registry.npmjs.org, example.com",
      },
      {
        name: "source",
        type: "string",
        doc: "Where the look-up was seen: a DNS query, or a call on systemd-resolved's own socket",
        example: "dns, resolved",
      },
    ],
    ...LOOKUP_MESSAGE,
  },
} as const satisfies Record<string, EventKindShape>;

/** Records that keep the lineage; no rule sees them. */
export const LINEAGE_KINDS = {
  process_fork: {
    id: 16,
    fixed: [
      { name: "child_start_ns", type: "u64" },
      { name: "child_pid", type: "u32" },
    ],
    strings: [],
  },
  process_exit: { id: 17, fixed: [], strings: [] },
  /** A process older than the collector, read from /proc. Its start time has the precision of a clock tick. */
  process_snapshot: {
    id: 18,
    fixed: [{ name: "parent_pid", type: "u32" }],
    strings: [
      { name: "executable", form: "text" },
      { name: "argv", form: "list" },
    ],
  },
  /**
   * A process outside the job's lineage that is watched from now on, because the job made somebody start it; or one
   * of its ancestors, told before it, so that it has a lineage.
   */
  process_adopt: {
    id: 20,
    fixed: [
      { name: "parent_start_ns", type: "u64" },
      { name: "parent_pid", type: "u32" },
      /** 0 for an ancestor: it is told, but not watched. */
      { name: "is_watched", type: "u8" },
      /** Forked and not yet executed: it has its parent's image. */
      { name: "is_fork", type: "u8" },
    ],
    strings: [
      { name: "image", form: "walk" },
      { name: "argv", form: "list" },
    ],
  },
} as const satisfies Record<string, RecordShape>;

/** Records from which fields of events are filled in; no rule sees them. */
export const SUPPORT_KINDS = {
  /**
   * A DNS message that came to a socket which the job asks resolvers with: what names connects. With protocol 0 it is
   * a reply on systemd-resolved's socket.
   */
  dns_answer: {
    id: 19,
    ...LOOKUP_MESSAGE,
  },
} as const satisfies Record<string, RecordShape>;

export const RECORD_KINDS = { ...EVENT_KINDS, ...LINEAGE_KINDS, ...SUPPORT_KINDS } as const;

export type EventKind = keyof typeof EVENT_KINDS;
export type LineageKind = keyof typeof LINEAGE_KINDS;
export type SupportKind = keyof typeof SUPPORT_KINDS;
export type RecordKind = keyof typeof RECORD_KINDS;
/** The kinds whose hooks a report tells of. */
export type WatchedKind = EventKind | SupportKind;

export const EVENT_KIND_NAMES = Object.keys(EVENT_KINDS) as EventKind[];
export const SUPPORT_KIND_NAMES = Object.keys(SUPPORT_KINDS) as SupportKind[];
export const WATCHED_KIND_NAMES: readonly WatchedKind[] = [...EVENT_KIND_NAMES, ...SUPPORT_KIND_NAMES];
export const RECORD_KIND_NAMES = Object.keys(RECORD_KINDS) as RecordKind[];

/** The fields of a kind's payload. */
export function fieldsOf(kind: EventKind): readonly Field[] {
  return EVENT_KINDS[kind].fields;
}

/** True for the name of an event kind; says nothing of lineage records. */
export function isEventKind(name: string): name is EventKind {
  return Object.hasOwn(EVENT_KINDS, name);
}

/** Bits of a record's `flags` member: a walk did not reach the root; a text or other bytes lost their end. */
export const RECORD_FLAGS = { walk_cut: 1, text_cut: 2 } as const;

/**
 * What the kernel part only counts, because no event can show what the job does next.
 * - sockets that it made: raw, packet and vsock ones, those for ping, and of other protocols than TCP and UDP
 * - requests that it made through io_uring, by the kind of event that they are to the fentry source; the tracepoint
 *   source does not see them
 */
export const BLIND_SPOTS = [
  "raw_socket",
  "packet_socket",
  "icmp_socket",
  "vsock_socket",
  "other_socket",
  "io_uring_file_open",
  "io_uring_file_remove",
  "io_uring_file_move",
  "io_uring_file_link",
  "io_uring_unix_socket_connect",
] as const;

export type BlindSpot = (typeof BLIND_SPOTS)[number];
