import { expect, test } from "vitest";
import { CallStreams, nameOfCall, parseReply } from "../../src/events/resolved.ts";

function nameOf(json: unknown): string | undefined {
  return nameOfCall({ bytes: Buffer.from(JSON.stringify(json)), isWhole: true });
}

const call = (method: string, parameters: unknown) => ({
  method: `io.systemd.Resolve.${method}`,
  parameters,
});

test.each([
  ["a host", call("ResolveHostname", { name: "Example.COM", flags: 0 }), "example.com"],
  ["a host with the final dot", call("ResolveHostname", { name: "example.com." }), "example.com"],
  ["a record", call("ResolveRecord", { name: "example.com", class: 1, type: 15 }), "example.com"],
  [
    "a service",
    call("ResolveService", { type: "_http._tcp", domain: "example.com" }),
    "_http._tcp.example.com",
  ],
  [
    "a service with a name",
    call("ResolveService", { name: "x", type: "_http._tcp", domain: "example.com" }),
    "x._http._tcp.example.com",
  ],
  ["a domain as a service", call("ResolveService", { name: null, domain: "example.com" }), "example.com"],
  [
    "an IPv4 address",
    call("ResolveAddress", { family: 2, address: [192, 0, 2, 1] }),
    "1.2.0.192.in-addr.arpa",
  ],
  [
    "an IPv6 address",
    call("ResolveAddress", { family: 10, address: [32, 1, 13, 184, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] }),
    "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
  ],
  ["an address that is none", call("ResolveAddress", { address: [1, 2] }), ""],
  ["an address of no bytes", call("ResolveAddress", { address: [192, 0, 2, 256] }), ""],
  ["an address of objects", call("ResolveAddress", { address: [{ toString: 1, valueOf: 1 }, 0, 0, 0] }), ""],
  ["no name", call("ResolveHostname", {}), ""],
  ["no parameters", call("ResolveHostname", undefined), ""],
  ["a name of another type", call("ResolveHostname", { name: ["x"] }), ""],
  ["another method", call("BrowseServices", { name: "x" }), undefined],
  ["another interface", { method: "org.varlink.service.GetInfo", parameters: { name: "x" } }, undefined],
  ["no method", { parameters: { name: "x" } }, undefined],
])("%s: the name that is looked up is read", (_, json, expected) => {
  expect(nameOf(json)).toBe(expected);
});

test.each([
  ["no JSON", "{", true],
  ["no object", "[]", true],
  ["a part of a call", JSON.stringify(call("ResolveHostname", { name: "x" })), false],
])("%s: nothing is known of the name", (_, text, isWhole) => {
  expect(nameOfCall({ bytes: Buffer.from(text), isWhole })).toBe("");
});

test.each([
  [
    "two addresses",
    {
      parameters: {
        name: "CDN.example.net",
        addresses: [{ address: [192, 0, 2, 1] }, { address: Array(16).fill(1) }],
      },
    },
    { name: "cdn.example.net", addresses: [Buffer.from([192, 0, 2, 1]), Buffer.alloc(16, 1)] },
  ],
  ["an error", { error: "io.systemd.Resolve.NoNameServers", parameters: {} }, { name: "", addresses: [] }],
  ["no object", [], { name: "", addresses: [] }],
  [
    "members of other types",
    { parameters: { name: 5, addresses: [null, "x", { address: [1] }, { address: "abcd" }] } },
    { name: "", addresses: [] },
  ],
  [
    "bytes that are none, also such that no number can be made of",
    {
      parameters: {
        addresses: [{ toString: 1, valueOf: 1 }, 256, -1, 1.5, "1", null, [1]].map((wrong) => ({
          address: [1, wrong, 1, 1],
        })),
      },
    },
    { name: "", addresses: [] },
  ],
])("%s: what a reply tells is read", (_, json, expected) => {
  expect(parseReply({ bytes: Buffer.from(JSON.stringify(json)), isWhole: true })).toEqual(expected);
  expect(parseReply({ bytes: Buffer.from(JSON.stringify(json)), isWhole: false })).toEqual({
    name: "",
    addresses: [],
  });
});

/** The calls that sends on one socket complete, a cut one with an ellipsis. */
function calls(...sends: readonly (readonly [sent: string, wholeLength?: number])[]): string[] {
  const streams = new CallStreams();
  return sends.flatMap(([sent, wholeLength]) =>
    streams
      .push(1n, Buffer.from(sent), wholeLength)
      .map(({ bytes, isWhole }) => (isWhole ? String(bytes) : `${bytes}…`)),
  );
}

test("calls are put together from any sends, and sockets do not mix", () => {
  const stream = "first\0\0second\0third";
  for (let size = 1; size <= stream.length; size++) {
    const sends = Array.from(
      { length: Math.ceil(stream.length / size) },
      (_, n) => [stream.slice(n * size, (n + 1) * size)] as const,
    );
    expect(calls(...sends)).toEqual(["first", "", "second"]);
  }
  const streams = new CallStreams();
  expect(streams.push(1n, Buffer.from("a"))).toEqual([]);
  expect(streams.push(2n, Buffer.from("b\0")).map(({ bytes }) => String(bytes))).toEqual(["b"]);
});

test("of a send that is not whole the rest is a call that is cut, and what follows starts anew", () => {
  expect(calls(["a\0b", 9], ["c\0"])).toEqual(["a", "b…", "c"]);
});

test("a call without an end, and streams without end, do not fill the memory", () => {
  const endless = "x".repeat(60_000);
  expect(calls([endless], [endless]).map((text) => text.length)).toEqual([120_001]);
  const streams = new CallStreams();
  for (let socket = 0; socket < 5000; socket++) streams.push(BigInt(socket), Buffer.from("old"));
  expect(streams.push(3n, Buffer.from("new\0")).map(({ bytes }) => String(bytes))).toEqual(["new"]);
  expect(streams.push(4999n, Buffer.from("\0")).map(({ bytes }) => String(bytes))).toEqual(["old"]);
});
