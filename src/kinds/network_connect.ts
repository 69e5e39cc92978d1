import ipaddr from "ipaddr.js";
import { data, eventKind, words } from "./kind.ts";
import type { Text } from "./value.ts";

export const network_connect = eventKind({
  id: 2,
  doc: "An outbound connection was attempted, or a datagram was sent to a new destination.",
  fields: [
    {
      name: "remote_ip",
      type: "address",
      doc: "Destination IP address",
      example: "203.0.113.10, 2001:db8::1",
    },
    { name: "remote_port", type: "int", range: [0, 65535], doc: "Destination port", example: "443, 53" },
    { name: "protocol", type: "string", values: ["tcp", "udp"], doc: "Protocol", example: "tcp, udp" },
    {
      name: "family",
      type: "string",
      values: ["ipv4", "ipv6"],
      doc: "Destination address family",
      example: "ipv4, ipv6",
    },
    {
      name: "remote_domains",
      type: "list of strings",
      form: "domain",
      doc: "Names for which DNS answers have given the job this address, the first one first; empty where none has",
      example: "[registry.npmjs.org]",
    },
  ],
  record: {
    fixed: [
      { name: "remote_ip", type: "bytes16" },
      { name: "remote_port", type: "u16" },
      { name: "protocol", type: "u8" },
      { name: "family", type: "u8" },
    ],
    strings: [],
  },
  decode(record, context) {
    const { ip, family } = remoteAddress(record.remote_ip, record.family);
    const { names, isCut } = context.lookups.namesOf(ip);
    if (isCut) context.tagCut();
    return {
      remote_ip: context.intern(ip),
      remote_port: record.remote_port,
      protocol: context.intern(protocolName(record.protocol)),
      family: context.intern(family),
      remote_domains: names,
    };
  },
  phrase({ remote_ip, remote_port, protocol, family, remote_domains }) {
    const host = family.raw === "ipv6" ? `[${remote_ip.raw}]` : remote_ip.raw;
    const place = `${host}:${remote_port}${inBrackets(remote_domains)}`;
    return [words("connected to"), data(place), words("over"), data(protocol.raw)];
  },
});

/** The protocols that are reported, by number (RFC 5237's registry). */
export function protocolName(protocol: number): "tcp" | "udp" {
  return protocol === 17 ? "udp" : "tcp";
}

/** Names of an address that are shown; the first one is what was asked for. */
const NAMES_SHOWN = 3;

function inBrackets(names: readonly Text[]): string {
  if (names.length === 0) return "";
  const shown = names.slice(0, NAMES_SHOWN).map(({ raw }) => raw);
  const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : "";
  return ` (${shown.join(", ")}${more})`;
}

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
