import { expect, test } from "vitest";
import { blindSpotCounts, blindSpots, blindSpotsMet } from "../../src/report/blind-spots.ts";
import { report, WHOLE } from "./reports.ts";

test("blind spots are told where the job met them, with their counts", () => {
  const blindSpots = {
    raw_socket: 1,
    packet_socket: 2,
    icmp_socket: 1,
    vsock_socket: 3,
    other_socket: 1,
    io_uring_file_open: 1200,
    io_uring_file_remove: 1,
    io_uring_file_move: 1,
    io_uring_file_link: 1,
    io_uring_unix_socket_connect: 2,
    truncate: 1,
    pidfd_getfd: 2,
    nscd_memory: 1,
    resolver_request: 3,
    resolved_bus: 2,
  };
  expect(blindSpotsMet({ ...WHOLE, blindSpots })).toEqual([
    "The job made 1 raw socket: what it does through it was not watched.",
    "The job made 2 packet sockets: what it does through them was not watched.",
    "The job made 1 ICMP (ping) socket: what it does through it was not watched.",
    "The job made 3 vsock sockets: what it does through them was not watched.",
    "The job made 1 socket of another protocol than TCP and UDP: what it does through it was not watched.",
    "The job made 1,200 requests for file_open through io_uring, which this source does not see.",
    "The job made 1 request for file_remove through io_uring, which this source does not see.",
    "The job made 1 request for file_move through io_uring, which this source does not see.",
    "The job made 1 request for file_link through io_uring, which this source does not see.",
    "The job made 2 requests for unix_socket_connect through io_uring, which this source does not see.",
    "The job cut 1 file by path (truncate), which no event shows.",
    "The job took 2 descriptors from other processes (pidfd_getfd): what they stand for was opened by those.",
    "The job asked 1 time for the memory in which nscd keeps names: what it looked up there was not seen.",
    "The job sent 3 times to a resolver's own socket, or may have, what is not read (splice, sendfile, io_uring on registered files): what names it asked for was not seen.",
    "The job sent 2 messages to systemd-resolved over D-Bus: what names they asked for was not seen.",
  ]);
});

test("what goes through io_uring is no blind spot of the source that sees it", () => {
  const coverage = {
    ...WHOLE,
    source: "fentry" as const,
    sources: { ...WHOLE.sources, file_open: "fentry" as const },
    blindSpots: { io_uring_file_open: 3, raw_socket: 1 },
  };
  expect(blindSpotCounts(coverage)).toEqual({ raw_socket: 1 });
  expect(blindSpotsMet(coverage)).toEqual([
    "The job made 1 raw socket: what it does through it was not watched.",
  ]);
});

test("of a source that sees what is done through io_uring and where links lead, nothing of that is told", () => {
  const kinds = ["unix_socket_connect", "file_open", "file_remove", "file_move", "file_link"] as const;
  const byFentry = Object.fromEntries(kinds.map((kind) => [kind, "fentry" as const]));
  const coverage = { ...WHOLE, source: "fentry" as const, sources: { ...WHOLE.sources, ...byFentry } };
  const told = blindSpots(report({ coverage })).join(" ");
  expect(told).not.toMatch(/io_uring|symbolic/);
  // Where the compiler left one function of the kernel out of reach, its kind has the other source.
  const mixed = { ...coverage, sources: { ...coverage.sources, file_remove: "tracepoint" as const } };
  expect(blindSpots(report({ coverage: mixed })).join(" ")).toMatch(
    /source \(file_remove\).*io_uring.*symbolic/,
  );
});
