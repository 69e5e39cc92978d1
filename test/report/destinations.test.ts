import { expect, test } from "vitest";
import type { Event, Process } from "../../src/events/event.ts";
import { eventWith } from "../../src/events/event.ts";
import { JsonEventReader } from "../../src/events/json.ts";
import { DestinationKeeper, isRefused } from "../../src/report/destinations.ts";
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

function keep(events: readonly Event[]) {
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
  expect(told.map(({ event }) => event.kind)).toEqual(["http_request", "domain"]);
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
  const quiet = connect("192.0.2.1", 443, { package: "quiet" });
  keeper.add(quiet);
  const { told, leftOut, leftOutOf } = keeper.destinations();
  expect(told.length + leftOut).toBe(5001);
  expect(told.length).toBeLessThan(100);
  expect(told.at(-1)?.event.process.package?.raw).toBe("quiet");
  expect([leftOutOf(connect("10.0.0.1", 1, { package: "noise" }).process), leftOutOf(quiet.process)]).toEqual(
    [leftOut, 0],
  );
});

test("of too many, those that came first are kept and those that came last, whatever lies between", () => {
  const ips = Array.from({ length: 3000 }, (_, n) => `10.${n >> 8}.${n & 255}.1`);
  const { told, leftOut } = keep(ips.map((ip) => connect(ip, 443)));
  const kept = told.map(({ event }) => describe(event)[1]?.text ?? "");
  const half = kept.length / 2;
  expect([...kept.slice(0, half), ...kept.slice(-half)]).toEqual(
    [...ips.slice(0, half), ...ips.slice(-half)].map((ip) => `${ip}:443`),
  );
  expect([kept.length > 100, kept.length + leftOut]).toEqual([true, 3000]);
});

test("noise of many packages, each as large as it may be, cannot keep out what comes last", () => {
  const keeper = new DestinationKeeper();
  const argv = ["curl", "x".repeat(4000)];
  for (let n = 0; n < 40 * 60; n++) {
    keeper.add(connect(`10.0.${n >> 8}.${n & 255}`, 443, { package: `noise${n % 40}`, argv }));
  }
  keeper.add(connect("192.0.2.1", 443, { package: "quiet" }));
  const { told, leftOut } = keeper.destinations();
  expect(told.at(-1)?.event.process.package?.raw).toBe("quiet");
  expect(told.length + leftOut).toBe(40 * 60 + 1);
  expect(told.length * 8000).toBeLessThan(4 * 2 ** 20);
});

test("a lineage that is longer than all room hides the destinations of its package, but not the last", () => {
  const ancestors = Array.from({ length: 30 }, () => ({ exec_path: "/bin/sh", argv: ["x".repeat(8000)] }));
  const long = { package: "long", ancestors };
  const { told, leftOut } = keep([connect("192.0.2.1", 1, long), connect("192.0.2.2", 2, long)]);
  expect(told.map(({ event }) => describe(event)[1]?.text)).toEqual(["192.0.2.2:2"]);
  expect(leftOut).toBe(1);
});

test("of more packages than are told apart, what is left out is told of each of the others", () => {
  const keeper = new DestinationKeeper();
  for (let n = 0; n < 5000; n++) keeper.add(connect("192.0.2.1", 443, { package: `p${n}`, pid: n + 1 }));
  const argv = ["curl", "x".repeat(4000)];
  for (let n = 0; n < 100; n++) keeper.add(connect(`10.0.0.${n}`, 443, { package: "late", argv }));
  const { leftOut, leftOutOf } = keeper.destinations();
  expect(leftOut).toBeGreaterThan(0);
  expect(leftOutOf(connect("10.0.0.1", 1, { package: "late" }).process)).toBeGreaterThan(0);
});

/** Another image for each number: the one of a log that has it has it everywhere. */
function ofImages(one: ReturnType<typeof connect>, own: number, above: number): ReturnType<typeof connect> {
  const { exec_path, argv, pid, ancestors, package: of } = one.process;
  const process: Process = {
    exec_path,
    argv,
    pid,
    ...(of && { package: of }),
    imageNumber: own,
    ancestors: ancestors.map((image) => ({ ...image, imageNumber: above })),
  };
  return eventWith(one, { process }) as ReturnType<typeof connect>;
}

test("what two packages have above them takes and gives the room of each by itself", () => {
  const keeper = new DestinationKeeper();
  const large = { exec_path: "/bin/sh", argv: ["x".repeat(20_000)] };
  let image = 0;
  const reach = (of: string, round: number, ancestors: readonly object[]) =>
    keeper.add(
      ofImages(connect(`10.0.${round >> 8}.${round & 255}`, 443, { package: of, ancestors }), ++image, round),
    );
  // First what fills the room of those that came first, then what shares an image, then what does not.
  for (let round = 0; round < 600; round++) {
    for (const of of ["a", "b"]) reach(of, round, round >= 200 && round < 400 ? [large] : []);
  }
  const { told } = keeper.destinations();
  const numberOf = (of: string): number =>
    told.filter(({ event }) => event.process.package?.raw === of).length;
  expect([numberOf("a"), numberOf("b")]).toEqual([301, 301]);
});

test("what was refused is counted, and nothing went to where all of it was", () => {
  const refuse = (remote_ip: string, act = "connect", more: object = {}) =>
    reader.event({
      event_type: "egress_block",
      process: process(more),
      payload: { act, remote_ip, remote_port: 443, protocol: "tcp", remote_domains: [], domain: "" },
    });
  const { told } = keep([
    refuse("192.0.2.1"),
    connect("192.0.2.1", 443),
    refuse("192.0.2.1"),
    connect("192.0.2.2", 443),
    connect("192.0.2.2", 443),
    refuse("192.0.2.2"),
    refuse("192.0.2.2", "packet"),
    refuse("192.0.2.1", "connect", { pid: 8 }),
    // Of a datagram only the first is told, and each that is refused.
    connect("192.0.2.3", 443),
    refuse("192.0.2.3", "datagram"),
    { ...connect("192.0.2.4", 443), tags: ["killed_in_kernel"] },
  ]);
  expect(told.map((each) => [each.count, each.refused, isRefused(each)])).toEqual([
    [1, 1, true],
    [2, 1, false],
    [1, 0, false],
    [1, 1, true],
  ]);
});
