import { expect, test } from "vitest";
import { addressesOf, parseAnswer } from "../../src/events/dns-answer.ts";
import { random } from "../random.ts";

interface Head {
  readonly questions?: number;
  readonly records?: number;
  readonly flags?: number;
  readonly code?: number;
}

/** An answer of a header and what comes behind it as Latin-1. */
function message(body: string, { questions = 1, records = 1, flags = 0x81, code = 0x80 }: Head = {}): Buffer {
  const header = Buffer.from([0x12, 0x34, flags, code, 0, questions, 0, records, 0, 0, 0, 0]);
  return Buffer.concat([header, Buffer.from(body, "latin1")]);
}

/** A record of class IN: the name as bytes, the type, and the data. */
function resource(name: string, type: number, data: string): string {
  return `${name}\0${String.fromCharCode(type)}\0\x01\0\0\0\x3c\0${String.fromCharCode(data.length)}${data}`;
}

const A = 1;
const CNAME = 5;
const AAAA = 28;
const ASKED = "\xc0\x0c";
const QUESTION = "\x01A\x03com\0\0\x01\0\x01";
/** Where the first record's data stands, behind the question and the record's head. */
const FIRST_DATA = "\xc0\x23";
const IP = "\xc0\0\x02\x01";
const IPV6 = "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01";

/** What an answer says of the name a.com: hex addresses and the names that led to them. */
function said(bytes: Buffer): unknown {
  const answer = parseAnswer(bytes);
  return (
    answer &&
    addressesOf(answer).flatMap(({ addresses, names }) =>
      addresses.map((address) => [Buffer.from(address, "latin1").toString("hex"), ...names]),
    )
  );
}

test.each([
  ["an IPv4 address", message(QUESTION + resource(ASKED, A, IP)), [["c0000201", "a.com"]]],
  [
    "an IPv6 address",
    message(QUESTION + resource(ASKED, AAAA, IPV6)),
    [["20010db8000000000000000000000001", "a.com"]],
  ],
  [
    "a name that is written out, in another case",
    message(QUESTION + resource("\x01a\x03COM\0", A, IP)),
    [["c0000201", "a.com"]],
  ],
  [
    "an alias",
    message(QUESTION + resource(ASKED, CNAME, "\x01b\xc0\x0e") + resource(FIRST_DATA, A, IP), { records: 2 }),
    [["c0000201", "a.com", "b.com"]],
  ],
  [
    "an alias that comes behind the address",
    message(QUESTION + resource("\x01b\0", A, IP) + resource(ASKED, CNAME, "\x01b\0"), { records: 2 }),
    [["c0000201", "a.com", "b"]],
  ],
  [
    "an alias of itself",
    message(QUESTION + resource(ASKED, CNAME, ASKED) + resource(ASKED, A, IP), { records: 2 }),
    [["c0000201", "a.com"]],
  ],
  [
    "two aliases of each other",
    message(
      QUESTION +
        resource(ASKED, CNAME, "\x01b\0") +
        resource("\x01b\0", CNAME, ASKED) +
        resource(ASKED, A, IP),
      { records: 3 },
    ),
    [["c0000201", "a.com"]],
  ],
  ["an address of another name", message(QUESTION + resource("\x01b\0", A, IP)), []],
  ["an address of the wrong size", message(QUESTION + resource(ASKED, A, `${IP}\0`)), []],
  [
    "an address of another class",
    message(QUESTION + resource(ASKED, A, IP).replace("\0\x01\0\x01", "\0\x01\0\x03")),
    [],
  ],
  ["no record", message(QUESTION, { records: 0 }), []],
  [
    "more records promised than there are",
    message(QUESTION + resource(ASKED, A, IP), { records: 9 }),
    [["c0000201", "a.com"]],
  ],
  ["a record whose data has no end", message(QUESTION + resource(ASKED, A, IP).slice(0, -1)), []],
  ["a record whose name points forward", message(QUESTION + resource("\xc0\xff", A, IP)), []],
  ["a query", message(QUESTION + resource(ASKED, A, IP), { flags: 1 }), undefined],
  ["an error", message(QUESTION + resource(ASKED, A, IP), { code: 3 }), undefined],
  ["another operation", message(QUESTION + resource(ASKED, A, IP), { flags: 0xa1 }), undefined],
  ["a question that is cut", message(QUESTION.slice(0, -1)), undefined],
  ["no question", message(resource("\x01a\x03com\0", A, IP), { questions: 0 }), undefined],
  ["two questions", message(QUESTION + QUESTION + resource(ASKED, A, IP), { questions: 2 }), undefined],
  ["half a header", message("").subarray(0, 11), undefined],
  ["nothing", Buffer.alloc(0), undefined],
])("%s: what it says of the name that was asked for is read, and nothing else", (_, bytes, expected) => {
  expect(said(bytes)).toEqual(expected);
});

test("an answer says which transaction and question it belongs to", () => {
  expect(parseAnswer(message(QUESTION, { records: 0 }))).toMatchObject({ id: 0x1234, question: "a.com" });
});

test("an answer that is cut anywhere says nothing that the whole one does not", () => {
  const whole = message(
    QUESTION +
      resource(ASKED, CNAME, "\x01b\xc0\x0e") +
      resource(FIRST_DATA, A, IP) +
      resource(FIRST_DATA, AAAA, IPV6),
    { records: 3 },
  );
  const all = said(whole) as unknown[];
  expect(all).toHaveLength(2);
  for (let size = 0; size < whole.length; size++) {
    const part = said(whole.subarray(0, size)) ?? [];
    expect(all.slice(0, (part as unknown[]).length)).toEqual(part);
  }
});

test("random bytes behind a good header are read to an end", () => {
  const { below } = random(1);
  for (let round = 0; round < 2000; round++) {
    const bytes = Buffer.from(
      Array.from({ length: 12 + below(200) }, () => (below(3) === 0 ? 0xc0 : below(256))),
    );
    bytes.set([0x81, 0x80, 0, below(3), 0xff, 0xff], 2);
    expect(["string", "undefined"]).toContain(typeof parseAnswer(bytes)?.question);
  }
});

test("a message of nothing but pointers takes no long time", () => {
  // Each points to the one before it.
  const bytes = Buffer.alloc(65_535);
  for (let at = 12; at + 1 < 0x3fff; at += 2) bytes.writeUInt16BE(0xc000 | Math.max(12, at - 2), at);
  for (let at = 0x4000; at + 12 <= bytes.length; at += 12) bytes.writeUInt16BE(0xfffd, at);
  bytes.set([0x12, 0x34, 0x81, 0x80, 0, 1, 0xff, 0xff, 0, 0, 0, 0, 0], 0);
  expect(parseAnswer(bytes)?.addresses.size).toBe(0);
});

/** A record of type TXT with these bytes, which names can point into; they start 11 bytes behind its own start. */
function place(data: string): string {
  return `\0\0\x10\0\x01\0\0\0\x3c${String.fromCharCode(data.length >> 8, data.length & 0xff)}${data}`;
}

/** The first record's start, behind the question. */
const FIRST = 12 + QUESTION.length;

function pointer(to: number): string {
  return String.fromCharCode(0xc0 | (to >> 8), to & 0xff);
}

test.each([
  ["written out", (n: number) => resource(`\x01${String.fromCharCode(97 + n)}\x03com\0`, A, IP)],
  ["that share their end", (n: number) => resource(`\x01${String.fromCharCode(97 + n)}\xc0\x0e`, A, IP)],
])("an answer is read to its end, however many names it has %s", (_, recordOf) => {
  const records = Array.from({ length: 130 }, (_unused, n) => recordOf(n % 26)).join("");
  const answer = parseAnswer(message(QUESTION + records, { records: 130 }));
  expect([...(answer?.addresses.values() ?? [])].map(({ length }) => length)).toEqual(Array(26).fill(5));
});

test("names that pointers make longer than the message are read so far, and no further", () => {
  // A name of 126 labels starts at each second byte of it; each record asks for another one.
  const long = place(`${"\x01x".repeat(126)}\0`);
  const last = resource(ASKED, A, IP);
  const asked = (count: number): string =>
    Array.from({ length: count }, (_, n) => resource(pointer(FIRST + 11 + 2 * n), A, IP)).join("");
  const few = message(QUESTION + long + asked(3) + last, { records: 5 });
  expect(said(few)).toEqual([["c0000201", "a.com"]]);
  expect(parseAnswer(few)?.isTooMuch).toBe(false);
  const many = message(QUESTION + long + asked(100) + last, { records: 102 });
  expect(said(many)).toEqual([]);
  expect(parseAnswer(many)?.isTooMuch).toBe(true);
});
