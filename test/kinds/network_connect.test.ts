import { expect, test } from "vitest";
import { protocolName, remoteAddress } from "../../src/kinds/network_connect.ts";

const AF_INET = 2;
const AF_INET6 = 10;

test.each([
  ["cb00710a000000000000000000000000", AF_INET, "203.0.113.10", "ipv4"],
  // Only the first four bytes count.
  ["7f0000010000000000000000ffffffff", AF_INET, "127.0.0.1", "ipv4"],
  ["00000000000000000000000000000000", AF_INET, "0.0.0.0", "ipv4"],
  ["20010db8000000000000000000000001", AF_INET6, "2001:db8::1", "ipv6"],
  ["00000000000000000000000000000001", AF_INET6, "::1", "ipv6"],
  ["00000000000000000000000000000000", AF_INET6, "::", "ipv6"],
  ["fe80000000000000020000fffe000001", AF_INET6, "fe80::200:ff:fe00:1", "ipv6"],
  // IPv4-mapped is IPv4; IPv4-compatible and NAT64 are not.
  ["00000000000000000000ffff0a000001", AF_INET6, "10.0.0.1", "ipv4"],
  ["0000000000000000000000000a000001", AF_INET6, "::a00:1", "ipv6"],
  ["0064ff9b00000000000000000a000001", AF_INET6, "64:ff9b::a00:1", "ipv6"],
])("the address %s of family %i is %s, %s", (hex, number, ip, family) => {
  expect(remoteAddress(Buffer.from(hex, "hex"), number)).toEqual({ ip, family });
});

test("protocols have their names", () => {
  expect([6, 17].map(protocolName)).toEqual(["tcp", "udp"]);
});
