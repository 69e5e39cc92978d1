import { expect, test } from "vitest";
import { parseRequests } from "../../src/events/http-requests.ts";
import { random } from "../random.ts";

function parse(text: string, isLast = false) {
  return parseRequests(Buffer.from(text, "latin1"), isLast);
}

const whole = (method: string, path: string, ...hosts: string[]) => ({ method, path, hosts, isWhole: true });
const cut = (method: string, path: string, ...hosts: string[]) => ({ method, path, hosts, isWhole: false });

test.each([
  ["a request", "GET /a?b=c HTTP/1.1\r\nHost: example.com\r\n\r\n", whole("GET", "/a?b=c", "example.com")],
  [
    "a port, capitals and a final dot",
    "GET / HTTP/1.1\r\nHOST: Example.COM.:8080\r\n\r\n",
    whole("GET", "/", "example.com"),
  ],
  ["an address", "GET / HTTP/1.1\r\nHost: 127.0.0.1:80\r\n\r\n", whole("GET", "/", "127.0.0.1")],
  ["an address in brackets", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", whole("GET", "/", "::1")],
  ["no host", "GET / HTTP/1.0\r\nAccept: *\r\n\r\n", whole("GET", "/")],
  ["an empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", whole("GET", "/")],
  ["line feeds alone", "GET / HTTP/1.1\nHost:a\n\n", whole("GET", "/", "a")],
  ["empty lines before it", "\r\n\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", whole("GET", "/", "a")],
  ["a space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", whole("GET", "/", "a")],
  ["a host in a body", "POST / HTTP/1.0\r\n\r\nHost: body.example\r\n\r\n", whole("POST", "/")],
  ["two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nHost: a\r\n\r\n", whole("GET", "/", "a", "b")],
  [
    "a whole target",
    "GET http://a.example/p?q HTTP/1.1\r\nHost: b\r\n\r\n",
    whole("GET", "/p?q", "a.example", "b"),
  ],
  ["a whole target without a path", "GET HTTP://u:p@a:80?q HTTP/1.1\r\n\r\n", whole("GET", "/?q", "a")],
  ["a proxy's", "CONNECT a.example:443 HTTP/1.1\r\n\r\n", whole("CONNECT", "", "a.example")],
  ["the server as a whole", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", whole("OPTIONS", "*", "a")],
  ["a method of one's own", "x-1!/ /a HTTP/1.1\r\n\r\n", undefined],
  ["a method in small letters", "m-search /a HTTP/1.1\r\n\r\n", whole("m-search", "/a")],
  ["spaces and tabs", "GET \t /a b\t HTTP/1.1 \r\nHost: a\r\n\r\n", whole("GET", "/a b", "a")],
  ["spaces in the target", "GET  /a b HTTP/1.1\r\nHost: a\r\n\r\n", whole("GET", "/a b", "a")],
  ["another version", "GET / HTTP/3\r\nHost: a\r\n\r\n", whole("GET", "/", "a")],
  [
    "a byte at the end that is a space elsewhere",
    "GET /\xc3\xa0 HTTP/1.1\r\nHost: \xc3\xa0\r\n\r\n",
    whole("GET", "/à", "à"),
  ],
  ["no version", "GET /old\r\n", whole("GET", "/old")],
  [
    "bytes that are no UTF-8",
    "GET /\xc3\xa4\xff HTTP/1.1\r\nHost: \xff\r\n\r\n",
    whole("GET", "/ä\udcff", "\udcff"),
  ],
  ["no version, and no path", "GET key\r\n", undefined],
  ["no version, but another method", "POST /old\r\n", undefined],
  ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", undefined],
  ["another protocol", "OPTIONS rtsp://a/ RTSP/1.0\r\n\r\n", undefined],
  ["an answer", "HTTP/1.1 200 OK\r\n\r\n", undefined],
  ["SSH", "SSH-2.0-OpenSSH_9.2p1\r\n", undefined],
  ["mail", "EHLO example.com\r\nMAIL FROM:<a@b>\r\n", undefined],
  ["an empty line", "\r\n", undefined],
  ["no target", "GET HTTP/1.1\r\n\r\n", undefined],
])("%s: what is read", (_, text, request) => {
  expect(parse(text, true)).toEqual(request === undefined ? [] : [request]);
});

test.each([
  ["at the last header", "GET / HTTP/1.1\r\nAccept: *", [cut("GET", "/")]],
  ["in the name of the host", "GET / HTTP/1.1\r\nHost: exam", [cut("GET", "/")]],
  ["in the path", "GET /a/long", [cut("GET", "/a/long")]],
  ["in a whole target", "GET http://a.example/lo", [cut("GET", "/lo", "a.example")]],
  ["in something else", "Hello, this is no request", []],
  ["in a method", "GET", []],
  ["after empty lines", "\r\n\r\n", []],
])(
  "a request that breaks off %s waits for more, and is told as far as it goes where none comes",
  (_, text, known) => {
    expect(parse(text)).toBe(undefined);
    expect(parse(text, true)).toEqual(known);
  },
);

test("a host that is known needs no more of the head", () => {
  expect(parse("GET / HTTP/1.1\r\nHost: a\r\nAcc")).toEqual([whole("GET", "/", "a")]);
  expect(parse("CONNECT a:443 HTTP/1.1\r\n")).toEqual([whole("CONNECT", "", "a")]);
});

test.each([
  ["without bodies", "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: b\r\n\r\n", ["/1", "/2"]],
  [
    "with a body of a length",
    "PUT /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nGET /GET /2 HTTP/1.1\r\nHost: b\r\n\r\n",
    ["/1", "/2"],
  ],
  [
    "that begin with empty lines",
    "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n\r\n\r\nGET /2 HTTP/1.0\r\n\r\n",
    ["/1", "/2"],
  ],
  [
    "behind one with parts of unknown length",
    "PUT /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nGET /2 HTTP/1.0\r\n\r\n",
    ["/1"],
  ],
  [
    "behind one with a length that is none",
    "PUT /1 HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nGET /2 HTTP/1.0\r\n\r\n",
    ["/1"],
  ],
  ["behind one for a proxy", "CONNECT a:1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.0\r\n\r\n", [""]],
  ["and something else", "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nnothing\r\n", ["/1"]],
  [
    "of which the last breaks off in its head",
    "GET /1 HTTP/1.0\r\n\r\nGET /2 HTTP/1.1\r\n",
    ["/1", "/2 cut"],
  ],
  ["of which the last breaks off in its path", "GET /1 HTTP/1.0\r\n\r\nGET /2", ["/1", "/2 cut"]],
  ["of which the last breaks off in its method", "GET /1 HTTP/1.0\r\n\r\nGE", ["/1"]],
])("several requests %s", (_, text, paths) => {
  const requests = parse(text) ?? [];
  expect(requests.map(({ path, isWhole }) => (isWhole ? path : `${path} cut`))).toEqual(paths);
});

test("what is made of pieces of requests is read in one way or another, in little time, and without an error", () => {
  const { below, pick } = random(12);
  const pieces = [
    "GET",
    " ",
    "/",
    "\t",
    "\r\n",
    "\n",
    "HTTP/1.1",
    "Host:",
    "a",
    "[",
    "]",
    "@",
    ":",
    "://",
    "http",
    "\xff",
    "\0",
    "Content-Length: 9",
    " ".repeat(500),
    ":".repeat(500),
  ];
  for (let round = 0; round < 20_000; round++) {
    let text = below(2) === 0 ? "" : "GET / HTTP/1.1\r\n";
    for (let count = below(12); count > 0; count--) text += pick(pieces);
    for (const { method, isWhole } of parse(text, below(2) === 0) ?? []) {
      expect(method).toMatch(/^[!-~]+$/);
      expect(typeof isWhole).toBe("boolean");
    }
  }
});

test("as many requests as 8 KB have room for are read", () => {
  const text = "GET /\n".padEnd(8190, "A / HTTP/1.0\n\n");
  expect(parse(text, true)).toEqual([whole("GET", "/")]);
  expect(parse("A / HTTP/1.0\n\n".repeat(585), true)).toHaveLength(585);
});
