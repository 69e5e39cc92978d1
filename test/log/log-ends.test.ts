import { expect, test } from "vitest";
import { parseLogStart, parseTrailer } from "../../src/log/log-ends.ts";
import { startText, trailerText } from "./log-bytes.ts";

test("a start is read, each field", () => {
  expect(parseLogStart(startText({ schema: "s", realtime_offset_ns: "-5" }))).toEqual({
    schema: "s",
    source: "tracepoint",
    machine: "x86_64",
    kernel: "6.8.0",
    realtimeOffsetNs: -5n,
    tickNs: 10_000_000,
    pid: 500,
    scopePid: 400,
    scope: "machine",
    adoption: "live",
    directory: "/var/lib/runwarden/test",
    hooks: {
      process_exec: "partial",
      network_connect: "missing",
      unix_socket_connect: "missing",
      file_open: "live",
      file_remove: "missing",
      file_move: "missing",
      file_link: "missing",
      domain: "missing",
      dns_answer: "missing",
    },
    sources: {
      process_exec: "tracepoint",
      network_connect: "none",
      unix_socket_connect: "none",
      file_open: "fentry",
      file_remove: "none",
      file_move: "none",
      file_link: "none",
      domain: "cgroup",
      dns_answer: "none",
    },
    missingPrograms: ["process_exec__other"],
  });
});

test.each([
  ["no JSON", "{"],
  ["no object", "[]"],
  ["null", "null"],
  ["no source", startText({ source: undefined })],
  ["a source that is none", startText({ source: "file" })],
  ["no clock", startText({ realtime_offset_ns: undefined })],
  ["a clock that is no number", startText({ realtime_offset_ns: "1e9" })],
  ["a clock beyond all times", startText({ realtime_offset_ns: "1".repeat(21) })],
])("a start with %s is none", (_, text) => {
  expect(parseLogStart(text)).toBeUndefined();
});

test("members of another type count as missing, and a hook's state that is none as missing", () => {
  const start = parseLogStart(
    startText({
      tick_ns: "x",
      pid: null,
      directory: 5,
      scope: "all",
      adoption: true,
      hooks: { file_open: "alive" },
      sources: { file_open: "kprobe" },
      missing_programs: "x",
    }),
  );
  expect(start).toMatchObject({ tickNs: 10_000_000, pid: 0, scope: "job", adoption: "missing" });
  expect(start).toMatchObject({ directory: "", missingPrograms: [] });
  expect(start?.hooks.file_open).toBe("missing");
  expect(start?.sources.file_open).toBe("none");
});

test("a trailer is read, each field", () => {
  const text = trailerText(
    { file_open: 3 },
    {
      signal: 15,
      sender_pid: 9,
      continued: 2,
      own_pid: 66,
      own_start_ns: "6600000000",
      blind_spots: { raw_socket: 2, vsock_socket: 0, unheard_of: 1, icmp_socket: "x" },
    },
  );
  expect(parseTrailer(text)).toEqual({
    reason: "stop",
    signal: 15,
    senderPid: 9,
    continued: 2,
    own: { pid: 66, startNs: 6_600_000_000 },
    cpuMs: 12,
    memoryKib: 34_000,
    counts: { file_open: { seen: 3, written: 3, dropped: 0 } },
    blindSpots: { raw_socket: 2 },
  });
  expect(parseTrailer(trailerText())?.own).toBeUndefined();
});

test.each([
  ["no JSON", ""],
  ["no object", "7"],
  ["a reason that is none", trailerText({}, { reason: "boredom" })],
])("a trailer with %s is none", (_, text) => {
  expect(parseTrailer(text)).toBeUndefined();
});
