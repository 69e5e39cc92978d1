import { expect, test } from "vitest";
import { capture, expected, plain, trigger } from "./capture.ts";

const get = (path: string, host: string) => ({ method: "GET", path, host, source: "cleartext" });
const named = (domain: string) => ({ domain, source: "http", via: "packet" });
const CUT = { tags: ["truncated"] };

test("requests in cleartext are reported, wherever and in whatever pieces they are sent", async () => {
  const program = trigger("http_request");
  const { events } = await capture(program, []);
  const itself = events.filter(
    ({ process }) => process.argv.length === 1 && process.argv[0]?.raw === program,
  );
  expect(plain(itself, "http_request")).toEqual(
    expected(
      "http_request",
      [program],
      [
        get("/plain?a=b", "plain.example"),
        get("/v6", "v6.example"),
        get("/mapped", "mapped.example"),
        get("/fast", "fast.example"),
        get("/multipath", "multipath.example"),
        get("/again", "again.example"),
        get("/lines", "lines.example"),
        get("/bytes", "bytes.example"),
        get("/sendfile", "sendfile.example"),
        get("/splice", "splice.example"),
        get("/long", "long.example"),
        { ...get("/late", ""), ...CUT },
        { ...get(`/${"x".repeat(4095 - "GET /".length)}`, ""), ...CUT },
        { ...get("/first", "first.example"), method: "POST" },
        get("/second", "second.example"),
        get("/third", "second.example"),
        get("/pipe/1", "pipe.example"),
        get("/pipe/2", "pipe.example"),
        { ...get("", "connect.example"), method: "CONNECT" },
        get("/path", "absolute.example"),
        get("/", "127.0.0.80"),
        { ...get("/blank", ""), method: "DELETE" },
      ],
    ),
  );
  // The host of a connection's later requests is told by those alone.
  expect(plain(itself, "domain")).toEqual(
    expected(
      "domain",
      [program],
      [
        named("plain.example"),
        named("v6.example"),
        named("mapped.example"),
        named("fast.example"),
        named("multipath.example"),
        named("again.example"),
        named("lines.example"),
        named("bytes.example"),
        named("sendfile.example"),
        named("splice.example"),
        named("long.example"),
        { ...named(""), ...CUT },
        { ...named(""), ...CUT },
        named("first.example"),
        named("pipe.example"),
        named("connect.example"),
        named("absolute.example"),
        named("proxy.example"),
      ],
    ),
  );
});

test("who sends a request is named, also where it has ended when the rest is sent", async () => {
  const program = trigger("http_request");
  const { events } = await capture(program, []);
  const others = plain(events, "http_request").filter(({ argv }) => argv[0] !== program);
  expect(others.map(({ payload, argv }) => [payload.host, argv[0]])).toEqual([
    ["inherited.example", "inherits"],
    ["ended.example", "ends"],
  ]);
});
