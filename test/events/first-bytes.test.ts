import { expect, test } from "vitest";
import { Decoder } from "../../src/events/decode.ts";
import type { Event } from "../../src/events/event.ts";
import { BegunMessage, FIRST_BYTES_LIMIT } from "../../src/events/first-bytes.ts";
import type { Process } from "../../src/kinds/value.ts";
import { plainLayouts } from "../../src/log/layouts.ts";
import { NO_OWN, record } from "../log/log-bytes.ts";
import { memoryInUse } from "../memory-in-use.ts";
import { random } from "../random.ts";

const FIRST_BYTES = 253;
const TEXT_CUT = 2;
const START_NS = 1_000_000_000;

interface Segment {
  readonly kind?: "http_request" | "domain";
  readonly socket?: number;
  readonly pid?: number;
  readonly flags?: number;
}

/** What a connection has sent behind so many bytes of a message. */
function segment(
  sequence: number,
  message: string,
  { kind = "http_request", socket = 1, pid = 1, flags = 0 }: Segment = {},
): Buffer {
  const fixed = { socket_cookie: socket, sequence, protocol: FIRST_BYTES, whole_length: message.length };
  return record(kind, { pid, startNs: START_NS, flags, fixed, strings: { message } });
}

function decoded(...records: readonly Buffer[]): Event[] {
  const events: Event[] = [];
  const decoder = new Decoder({
    start: { layouts: plainLayouts(), realtime_offset_ns: 0n, tick_ns: 10_000_000, machine: "x86_64" },
    own: NO_OWN,
    onEvent: (event) => events.push(event),
  });
  for (const bytes of records) expect(decoder.block(bytes)).toBe(undefined);
  return events;
}

/** What each event tells, in one line. */
function told(...records: readonly Buffer[]): string[] {
  return decoded(...records).map(({ kind, payload, tags }) => {
    const texts = Object.values(payload).filter((value) => typeof value === "object" && "raw" in value);
    return [kind, ...texts.map((text) => ("raw" in text ? text.raw : "")), ...tags].join(" ");
  });
}

/** A ClientHello with nothing but a server name. */
function hello(name: string): string {
  const chars = (...bytes: readonly number[]): string => String.fromCharCode(...bytes);
  const extension = `${chars(0, 0, 0, name.length + 5, 0, name.length + 3, 0, 0, name.length)}${name}`;
  const body = `\x03\x03${"r".repeat(32)}\0\0\x02\x13\x01\x01\0${chars(0, extension.length)}${extension}`;
  return `\x16\x03\x01${chars(0, body.length + 4)}\x01\0${chars(0, body.length)}${body}`;
}

test("a request is put together of its segments, in a log beside others", () => {
  expect(
    told(
      segment(0, "GET /one HTTP/1.1\r\n"),
      segment(0, "GET /two HTTP/1.1\r\nHo", { socket: 2 }),
      segment(19, "Host: a\r\n"),
      segment(28, "\r\n"),
      segment(21, "st: b\r\n\r\n", { socket: 2 }),
    ),
  ).toEqual(["http_request GET /one a cleartext", "http_request GET /two b cleartext"]);
});

test("a name is put together of its segments, of TLS and of HTTP", () => {
  const kind = "domain";
  const bytes = hello("tls.example");
  expect(
    told(
      segment(0, bytes.slice(0, 1), { kind }),
      segment(1, bytes.slice(1, 60), { kind }),
      segment(60, bytes.slice(60), { kind }),
      segment(0, "GET / HTTP/1.1\r\n", { kind }),
      segment(16, "Host: HTTP.example:80\r\nHost: 127.0.0.1\r\n\r\n", { kind }),
    ),
  ).toEqual(["domain tls.example tls packet", "domain http.example http packet"]);
});

test.each([
  ["a hello", "domain", hello("tls.example"), "domain tls.example tls packet"],
  [
    "a host behind much else",
    "domain",
    `GET / HTTP/1.1\r\n${"A: b\r\n".repeat(300)}Host: a.b\r\n\r\n`,
    "domain a.b http packet",
  ],
  [
    "a request without a host",
    "http_request",
    `GET /a HTTP/1.0\r\n${"A: b\n".repeat(300)}\nbody`,
    "http_request GET /a  cleartext",
  ],
] as const)("%s is told whatever pieces it comes in", (_, kind, bytes, line) => {
  const { below } = random(14);
  for (let round = 0; round < 60; round++) {
    const most = 1 + round;
    const segments: Buffer[] = [];
    for (let at = 0; at < bytes.length; ) {
      const size = 1 + below(most);
      segments.push(segment(at, bytes.slice(at, at + size), { kind }));
      at += size;
    }
    expect(told(...segments)).toEqual([line]);
  }
});

test("a message in many pieces is read some times, and not with each piece", () => {
  const { process } = decoded(segment(0, "GET /\n"))[0] ?? {};
  const readings = (bytes: string): number => {
    const message = new BegunMessage(process as Process);
    return [...Buffer.from(bytes)].filter((byte) => {
      message.add(Buffer.from([byte]));
      return message.read(false) !== undefined;
    }).length;
  };
  expect(readings(`GET / HTTP/1.1\r\n${"a\n".repeat(2039)}`)).toBeLessThan(80);
  expect(readings(`\x16\x03\x01\x10\0${"\x01".repeat(4090)}`)).toBeLessThan(80);
});

test.each([
  ["no name", hello("")],
  ["an address", hello("192.0.2.1")],
  ["an IPv6 address", "GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n"],
  ["no host", "GET / HTTP/1.0\r\n\r\n"],
  ["something else", "SSH-2.0-x\r\n"],
])("%s is no event of a name", (_, bytes) => {
  expect(told(segment(0, bytes, { kind: "domain" }))).toEqual([]);
});

test("what is not recorded to its end is told as far as it goes, and tagged", () => {
  const kind = "domain";
  const flags = TEXT_CUT;
  const long = `GET /${"x".repeat(FIRST_BYTES_LIMIT - 5)}`;
  expect(
    told(
      segment(0, "GET /cut HTTP/1.1\r\nLong: x", { flags }),
      segment(0, "GET /cut HTTP/1.1\r\nLong: x", { kind, flags }),
      segment(0, hello("tls.example").slice(0, 60), { kind, flags }),
      segment(0, long),
    ),
  ).toEqual([
    "http_request GET /cut  cleartext truncated",
    "domain  http packet truncated",
    "domain  tls packet truncated",
    `http_request GET ${long.slice(4)}  cleartext truncated`,
  ]);
});

test("what is behind a message that was told, or behind a segment that was lost, is not taken for one", () => {
  expect(
    told(
      segment(0, "GET /1 HTTP/1.1\r\nHost: a\r\n"),
      segment(26, "GET /2 HTTP/1.1\r\nHost: a\r\n"),
      segment(0, "GET /3 HTTP/1.1\r\n"),
      segment(20, "GET /4 HTTP/1.1\r\nHost: a\r\n"),
      segment(17, "Host: a\r\n\r\n"),
      // The next message of the connection.
      segment(0, "GET /5 HTTP/1.1\r\nHost: a\r\n\r\n"),
    ),
  ).toEqual(["http_request GET /1 a cleartext", "http_request GET /5 a cleartext"]);
});

test("a request is its process's that began it, also where that has ended", () => {
  const exec = record("process_exec", {
    pid: 1,
    startNs: START_NS,
    strings: { filename: "/bin/begins", argv: "begins\0" },
  });
  const exit = record("process_exit", { pid: 1, startNs: START_NS });
  const events = decoded(
    exec,
    segment(0, "GET / HTTP/1.1\r\n"),
    exit,
    segment(16, "Host: a\r\n\r\n", { pid: 2 }),
  ).slice(1);
  expect(events.map(({ process }) => process.exec_path.raw)).toEqual(["/bin/begins"]);
});

test("messages without end do not fill the memory, and that some were forgotten is told", () => {
  let tags = "";
  const decoder = new Decoder({
    start: { layouts: plainLayouts(), realtime_offset_ns: 0n, tick_ns: 10_000_000, machine: "x86_64" },
    own: NO_OWN,
    onEvent: (event) => {
      tags += `${event.tags} `;
    },
  });
  const begin = (from: number, to: number): void => {
    for (let socket = from; socket < to; socket++) {
      decoder.block(segment(0, `GET /${"x".repeat(4000)}`, { socket }));
    }
  };
  begin(0, 1000);
  const before = Math.min(memoryInUse(), memoryInUse());
  begin(1000, 10_000);
  // The memory of buffers that are gone is given back by the second collection only.
  expect(Math.min(memoryInUse(), memoryInUse()) - before).toBeLessThan(4 * 1024 * 1024);
  expect(tags).toMatch(/^(truncated ){100,}$/);
});

test("random segments are decoded without an error", () => {
  const { below, pick } = random(13);
  const pieces = [
    hello("a.example"),
    "GET / HTTP/1.1\r\n",
    "Host: a\r\n",
    "\r\n",
    "\x16\x03\x01",
    "\xff\0",
    "x".repeat(3000),
  ];
  const records = Array.from({ length: 20_000 }, () => {
    const text = pick(pieces);
    return segment(pick([0, 0, 16, 19, below(5000)]), text.slice(below(2) * below(text.length)), {
      kind: pick(["domain", "http_request"]),
      socket: below(5),
      flags: below(8),
    });
  });
  expect(decoded(...records).length).toBeGreaterThan(500);
});
