import { expect, test } from "vitest";
import { NscdStreams } from "../../src/events/nscd.ts";
import { random } from "../random.ts";

function request(type: number, key: Buffer | string, version = 2, keyLength = key.length): Buffer {
  const header = Buffer.alloc(12);
  header.writeInt32LE(version, 0);
  header.writeInt32LE(type, 4);
  header.writeInt32LE(keyLength, 8);
  return Buffer.concat([header, Buffer.from(key)]);
}

const whole = (name: string) => ({ name, isWhole: true });
const CUT = { name: "", isWhole: false };

test.each([
  ["a host", request(4, "Example.COM\0"), [whole("example.com")]],
  ["a host by IPv6", request(5, "example.com.\0"), [whole("example.com")]],
  ["a host for getaddrinfo", request(14, "example.com\0"), [whole("example.com")]],
  ["an address", request(6, Buffer.from([192, 0, 2, 1])), [whole("1.2.0.192.in-addr.arpa")]],
  ["an IPv6 address", request(7, Buffer.alloc(16)), [whole(`${"0.".repeat(32)}ip6.arpa`)]],
  ["an address of no length that there is", request(6, Buffer.from([1, 2])), [CUT]],
  ["a name without an end", request(14, "example.com"), [CUT]],
  ["a user", request(0, "root\0"), []],
  ["the memory of hosts", request(13, "hosts\0"), []],
  ["a type that there is not", request(-1, "x\0"), []],
  ["another version", request(14, "example.com\0", 3), []],
  ["a key of a negative length", request(14, "example.com\0", 2, -1), []],
  ["a key that is longer than nscd takes", request(14, "x".repeat(1025)), []],
])("%s is looked up", (_, bytes, lookups) => {
  expect(new NscdStreams().push(1n, bytes)).toEqual(lookups);
});

test("requests are put together from any sends, and sockets do not mix", () => {
  const bytes = Buffer.concat([request(14, "a.example\0"), request(4, "b.example\0")]);
  for (let size = 1; size <= bytes.length; size++) {
    const streams = new NscdStreams();
    streams.push(2n, request(14, "c.example\0").subarray(0, 5));
    const lookups = [];
    for (let at = 0; at < bytes.length; at += size) {
      lookups.push(...streams.push(1n, bytes.subarray(at, at + size)));
    }
    expect(lookups).toEqual([whole("a.example"), whole("b.example")]);
  }
});

test("of a send whose end is missing the rest is a look-up that is cut, and what follows starts anew", () => {
  const streams = new NscdStreams();
  expect(streams.push(1n, request(14, "a.example\0").subarray(0, 15), 9000)).toEqual([CUT]);
  expect(streams.push(1n, request(14, "b.example\0"))).toEqual([whole("b.example")]);
});

test("many streams without an end do not fill the memory, and random bytes give no name", () => {
  const streams = new NscdStreams();
  for (let socket = 0; socket < 5000; socket++) streams.push(BigInt(socket), request(14, "").subarray(0, 8));
  // The oldest were let go: what comes for one of them starts anew.
  expect(streams.push(3n, request(14, "a.example\0"))).toEqual([whole("a.example")]);
  const { below } = random(9);
  for (let i = 0; i < 10_000; i++) {
    const bytes = Buffer.from(Array.from({ length: below(40) }, () => below(256)));
    expect(streams.push(BigInt(10_000 + below(3)), bytes)).toEqual([]);
  }
});
