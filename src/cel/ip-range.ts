import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A range of addresses: those that begin with the first `prefix` bits of 4 bytes, or of 16. */
export interface IpRange {
  /** All bits after the prefix are 0. */
  readonly bytes: readonly number[];
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
    return prefix <= 32 ? rangeOf(ipaddr.IPv4.parse(address), prefix) : undefined;
  }
  if (!ipaddr.IPv6.isValid(address) || prefix > 128) return undefined;
  const network = ipaddr.IPv6.parse(address);
  if (network.isIPv4MappedAddress() && prefix >= MAPPED_BITS) {
    return rangeOf(network.toIPv4Address(), prefix - MAPPED_BITS);
  }
  return rangeOf(network, prefix);
}

/** The text of a range, as `parseIpRange` reads it. */
export function printIpRange({ bytes, prefix }: IpRange): string {
  return `${ipaddr.fromByteArray([...bytes]).toString()}/${prefix}`;
}

/** The bytes of an address, which are 4 or 16; undefined where the text is none. */
export function parseIp(text: string): readonly number[] | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text).toByteArray();
  if (!ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return (address.isIPv4MappedAddress() ? address.toIPv4Address() : address).toByteArray();
}

/** True for an address of the range; false for one of the other family, and for none. */
export function isInIpRange(ip: readonly number[] | undefined, { bytes, prefix }: IpRange): boolean {
  if (ip?.length !== bytes.length) return false;
  for (let place = 0; place < bytes.length; place++) {
    if (((ip[place] ?? 0) & mask(prefix, place)) !== bytes[place]) return false;
  }
  return true;
}

/** No leading zeros: `010` is octal to some programs and decimal to others. No zones: they name an interface. */
const CIDR = /^([^/%]+)\/(0|[1-9][0-9]{0,2})$/;

/** The bits before the IPv4 address in a mapped one. */
const MAPPED_BITS = 96;

function rangeOf(network: Address, prefix: number): IpRange {
  return { bytes: network.toByteArray().map((byte, place) => byte & mask(prefix, place)), prefix };
}

/** The bits of one byte that belong to the prefix. */
function mask(prefix: number, place: number): number {
  return 0xff & (0xff00 >> Math.min(8, Math.max(0, prefix - 8 * place)));
}
