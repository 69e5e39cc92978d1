import ipaddr from "ipaddr.js";
import type { BoolValue, StringValue } from "./value.ts";

/** What a look through `ipaddr.js` costs, in comparisons of strings. */
const WEIGHT = 16;

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A range of addresses, of one family. */
export interface IpRange {
  readonly network: Address;
  readonly prefix: number;
}

/**
 * Reads `address/prefix`; undefined where it is none. Bits of the address after the prefix do not count. A
 * range of IPv4-mapped IPv6 addresses is one of IPv4.
 */
export function parseIpRange(text: string): IpRange | undefined {
  const [, address, digits] = CIDR.exec(text) ?? [];
  if (address === undefined || digits === undefined) return undefined;
  const prefix = Number(digits);
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) {
    return prefix <= 32 ? { network: ipaddr.IPv4.parse(address), prefix } : undefined;
  }
  if (!ipaddr.IPv6.isValid(address) || prefix > 128) return undefined;
  const network = ipaddr.IPv6.parse(address);
  if (network.isIPv4MappedAddress() && prefix >= MAPPED_BITS) {
    return { network: network.toIPv4Address(), prefix: prefix - MAPPED_BITS };
  }
  return { network, prefix };
}

/** `inIpRange`: false for a text that is no address, and for an address of the other family. */
export function inIpRange<I>(ip: StringValue<I>, range: IpRange): BoolValue<I> {
  const { read } = ip;
  return {
    type: "bool",
    read: (input) => contains(range, read(input)),
    roots: ip.roots,
    weight: ip.weight + WEIGHT,
  };
}

/** No leading zeros: `010` is octal to some programs and decimal to others. No zones: they name an interface. */
const CIDR = /^([^/%]+)\/(0|[1-9][0-9]{0,2})$/;

/** The bits before the IPv4 address in a mapped one. */
const MAPPED_BITS = 96;

function contains(range: IpRange, text: string): boolean {
  const address = parseAddress(text);
  if (address === undefined || address.kind() !== range.network.kind()) return false;
  return address.match(range.network, range.prefix);
}

function parseAddress(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (!ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}
