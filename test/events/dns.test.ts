import { expect, test } from "vitest";
import { DnsStreams, isPlainQuery, parseQuestions, splitDatagrams } from "../../src/events/dns.ts";
import { random } from "../random.ts";

/** A message of a header, with the number of its questions, and what comes behind it as Latin-1. */
function message(questions: number, body: string, flags = 0x01): Buffer {
  const header = Buffer.from([0x12, 0x34, flags, 0, questions >> 8, questions & 0xff, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([header, Buffer.from(body, "latin1")]);
}

const TYPE_A = "\0\x01\0\x01";
const EXAMPLE = `\x07example\x03com\0${TYPE_A}`;

test.each([
  ["one question", message(1, EXAMPLE), ["example.com"]],
  ["upper case", message(1, `\x07ExAmPlE\x03COM\0${TYPE_A}`), ["example.com"]],
  // Case means nothing in ASCII letters only; other bytes are kept.
  ["bytes that are no ASCII", message(1, `\x03\xc3\x84\xff\0${TYPE_A}`), ["Ä\udcff"]],
  ["a dot and a NUL inside a label", message(1, `\x04a.\0b\x01c\0${TYPE_A}`), ["a\\.\0b.c"]],
  ["the root", message(1, `\0${TYPE_A}`), [""]],
  ["two questions", message(2, `${EXAMPLE}\x01a\0${TYPE_A}`), ["example.com", "a"]],
  ["a pointer back", message(2, `${EXAMPLE}\x03www\xc0\x0c${TYPE_A}`), ["example.com", "www.example.com"]],
  [
    "a pointer to a pointer",
    message(3, `${EXAMPLE}\x01a\xc0\x0c${TYPE_A}\x01b\xc0\x1d${TYPE_A}`),
    ["example.com", "a.example.com", "b.a.example.com"],
  ],
  ["127 labels", message(1, `${"\x01a".repeat(127)}\0${TYPE_A}`), [Array(127).fill("a").join(".")]],
  ["more behind the questions", message(1, `${EXAMPLE}\0\0\x29\xff`), ["example.com"]],
  ["no question", message(0, EXAMPLE), []],
  ["a response", message(1, EXAMPLE, 0x81), []],
])("%s: the names are read", (_, bytes, names) => {
  expect(parseQuestions(bytes)).toMatchObject({ names, isWhole: true });
});

test.each([
  ["nothing", Buffer.alloc(0), [""]],
  ["half a header", message(1, "").subarray(0, 11), [""]],
  ["no question where one is promised", message(1, ""), [""]],
  ["65535 questions promised", message(65_535, EXAMPLE), ["example.com", ""]],
  ["a label past the end", message(1, "\x3fshort"), [""]],
  ["no root label", message(1, "\x03com"), ["com"]],
  ["no type", message(1, "\x03com\0\0"), ["com"]],
  ["a pointer to itself", message(1, `\xc0\x0c${TYPE_A}`), [""]],
  ["a pointer forward", message(1, `\xc0\x0e\x01a\0${TYPE_A}`), [""]],
  ["two pointers in a ring", message(2, `\x01a\xc0\x12${TYPE_A}\xc0\x0c${TYPE_A}`), ["a"]],
  [
    "a label whose pointer leads back to it",
    message(1, `\x01a\xc0\x0c${TYPE_A}`),
    [Array(128).fill("a").join(".")],
  ],
  [
    "a name of 256 bytes",
    message(1, `${`\x3f${"a".repeat(63)}`.repeat(4)}\0${TYPE_A}`),
    [Array(4).fill("a".repeat(63)).join(".")],
  ],
  ["half a pointer", message(1, "\x01a\xc0"), ["a"]],
  ["128 labels", message(1, `${"\x01a".repeat(128)}\0${TYPE_A}`), [Array(128).fill("a").join(".")]],
  ["a label type of no known kind", message(1, `\x40a\0${TYPE_A}`), [""]],
  ["a broken question behind a good one", message(2, `${EXAMPLE}\x05a`), ["example.com", ""]],
])("%s: what can be read is, and the rest is said to be missing", (_, bytes, names) => {
  expect(parseQuestions(bytes)).toMatchObject({ names, isWhole: false });
});

test("a query with more questions than a datagram has room for is said to be cut", () => {
  const questions = (count: number) => parseQuestions(message(count, `\0${TYPE_A}`.repeat(count)));
  expect(questions(256)).toMatchObject({ names: Array(256).fill(""), isWhole: true });
  expect(questions(300)).toMatchObject({ names: Array(256).fill(""), isWhole: false });
});

test("a message that is cut anywhere never gives a name that was not asked for", () => {
  const whole = message(2, `${EXAMPLE}\x03www\xc0\x0c${TYPE_A}`);
  for (let size = 0; size < whole.length; size++) {
    const { names, isWhole } = parseQuestions(whole.subarray(0, size));
    expect(isWhole).toBe(false);
    // The last may have lost labels, and is said to be cut.
    expect(["", "example", "example.com"]).toContain(names[0]);
    expect([undefined, "", "www", "www.example.com"]).toContain(names[1]);
  }
});

const framed = (text: string): Buffer =>
  Buffer.from(`\0${String.fromCharCode(text.length)}${text}`, "latin1");

test("messages over TCP are put together from any segments", () => {
  const stream = Buffer.concat([framed("first"), framed(""), framed("second")]);
  for (let size = 1; size <= stream.length; size++) {
    const streams = new DnsStreams();
    const messages: string[] = [];
    for (let at = 0; at < stream.length; at += size) {
      const segment = stream.subarray(at, at + size);
      // The sequence number wraps on the way.
      for (const bytes of streams.push(1n, (0xffff_fffc + at) >>> 0, segment))
        messages.push(bytes.toString());
    }
    expect(messages).toEqual(["first", "", "second"]);
  }
});

test("sockets do not mix, and a segment that is sent again counts once", () => {
  const streams = new DnsStreams();
  const first = framed("first");
  const other = framed("other");
  expect(streams.push(1n, 100, first.subarray(0, 4))).toEqual([]);
  expect(streams.push(2n, 900, other.subarray(0, 3))).toEqual([]);
  expect(streams.push(1n, 100, first.subarray(0, 4))).toEqual([]);
  expect(streams.push(1n, 104, first.subarray(4)).map(String)).toEqual(["first"]);
  expect(streams.push(1n, 104, first.subarray(4))).toEqual([]);
  expect(streams.push(2n, 903, other.subarray(3)).map(String)).toEqual(["other"]);
});

test("a stream that is no DNS does not grow without limit, nor do many of them", () => {
  const streams = new DnsStreams();
  const endless = Buffer.alloc(60_000, 0xff);
  let pieces = 0;
  for (let at = 0; at < 100; at++) pieces += streams.push(1n, at * endless.length, endless).length;
  expect(pieces).toBeGreaterThan(0);
  for (let socket = 0; socket < 5000; socket++) streams.push(BigInt(socket), 0, Buffer.from([0, 9, 1]));
  // The oldest were let go: what comes for one of them starts anew.
  expect(streams.push(3n, 3, framed("new")).map(String)).toEqual(["new"]);
});

test("a segment that repeats what came and goes on counts with what is new", () => {
  const streams = new DnsStreams();
  const first = framed("first");
  expect(streams.push(1n, 100, first.subarray(0, 4))).toEqual([]);
  expect(streams.push(1n, 102, first.subarray(2)).map(String)).toEqual(["first"]);
});

test("behind a segment that was not recorded, a new message is read as one", () => {
  const streams = new DnsStreams();
  expect(streams.push(1n, 100, framed("first").subarray(0, 4))).toEqual([]);
  expect(streams.push(1n, 500, framed("second")).map(String)).toEqual(["second"]);
});

test("of a long segment the first bytes are enough to find the message behind it", () => {
  const streams = new DnsStreams();
  const long = framed("x".repeat(100));
  expect(streams.push(1n, 0, long.subarray(0, 20), long.length).map(String)).toEqual(["x".repeat(18)]);
  expect(streams.push(1n, long.length, framed("next")).map(String)).toEqual(["next"]);
});

test("messages of which no byte was recorded are one that is empty, and make no work", () => {
  const streams = new DnsStreams();
  expect(streams.push(1n, 0, framed("a"), 0xffff_ffff).map(String)).toEqual(["a", ""]);
  expect(streams.push(1n, 65_536, framed("next")).map(String)).toEqual(["next"]);
});

test("what is missing inside a message ends it, also where the rest comes in another segment", () => {
  const streams = new DnsStreams();
  const long = framed("x".repeat(100));
  expect(streams.push(1n, 0, long.subarray(0, 20), 50)).toEqual([]);
  const rest = Buffer.concat([long.subarray(50), framed("next")]);
  expect(streams.push(1n, 50, rest).map(String)).toEqual(["x".repeat(18), "next"]);
  expect(streams.push(1n, 50 + rest.length, framed("last")).map(String)).toEqual(["last"]);
});

const OPTIONS = "\0\0\x29\x10\0\0\0\0\0\0\x08\0\x0c\0\x04\0\0\0\0";

/** The message with the number of its records besides questions. */
function withOthers(others: number, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[11] = others;
  return copy;
}

test.each([
  ["one question", message(1, EXAMPLE)],
  ["two", message(2, `${EXAMPLE}\x01a\0${TYPE_A}`)],
  ["a pointer back, as multicast DNS has", message(2, `${EXAMPLE}\xc0\x0c${TYPE_A}`, 0)],
  ["a question for an answer to itself alone", message(1, "\x01a\x05local\0\0\xff\x80\x01", 0)],
  ["options with padding", withOthers(1, message(1, EXAMPLE + OPTIONS))],
])("%s is a plain query", (_, bytes) => {
  expect(isPlainQuery(bytes)).toBe(true);
});

/** What other protocols send that begins much like DNS does. */
const memcached = message(1, "get key\r\n", 0);
const netbios = message(1, `\x20${"CA".repeat(16)}\0\0\x20\0\x01`);
netbios[3] = 0x80;

test.each([
  ["nothing", Buffer.alloc(0)],
  ["a header alone", message(1, "").subarray(0, 12)],
  ["an answer", message(1, EXAMPLE, 0x81)],
  ["a message of another purpose", message(1, EXAMPLE, 0x29)],
  ["no question", message(0, EXAMPLE)],
  ["three questions", message(3, EXAMPLE.repeat(3))],
  ["a byte too many", message(1, `${EXAMPLE}\0`)],
  ["a byte too few", message(1, EXAMPLE).subarray(0, -1)],
  ["the root", message(1, `\0${TYPE_A}`)],
  ["a name with a blank", message(1, `\x03a b\0${TYPE_A}`)],
  ["a name of bytes", message(1, `\x03a\xffb\0${TYPE_A}`)],
  ["a class that there is not", message(1, "\x01a\0\0\x01\0\x07")],
  ["another record than options", withOthers(1, message(1, `${EXAMPLE}\0\0\x01\0\x01\0\0\0\0\0\0`))],
  ["options that are longer than it", withOthers(1, message(1, EXAMPLE + OPTIONS.slice(0, -1)))],
  ["options that are promised", withOthers(1, message(1, EXAMPLE))],
  ["two records of options", withOthers(2, message(1, EXAMPLE + OPTIONS + OPTIONS))],
  ["a request to memcached", memcached],
  ["a request for a NetBIOS name with a flag of its own", netbios],
])("%s is no plain query", (_, bytes) => {
  expect(isPlainQuery(bytes)).toBe(false);
});

test("of a million random datagrams, even with a header that is right, next to none is taken for a query", () => {
  const { below } = random(7);
  let taken = 0;
  for (let i = 0; i < 1_000_000; i++) {
    const bytes = Buffer.alloc(13 + below(60));
    for (let at = 12; at < bytes.length; at++) bytes[at] = below(256);
    message(1, "").copy(bytes);
    if (isPlainQuery(bytes)) taken++;
  }
  expect(taken).toBeLessThan(5);
});

test("datagrams are told apart up to the first one that was not recorded", () => {
  const bytes = Buffer.from("aabbc");
  expect(splitDatagrams(bytes, 2).map(String)).toEqual(["aa", "bb", "c"]);
  expect(splitDatagrams(bytes, 2, 100).map(String)).toEqual(["aa", "bb", "c", ""]);
  expect(splitDatagrams(bytes, 2, 0xffff_ffff).map(String)).toEqual(["aa", "bb", "c", ""]);
  expect(splitDatagrams(bytes, 0, 100).map(String)).toEqual(["aabbc"]);
  expect(splitDatagrams(bytes, 1000, 0xffff_ffff).map(String)).toEqual(["aabbc", ""]);
});
