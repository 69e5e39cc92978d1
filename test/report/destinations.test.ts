import { expect, test } from "vitest";
import { JsonEventReader } from "../../src/events/json.ts";
import { DestinationKeeper } from "../../src/report/destinations.ts";
import { describe } from "../../src/report/phrase.ts";

const reader = new JsonEventReader();

function process(more: object = {}) {
  return { exec_path: "/bin/curl", argv: ["curl"], pid: 7, ...more };
}

function connect(remote_ip: string, remote_port: number, more: object = {}) {
  return reader.event({
    event_type: "network_connect",
    process: process(more),
    payload: { remote_ip, remote_port, protocol: "tcp", family: "ipv4", remote_domains: [] },
  });
}

function keep(events: readonly ReturnType<typeof connect>[]) {
  const keeper = new DestinationKeeper();
  for (const event of events) keeper.add(event);
  return keeper.destinations();
}

test("each destination of a program is told once, with how often it was reached", () => {
  const { told } = keep([
    connect("192.0.2.1", 443),
    connect("192.0.2.1", 443),
    connect("192.0.2.1", 80),
    connect("192.0.2.1", 443, { pid: 8 }),
  ]);
  expect(told.map(({ event, count }) => [event.process.pid, describe(event)[1]?.text, count])).toEqual([
    [7, "192.0.2.1:443", 2],
    [7, "192.0.2.1:80", 1],
    [8, "192.0.2.1:443", 1],
  ]);
});

test("requests, and names that were given to a server of TLS, tell where data went; look-ups do not", () => {
  const domain = (source: string) =>
    reader.event({
      event_type: "domain",
      process: process(),
      payload: { domain: "evil.example", source, via: "packet" },
    });
  const request = reader.event({
    event_type: "http_request",
    process: process(),
    payload: { method: "POST", path: "/", host: "evil.example", source: "cleartext" },
  });
  const { told } = keep([domain("dns"), domain("tls"), domain("http"), request]);
  expect(told.map(({ event }) => event.kind)).toEqual(["domain", "http_request"]);
});

test("the machine's own resolver is no destination, any other is one", () => {
  const { told } = keep([connect("127.0.0.53", 53), connect("192.0.2.53", 53), connect("127.0.0.1", 8080)]);
  expect(told.length).toBe(2);
});

test("what a job reaches cannot fill the memory, and noise of one package hides nothing of another", () => {
  const keeper = new DestinationKeeper();
  const argv = ["curl", "x".repeat(4000)];
  for (let n = 0; n < 5000; n++) {
    keeper.add(connect(`10.0.${n >> 8}.${n & 255}`, 443, { package: "noise", argv }));
  }
  keeper.add(connect("192.0.2.1", 443, { package: "quiet" }));
  const { told, leftOut } = keeper.destinations();
  expect(told.length + leftOut).toBe(5001);
  expect(told.length).toBeLessThan(100);
  expect(told.at(-1)?.event.process.package?.raw).toBe("quiet");
});
