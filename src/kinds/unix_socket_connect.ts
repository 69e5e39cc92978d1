import { decodeBytes } from "./bytes.ts";
import { data, eventKind, words } from "./kind.ts";
import { absolutePath } from "./path.ts";

export const unix_socket_connect = eventKind({
  id: 3,
  doc: "A Unix domain socket was connected to, or a datagram was sent to one.",
  fields: [
    {
      name: "path",
      type: "path",
      doc: "Socket path as given, made absolute; an abstract name starts with @",
      example: "/run/docker.sock, @dbus-7",
    },
    {
      name: "resolved_path",
      type: "path",
      doc: "The bound socket's own path where the connect succeeded, else the same as path",
      example: "/run/docker.sock",
    },
    {
      name: "socket_type",
      type: "string",
      values: ["stream", "dgram", "seqpacket", "unknown"],
      doc: "Socket type",
      example: "stream, dgram, seqpacket, unknown",
    },
    { name: "is_abstract", type: "bool", doc: "True for an abstract name", example: "true / false" },
  ],
  record: {
    fixed: [{ name: "socket_type", type: "u16" }],
    strings: [
      { name: "address", form: "bytes" },
      { name: "base", form: "walk" },
      { name: "resolved", form: "walk" },
    ],
  },
  decode(record, { intern }) {
    const address = unixAddress(record.address.bytes());
    const isPath = !address.isAbstract && address.path !== "";
    const path = intern(isPath ? absolutePath(record.base.path().raw, address.path) : address.path);
    return {
      path,
      resolved_path: record.resolved.isEmpty || !isPath ? path : record.resolved.path(),
      socket_type: intern(socketTypeName(record.socket_type)),
      is_abstract: address.isAbstract,
    };
  },
  phrase({ path, resolved_path, socket_type }) {
    const resolved = resolved_path.raw === path.raw ? [] : [words("which is"), data(resolved_path.raw)];
    return [words("connected to the Unix socket"), data(path.raw), ...resolved, data(socket_type.raw)];
  },
  // Where the socket was not resolved the two are the same.
  defaults: { resolved_path: "path" },
});

export interface UnixAddress {
  readonly path: string;
  readonly isAbstract: boolean;
}

/**
 * The name of a Unix socket from the bytes behind the family (unix(7)). An abstract name starts with NUL, has no
 * end but its length, and is written with `@` for that NUL and `\x00` for others.
 */
export function unixAddress(bytes: Buffer): UnixAddress {
  if (bytes.length > 0 && bytes[0] === 0) {
    return { path: `@${decodeBytes(bytes.subarray(1)).replaceAll("\0", "\\x00")}`, isAbstract: true };
  }
  const end = bytes.indexOf(0);
  return { path: decodeBytes(end < 0 ? bytes : bytes.subarray(0, end)), isAbstract: false };
}

/** The names of socket types (linux/net.h). */
export function socketTypeName(type: number): "stream" | "dgram" | "seqpacket" | "unknown" {
  switch (type) {
    case 1:
      return "stream";
    case 2:
      return "dgram";
    case 5:
      return "seqpacket";
    default:
      return "unknown";
  }
}
