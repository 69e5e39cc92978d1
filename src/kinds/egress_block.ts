import { data, eventKind, words } from "./kind.ts";
import { remoteAddress } from "./network_connect.ts";

/** What was refused, by number in the records: how somebody tried to reach something. */
export const EGRESS_ACTS = ["connect", "datagram", "packet", "look_up", "socket"] as const;

export type EgressAct = (typeof EGRESS_ACTS)[number];

export const egress_block = eventKind({
  id: 22,
  doc: "Something was refused because egress is block, or the job is locked down (on-detect): a connection, a datagram or a packet to a host that allowed-endpoints does not name, the look-up of a name that it does not have, or a socket that could get around it.",
  fields: [
    {
      name: "act",
      type: "string",
      values: EGRESS_ACTS,
      doc: `What was refused: ${EGRESS_ACTS.join(", ")}`,
      example: "connect, look_up",
    },
    {
      name: "remote_ip",
      type: "string",
      doc: "Destination IP address; of a look-up, where it was asked; empty for a socket",
      example: "203.0.113.10, 2001:db8::1",
    },
    {
      name: "remote_port",
      type: "int",
      range: [0, 65535],
      doc: "Destination port; 0 for a protocol that has none, and for a socket",
      example: "443, 53",
    },
    {
      name: "protocol",
      type: "string",
      doc: "Protocol by its name, or by its number in IP where it has none here; of a socket what it is for",
      example: "tcp, udp, icmp, 47, raw, packet",
    },
    {
      name: "remote_domains",
      type: "list of strings",
      form: "domain",
      doc: "Names for which DNS answers have given the job this address, the first one first; empty where none has",
      example: "[registry.npmjs.org]",
    },
    {
      name: "domain",
      type: "string",
      form: "domain",
      doc: "The name whose look-up was refused, in lowercase, without the trailing dot; empty for all else",
      example: "example.com",
    },
  ],
  record: {
    fixed: [
      { name: "remote_ip", type: "bytes16" },
      { name: "remote_port", type: "u16" },
      { name: "protocol", type: "u16" },
      { name: "act", type: "u8" },
    ],
    strings: [{ name: "query", form: "bytes" }],
  },
  decode(record, context) {
    const act = EGRESS_ACTS[record.act] ?? `act ${record.act}`;
    const { ip } = remoteAddress(record.remote_ip, AF_INET6);
    if (act === "socket") {
      return {
        act: context.intern(act),
        remote_ip: context.intern(""),
        remote_port: 0,
        protocol: context.intern(socketName(record.remote_port)),
        remote_domains: [],
        domain: context.intern(""),
      };
    }
    const { names, isCut } = act === "look_up" ? { names: [], isCut: false } : context.lookups.namesOf(ip);
    if (isCut) context.tagCut();
    return {
      act: context.intern(act),
      remote_ip: context.intern(ip),
      remote_port: record.remote_port,
      protocol: context.intern(PROTOCOLS[record.protocol] ?? String(record.protocol)),
      remote_domains: names,
      domain: context.intern(act === "look_up" ? questionOf(record.query.bytes()) : ""),
    };
  },
  phrase({ act, remote_ip, remote_port, protocol, remote_domains, domain }) {
    const host = remote_ip.raw.includes(":") ? `[${remote_ip.raw}]` : remote_ip.raw;
    const place = remote_port === 0 ? host : `${host}:${remote_port}`;
    switch (act.raw) {
      case "look_up":
        return [
          words("was refused to look up"),
          data(domain.raw === "" ? "what is no plain question" : domain.raw),
        ];
      case "socket":
        return [words("was refused a socket of the kind"), data(protocol.raw)];
      default: {
        const [name] = remote_domains;
        const called = name === undefined ? "" : ` (${name.raw})`;
        return [words("was refused to reach"), data(`${place}${called}`), words("over"), data(protocol.raw)];
      }
    }
  },
});

/** linux/socket.h */
const AF_INET6 = 10;

/** RFC 5237's registry. */
const PROTOCOLS: Readonly<Record<number, string>> = {
  1: "icmp",
  6: "tcp",
  17: "udp",
  33: "dccp",
  58: "icmpv6",
  132: "sctp",
  136: "udplite",
};

/** By the family of its addresses (linux/socket.h): of the Internet's, only raw ones are refused. */
function socketName(family: number): string {
  const names: Readonly<Record<number, string>> = {
    2: "raw",
    10: "raw",
    17: "packet",
    40: "vsock",
    44: "xdp",
  };
  return names[family] ?? `family ${family}`;
}

/** Where the first question begins in a message of DNS (RFC 1035, 4.1.1). */
const QUESTION_AT = 12;

/** The name of the first question, as far as it can be read: it was refused, so it can be anything. */
function questionOf(message: Buffer): string {
  const labels: string[] = [];
  let at = QUESTION_AT;
  for (;;) {
    const length = message[at] ?? 0;
    if (length === 0 || length > 63 || at + 1 + length > message.length) break;
    const label = message.toString("latin1", at + 1, at + 1 + length);
    labels.push(label.toLowerCase().replace(/[^a-z0-9_-]/g, (byte) => `\\${byte.charCodeAt(0)}`));
    at += 1 + length;
  }
  return labels.join(".");
}
