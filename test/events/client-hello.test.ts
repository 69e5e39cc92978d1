import { expect, test } from "vitest";
import { serverName } from "../../src/events/client-hello.ts";
import { random } from "../random.ts";

/** Bytes behind their count, which has so many bytes itself. */
function counted(size: number, bytes: Buffer): Buffer {
  const count = Buffer.alloc(size);
  count.writeUIntBE(bytes.length, 0, size);
  return Buffer.concat([count, bytes]);
}

function extension(type: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type >> 8, type & 0xff]), counted(2, bytes)]);
}

function names(...list: readonly (readonly [type: number, name: string])[]): Buffer {
  const entries = list.map(([type, name]) =>
    Buffer.concat([Buffer.from([type]), counted(2, Buffer.from(name, "latin1"))]),
  );
  return extension(0, counted(2, Buffer.concat(entries)));
}

function handshake(extensions: readonly Buffer[], type = 1): Buffer {
  const body = [
    Buffer.from([3, 3]),
    Buffer.alloc(32, 7),
    counted(1, Buffer.alloc(32, 8)),
    counted(2, Buffer.from([0x13, 1, 0x13, 2])),
    counted(1, Buffer.from([0])),
    counted(2, Buffer.concat(extensions)),
  ];
  return Buffer.concat([Buffer.from([type]), counted(3, Buffer.concat(body))]);
}

/** Records of at most so many bytes. */
function records(message: Buffer, size = 16_384): Buffer {
  const all: Buffer[] = [];
  for (let at = 0; at < message.length; at += size) {
    all.push(Buffer.concat([Buffer.from([22, 3, 1]), counted(2, message.subarray(at, at + size))]));
  }
  return Buffer.concat(all);
}

function hello(...extensions: readonly Buffer[]): Buffer {
  return records(handshake(extensions));
}

const KEYS = extension(51, Buffer.alloc(1300, 1));
const EXAMPLE = names([0, "Example.com"]);

test.each([
  ["a name", hello(EXAMPLE), "Example.com"],
  ["a name behind long keys", hello(KEYS, EXAMPLE), "Example.com"],
  ["a name whose bytes are no text", hello(names([0, "\xff\0."])), "\xff\0."],
  ["a name behind one of another type", hello(names([7, "other"], [0, "name"])), "name"],
  ["a hello in records of one byte", records(handshake([EXAMPLE]), 1), "Example.com"],
  ["more behind it", Buffer.concat([hello(EXAMPLE), Buffer.from("GET /")]), "Example.com"],
  // What is encrypted (0xfe0d) has a name of its own, which nobody can see.
  ["an outer name", hello(extension(0xfe0d, Buffer.alloc(200)), EXAMPLE), "Example.com"],
  ["no extensions", hello(), ""],
  ["extensions, but no name", hello(KEYS), ""],
  ["a list without names", hello(names()), ""],
  ["another message of a handshake", records(handshake([EXAMPLE], 2)), ""],
  ["no handshake", Buffer.from("GET / HTTP/1.1\r\n"), ""],
  ["an empty record", Buffer.from([22, 3, 1, 0, 0, 22, 3, 1, 0, 1, 1]), ""],
])("%s: the server name of a hello", (_, bytes, name) => {
  expect(serverName(bytes)).toBe(name);
});

test("a hello whose own size ends before its name has none, whatever comes behind", () => {
  const message = handshake([KEYS, EXAMPLE]);
  message.writeUIntBE(60, 1, 3);
  expect(serverName(records(message))).toBe("");
});

test("a hello that another record interrupts has no name", () => {
  const message = handshake([KEYS, EXAMPLE]);
  const begun = records(message.subarray(0, 100));
  expect(serverName(begun)).toBe(undefined);
  expect(serverName(Buffer.concat([begun, Buffer.from([21, 3, 1, 0, 2, 1, 0])]))).toBe("");
});

test.each([
  ["one record", hello(KEYS, EXAMPLE, KEYS)],
  ["many", records(handshake([KEYS, EXAMPLE, KEYS]), 11)],
])("of a hello in %s that breaks off, more is needed until its name is there", (_, bytes) => {
  const known = Array.from({ length: bytes.length + 1 }, (__, length) =>
    serverName(bytes.subarray(0, length)),
  );
  const first = known.indexOf("Example.com");
  expect(first).toBeGreaterThan(1300);
  expect(known.slice(0, first).every((name) => name === undefined)).toBe(true);
  expect(known.slice(first).every((name) => name === "Example.com")).toBe(true);
});

test("random bytes, and a hello with random bytes in it, give a name or none, and no error", () => {
  const { below } = random(11);
  for (let round = 0; round < 20_000; round++) {
    const bytes = Buffer.from(hello(KEYS.subarray(0, 40), EXAMPLE));
    for (let times = below(8); times >= 0; times--) bytes[below(bytes.length)] = below(256);
    expect(["string", "undefined"]).toContain(typeof serverName(bytes.subarray(0, below(bytes.length + 1))));
    const noise = Buffer.from(Array.from({ length: below(80) }, () => below(256)));
    expect(["string", "undefined"]).toContain(typeof serverName(noise));
  }
});
