import ipaddr from "ipaddr.js";

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
