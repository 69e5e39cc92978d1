import { expect, test } from "vitest";
import { capture, expected, plain, trigger } from "./capture.ts";

const asked = (domain: string) => ({ domain, source: "dns", via: "packet" });

test("the names of DNS queries are reported over UDP and TCP, also at other ports", async () => {
  const program = trigger("domain");
  const { events } = await capture(program, []);
  expect(plain(events, "domain")).toEqual(
    expected(
      "domain",
      [program],
      [
        asked("connected.example.com"),
        asked("written.example.com"),
        asked("v6.example.com"),
        asked("sendto.example.com"),
        asked("many-1.example.com"),
        asked("many-2.example.com"),
        asked("pieces.example.com"),
        asked("one.example"),
        asked("two.example"),
        asked("three.example"),
        asked("upper.example.com"),
        asked("a\\.b.example"),
        asked("other-resolver.example"),
        asked("mapped.example"),
        asked("options.example"),
        asked("other-port.example"),

        asked("tcp.example.com"),
        asked("tcp-split.example.com"),
        asked("tcp-bytes.example.com"),
        asked("tcp-pair-1.example.com"),
        asked("tcp-pair-2.example.com"),
        asked("tcp-v6.example.com"),
        asked("tcp-fast.example.com"),
        asked("tcp-multipath.example.com"),
      ],
    ),
  );
});

test("a query over TCP that is longer than what is kept does not hide the one behind it", async () => {
  const program = trigger("domain");
  const { events } = await capture(program, ["long"]);
  expect(plain(events, "domain").map(({ payload }) => payload.domain)).toEqual([
    "long.example.com",
    "after-long.example.com",
  ]);
});

test("a socket is not forgotten for all the others that ask after it", async () => {
  const program = trigger("domain");
  const { events } = await capture(program, ["many"]);
  expect(plain(events, "domain").map(({ payload }) => payload.domain)).toEqual(["after-many.example.com"]);
});

test("who sends a query is named, and not who made the socket", async () => {
  const program = trigger("dns_sender");
  const { events } = await capture(program, []);
  expect(plain(events, "domain").map(({ payload, argv }) => [payload.domain, argv[1] ?? "itself"])).toEqual([
    ["own-udp.example", "itself"],
    ["own-tcp.example", "itself"],
    ["inherited-udp.example", "inherits"],
    ["inherited-tcp.example", "inherits"],
    ["passed-udp.example", "receives"],
    ["passed-tcp.example", "receives"],
  ]);
});
