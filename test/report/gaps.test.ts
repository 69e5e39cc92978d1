import { expect, test } from "vitest";
import { gaps } from "../../src/report/gaps.ts";
import { verdict } from "../../src/report/headline.ts";
import { report, WHOLE } from "./reports.ts";

test("where all was watched nothing is told", () => {
  expect(gaps(report({}))).toEqual([]);
});

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
  };
  expect(gaps(report({ coverage: { ...WHOLE, blindSpots } }))).toEqual([
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
  ]);
});

test("what goes through io_uring is no blind spot of the source that sees it", () => {
  const coverage = {
    ...WHOLE,
    source: "fentry" as const,
    sources: { ...WHOLE.sources, file_open: "fentry" as const },
    blindSpots: { io_uring_file_open: 3, raw_socket: 1 },
  };
  expect(gaps(report({ coverage }))).toEqual([
    "The job made 1 raw socket: what it does through it was not watched.",
  ]);
});

test("lost answers, and a hook for them that is not live, are told", () => {
  const coverage = { ...WHOLE, droppedAnswers: 2, hooks: { ...WHOLE.hooks, dns_answer: "missing" as const } };
  expect(gaps(report({ coverage }))).toEqual([
    "dns_answer was not watched: its hooks could not be attached.",
    "2 DNS answers could not be recorded: names may be missing from network_connect.",
  ]);
});

test("a job that met a blind spot is not said to be without matches in all that it did", () => {
  expect(verdict(report({}))).toBe("No rule matched.");
  const coverage = { ...WHOLE, blindSpots: { raw_socket: 1 } };
  expect(verdict(report({ coverage }))).toBe("No rule matched in what was watched.");
});
