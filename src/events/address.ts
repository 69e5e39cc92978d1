import ipaddr from "ipaddr.js";
import { decodeBytes } from "./bytes.ts";

/** linux/socket.h */
const AF_INET = 2;

export interface RemoteAddress {
  readonly ip: string;
  readonly family: "ipv4" | "ipv6";
}

/** The text of an address of 16 bytes, of which IPv4 uses the first 4; IPv4-mapped IPv6 is IPv4. */
export function remoteAddress(bytes: Buffer, family: number): RemoteAddress {
  const address = ipaddr.fromByteArray([...bytes.subarray(0, family === AF_INET ? 4 : 16)]);
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()) {
    return { ip: address.toIPv4Address().toString(), family: "ipv4" };
  }
  return { ip: address.toString(), family: address.kind() === "ipv4" ? "ipv4" : "ipv6" };
}

/** The protocols that network_connect reports, by number (RFC 5237's registry). */
export function protocolName(protocol: number): "tcp" | "udp" {
  return protocol === 17 ? "udp" : "tcp";
}

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
