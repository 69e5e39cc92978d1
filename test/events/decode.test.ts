import { expect, test } from "vitest";
import { Decoder, type RecordFault } from "../../src/events/decode.ts";
import type { Event } from "../../src/events/event.ts";
import { eventToJson } from "../../src/events/json.ts";
import { plainLayouts } from "../../src/log/layouts.ts";
import { record, walk } from "../log/log-bytes.ts";

const WALK_CUT = 1;
const TEXT_CUT = 2;
const ARGV_CUT = 4;
const KILLED = 8;
const DENIED = 16;

interface Decoded {
  readonly events: readonly Event[];
  readonly decoder: Decoder;
  /** What is wrong with each block. */
  readonly faults: readonly (RecordFault | undefined)[];
}

/** Process 66 becomes Runwarden's own. */
const OWN = record("process_exec", {
  pid: 66,
  startNs: 6_600_000_000,
  fixed: { parent_pid: 60 },
  strings: { filename: "/d/collector", argv: "/d/collector\0stop\0/d\0" },
});

function decode(...blocks: readonly (readonly Buffer[])[]): Decoded {
  const events: Event[] = [];
  const decoder = new Decoder({
    start: {
      layouts: plainLayouts(),
      realtime_offset_ns: 1_750_000_000_000_000_000n,
      tick_ns: 10_000_000,
      machine: "x86_64",
    },
    own: { scopePid: 60, directory: "/d", postScript: undefined },
    onEvent: (event) => events.push(event),
  });
  const faults = blocks.map((records) => decoder.block(Buffer.concat(records)));
  decoder.end({ pid: 66, startNs: 6_600_000_000 });
  return { events, decoder, faults };
}

function payloads(...records: readonly Buffer[]): unknown[] {
  return decode(records).events.map((event) => eventToJson(event).payload);
}

test("a literal record is decoded, each field from its place", () => {
  const bytes = Buffer.from(
    "48000000" + // 72 bytes
      "0400" + // file_open
      "0300" + // CPU 3
      "0a00000000000000" + // 10 ns after boot
      "00ca9a3b00000000" + // its process started 1 s after boot
      "2a000000" + // pid 42
      "00000000" +
      "42800800" + // O_RDWR, O_CREAT, with O_LARGEFILE and O_CLOEXEC
      "00000000" +
      "0a00" + // the walk has 10 bytes
      "0000" +
      "0000" +
      "0000" +
      "0000000000000000" +
      "612e74787400746d7000" + // a.txt, tmp
      "000000000000",
    "hex",
  );
  const { events } = decode([bytes]);
  expect(events.map(eventToJson)).toEqual([
    {
      event_type: "file_open",
      time: "2025-06-15T15:06:40.000000010Z",
      process: {
        exec_path: "",
        argv: [],
        ancestors: [],
        pid: 42,
        start_time: "2025-06-15T15:06:41.000Z",
      },
      payload: { path: "/tmp/a.txt", is_read: true, is_write: true, flags: 66 },
    },
  ]);
});

test("an event has time, process, index, tags and count", () => {
  const { events } = decode([
    record("process_snapshot", {
      pid: 1,
      startNs: 10_000_000,
      strings: { executable: "/sbin/init", cwd: "/", argv: "init\0--x\0" },
    }),
    record("process_fork", {
      pid: 1,
      startNs: 12_345_678,
      fixed: { child_pid: 7, child_start_ns: 70_000_000 },
    }),
    record("process_exec", {
      pid: 7,
      startNs: 70_000_000,
      timeNs: 71_000_000,
      strings: {
        filename: "/bin/sh",
        image: walk("/usr/bin/dash"),
        cwd: walk("/srv/web"),
        argv: "sh\0-c\0\0",
      },
    }),
    record("file_remove", { pid: 7, startNs: 70_000_000, timeNs: 72_000_000, strings: { path: "/x" } }),
    record("process_exit", { pid: 7, startNs: 70_000_000 }),
  ]);
  const process = {
    exec_path: "/bin/sh",
    argv: ["sh", "-c", ""],
    file_path: "/usr/bin/dash",
    cwd: "/srv/web",
    tool: "sh",
    ancestors: [
      {
        exec_path: "/sbin/init",
        argv: ["init", "--x"],
        file_path: "/sbin/init",
        cwd: "/",
        pid: 1,
        start_time: "2025-06-15T15:06:40.010Z",
      },
    ],
    pid: 7,
    start_time: "2025-06-15T15:06:40.070Z",
  };
  expect(events.map(eventToJson)).toEqual([
    {
      event_type: "process_exec",
      time: "2025-06-15T15:06:40.071000000Z",
      process,
      payload: { is_memfd: false },
    },
    {
      event_type: "file_remove",
      time: "2025-06-15T15:06:40.072000000Z",
      process,
      payload: { path: "/x", is_folder: false },
    },
  ]);
  expect(events.map(({ index, tags, count }) => ({ index, tags, count }))).toEqual([
    { index: 0, tags: [], count: 1 },
    { index: 1, tags: [], count: 1 },
  ]);
});

test.each([
  ["an absolute path", { filename: "/bin//./sh" }, "/bin/sh"],
  ["a relative path", { filename: "./a/../b", cwd: walk("/home/x") }, "/home/x/b"],
  ["a path below a descriptor", { filename: "b", base: walk("/home/x"), cwd: walk("/y") }, "/home/x/b"],
  ["a path from the root folder", { filename: "b" }, "/b"],
  ["a descriptor", { filename: "/dev/fd/5", image: walk("/usr/bin/curl") }, "/usr/bin/curl"],
  [
    "a descriptor of the process",
    { filename: "/proc/self/fd/5", image: walk("/usr/bin/curl") },
    "/usr/bin/curl",
  ],
  ["a descriptor by pid", { filename: "/proc/7/fd/5", image: walk("/usr/bin/curl") }, "/usr/bin/curl"],
  [
    "a descriptor of a thread",
    { filename: "/proc/7/task/8/fd/5", image: walk("/usr/bin/curl") },
    "/usr/bin/curl",
  ],
  [
    "a file below a folder's descriptor that the exec closed",
    { filename: "/dev/fd/5/a/link", image: walk("/home/x/file\n") },
    "/home/x/file\n",
  ],
  ["a script whose descriptor the exec closed", { filename: "/proc/self/fd/5" }, "/proc/self/fd/5"],
  [
    "what only looks like a descriptor",
    { filename: "/proc/self/fd/5x", image: walk("/a") },
    "/proc/self/fd/5x",
  ],
])("the exec_path of %s", (_, strings, path) => {
  const { events } = decode([record("process_exec", { pid: 7, strings })]);
  expect(events[0]?.process.exec_path.raw).toBe(path);
});

test("a working folder that was cut is told as one, and nothing else of its record is taken for cut", () => {
  const { events } = decode([
    record("process_exec", {
      pid: 7,
      fixed: { is_cwd_cut: 1 },
      strings: { filename: "sub/x", image: walk("/srv/web/sub/x"), cwd: walk("/web") },
    }),
    record("process_exec", { pid: 7, strings: { filename: "/bin/sh" } }),
  ]);
  expect(
    events.map(({ process, tags }) => [
      process.exec_path.raw,
      process.file_path?.raw,
      process.cwd?.raw,
      tags,
    ]),
  ).toEqual([
    ["…/web/sub/x", "/srv/web/sub/x", "…/web", ["truncated"]],
    ["/bin/sh", "", "", []],
  ]);
});

/** What an exec with these strings and flags tells of its arguments. */
function argvOf(argv: string, argv_tail: string, flags: number) {
  const { events } = decode([record("process_exec", { pid: 7, flags, strings: { argv, argv_tail } })]);
  const [event] = events;
  return [event?.process.argv.map(({ raw }) => raw), event?.process.is_argv_cut, event?.tags];
}

const CUT_ARGV = ["truncated", "argv_cut"];

test.each([
  ["whole", "a\0\xff\n\0", "", 0, ["a", "\udcff\n"], false, []],
  ["none", "", "", 0, [], false, []],
  ["overwritten without a NUL at the end", "a: b", "", 0, ["a: b"], false, []],
  // The first byte of the tail is the last one before it.
  ["cut in one argument", "a\0b", "bb\0c\0", ARGV_CUT, ["a", "b…", "…bb", "c"], true, CUT_ARGV],
  ["cut where one ends", "a\0b\0", "bb\0c\0", ARGV_CUT, ["a", "b", "…bb", "c"], true, CUT_ARGV],
  ["cut where one begins", "a\0b", "\0c\0d\0", ARGV_CUT, ["a", "b…", "c", "d"], true, CUT_ARGV],
  ["cut between two", "a\0b\0", "\0c\0", ARGV_CUT, ["a", "b", "…", "c"], true, CUT_ARGV],
  ["cut before empty ones", "a\0\0", "\0\0\0", ARGV_CUT, ["a", "", "…", "", ""], true, CUT_ARGV],
  ["cut in the one at the end", "a\0b", "x\0", ARGV_CUT, ["a", "b…", "…x"], true, CUT_ARGV],
  ["overwritten, and cut", "a\0b", "\0c", ARGV_CUT, ["a", "b…", "c"], true, CUT_ARGV],
  ["all that could not be read", "", "", ARGV_CUT, ["…"], true, CUT_ARGV],
  ["of which only the head could be read", "a\0b", "", ARGV_CUT, ["a", "b…"], true, CUT_ARGV],
  [
    "cut, of a program whose path is too",
    "a\0",
    "\0b\0",
    ARGV_CUT | TEXT_CUT,
    ["a", "…", "b"],
    true,
    ["truncated", "text_cut", "argv_cut"],
  ],
])("arguments: %s", (_, head, tail, flags, argv, isCut, tags) => {
  expect(argvOf(head, tail, flags)).toEqual([argv, isCut, tags]);
});

test("an event for which the kernel has ended the program says so, and that it is cut only where it is", () => {
  const { events } = decode([
    record("file_open", { pid: 9, flags: KILLED, strings: { path: walk("/x") } }),
    record("file_open", { pid: 9, flags: KILLED | WALK_CUT, strings: { path: walk("/x") } }),
    record("file_open", { pid: 9, flags: KILLED | DENIED, strings: { path: walk("/x") } }),
  ]);
  expect(events.map(({ tags }) => tags)).toEqual([
    ["killed_in_kernel"],
    ["truncated", "killed_in_kernel"],
    ["killed_in_kernel", "denied_in_kernel"],
  ]);
});

test("a rule sees the arguments on both sides of a cut whole, and never takes a part for a whole", () => {
  const [argv] = argvOf("claude\0-p\0--dangerously", "sly-skip-permissions\0end\0", ARGV_CUT) as [string[]];
  expect(argv).toEqual(["claude", "-p", "--dangerously…", "…sly-skip-permissions", "end"]);
});

test("events of a program with cut arguments, and of all below it, say so", () => {
  const { events } = decode([
    record("process_exec", { pid: 7, flags: ARGV_CUT, strings: { filename: "/a", argv: "a" } }),
    record("process_fork", { pid: 7, fixed: { child_pid: 8 } }),
    record("process_exec", { pid: 8, strings: { filename: "/b", argv: "b\0" } }),
    record("file_open", { pid: 8, flags: WALK_CUT, strings: { path: walk("/x") } }),
    record("file_open", { pid: 9, strings: { path: walk("/x") } }),
  ]);
  expect(events.map(({ process, tags }) => [process.is_argv_cut, process.hasCutAncestor, tags])).toEqual([
    [true, false, CUT_ARGV],
    [false, true, CUT_ARGV],
    [false, true, ["truncated", "text_cut", "argv_cut"]],
    [false, false, []],
  ]);
});

test("events of a process whose lineage is longer than is kept say so", () => {
  const execs = Array.from({ length: 131 }, () =>
    record("process_exec", { pid: 7, strings: { filename: "/a" } }),
  );
  const { events } = decode(execs);
  // Above the first one stands a parent of which nothing is known, in the place of the fork that was not seen.
  expect(events.map(({ tags }) => tags).slice(-3)).toEqual([
    [],
    ["truncated", "lineage_cut"],
    ["truncated", "lineage_cut"],
  ]);
  expect(events.at(-1)?.process.ancestors_left_out).toBe(2);
});

test("the executed file and its owner are told of each image, and nothing of a script whose file is not known", () => {
  const { events } = decode([
    record("process_exec", {
      pid: 7,
      fixed: { is_root_owned: 1 },
      strings: { filename: "/bin/sh", image: walk("/usr/bin/dash") },
    }),
    record("process_exec", { pid: 7, strings: { filename: "/tmp/script" } }),
    record("process_exec", {
      pid: 7,
      flags: WALK_CUT,
      strings: { filename: "x", base: walk("/b"), image: walk("/b/x") },
    }),
  ]);
  expect(
    events.map(({ process }) => [process.exec_path.raw, process.file_path?.raw, process.is_root_owned]),
  ).toEqual([
    ["/bin/sh", "/usr/bin/dash", true],
    ["/tmp/script", "", false],
    ["…/b/x", "…/b/x", false],
  ]);
  expect(events[1]?.process.ancestors[0]).toMatchObject({
    file_path: { raw: "/usr/bin/dash" },
    is_root_owned: true,
  });
});

test("process_exec says whether the image is in memory", () => {
  expect(payloads(record("process_exec", { fixed: { is_memfd: 1 } }), record("process_exec"))).toEqual([
    { is_memfd: true },
    { is_memfd: false },
  ]);
});

test("network_connect has address, port, protocol and family", () => {
  const ipv6 = Buffer.from("20010db8000000000000000000000001", "hex");
  expect(
    payloads(
      record("network_connect", {
        fixed: { remote_ip: Buffer.from([203, 0, 113, 10]), remote_port: 443, protocol: 6, family: 2 },
      }),
      record("network_connect", {
        fixed: { remote_ip: ipv6, remote_port: 65_535, protocol: 17, family: 10 },
      }),
    ),
  ).toEqual([
    { remote_ip: "203.0.113.10", remote_port: 443, protocol: "tcp", family: "ipv4", remote_domains: [] },
    { remote_ip: "2001:db8::1", remote_port: 65_535, protocol: "udp", family: "ipv6", remote_domains: [] },
  ]);
});

test("unix_socket_connect has the path given and, where it is known, the socket's own", () => {
  const connect = (strings: Record<string, string>, socket_type = 1) =>
    record("unix_socket_connect", { fixed: { socket_type }, strings });
  expect(
    payloads(
      connect({ address: "/var/run/docker.sock\0", resolved: walk("/run/docker.sock") }),
      connect({ address: "./s\0", base: walk("/tmp") }, 2),
      connect({ address: "\0name", resolved: walk("/never") }, 5),
      connect({ address: "" }),
    ),
  ).toEqual([
    {
      path: "/var/run/docker.sock",
      resolved_path: "/run/docker.sock",
      socket_type: "stream",
      is_abstract: false,
    },
    { path: "/tmp/s", resolved_path: "/tmp/s", socket_type: "dgram", is_abstract: false },
    { path: "@name", resolved_path: "@name", socket_type: "seqpacket", is_abstract: true },
    { path: "", resolved_path: "", socket_type: "stream", is_abstract: false },
  ]);
});

test.each([
  [0, true, false, 0],
  [1, false, true, 1],
  [2, true, true, 2],
  [3, false, false, 3],
  // What the kernel adds: O_LARGEFILE, O_CLOEXEC, and bits above all of open(2)'s.
  [0o100_000 + 0o2_000_000 + 0xa000_0000, true, false, 0],
  [0o102, true, true, 66],
  [0o4_352_301 | 0o200, false, true, 0o4_252_301],
])("open flags %i", (flags, is_read, is_write, reported) => {
  expect(payloads(record("file_open", { fixed: { flags }, strings: { path: walk("/a") } }))).toEqual([
    { path: "/a", is_read, is_write, flags: reported },
  ]);
});

test("an open without a walk has the path that was given", () => {
  expect(
    payloads(
      record("file_open", { strings: { given: "/" } }),
      record("file_open", { strings: { base: walk("/proc/7/fd"), given: "4" } }),
    ),
  ).toMatchObject([{ path: "/" }, { path: "/proc/7/fd/4" }]);
});

test("file_remove, file_move and file_link have absolute paths", () => {
  const link = (is_hardlink: number, strings: Record<string, string>) =>
    record("file_link", { fixed: { is_hardlink }, strings });
  expect(
    payloads(
      record("file_remove", { fixed: { is_folder: 1 }, strings: { base: walk("/tmp"), path: "a/./b/" } }),
      record("file_move", {
        strings: { from_base: walk("/a"), from: "x", to_base: walk("/b"), to: "../y" },
      }),
      record("file_move", { strings: { from: "/x", to: "/y" } }),
      link(1, { existing_base: walk("/e"), existing: "x", created_base: walk("/c"), created: "y" }),
      link(0, { existing: "../x", created_base: walk("/c"), created: "d/y" }),
      link(0, { existing: "/etc/shadow", created: "/c/y" }),
    ),
  ).toEqual([
    { path: "/tmp/a/b", is_folder: true },
    { from_path: "/a/x", to_path: "/y" },
    { from_path: "/x", to_path: "/y" },
    { created_path: "/c/y", existing_path: "/e/x", is_hardlink: true, is_symlink: false },
    { created_path: "/c/d/y", existing_path: "/c/x", is_hardlink: false, is_symlink: true },
    { created_path: "/c/y", existing_path: "/etc/shadow", is_hardlink: false, is_symlink: true },
  ]);
});

test("a walk that was cut starts with an ellipsis, and the event is tagged", () => {
  const { events } = decode([
    record("file_open", { flags: WALK_CUT, strings: { path: walk("/b/c") } }),
    // The same bytes, whole: not the same path.
    record("file_open", { strings: { path: walk("/b/c") } }),
    record("file_remove", { flags: WALK_CUT, strings: { base: walk("/b"), path: "x" } }),
  ]);
  expect(events.map((event) => [eventToJson(event).payload.path, event.tags])).toEqual([
    ["…/b/c", ["truncated"]],
    ["/b/c", []],
    ["…/b/x", ["truncated"]],
  ]);
});

const QUERY = "\x12\x34\x01\0\0\x02\0\0\0\0\0\0\x01a\x03com\0\0\x01\0\x01\x01B\0\0\x01\0\x01";

test("each question of a DNS query is an event; one that is cut says so", () => {
  const udp = (message: string) => record("domain", { fixed: { protocol: 17 }, strings: { message } });
  const { events } = decode([
    udp(QUERY),
    udp(QUERY.slice(0, -3)),
    udp(""),
    udp(QUERY.replace("\x01", "\x81")),
  ]);
  expect(events.map((event) => [eventToJson(event).payload, event.tags, event.index])).toEqual([
    [{ domain: "a.com", source: "dns", via: "packet" }, [], 0],
    [{ domain: "b", source: "dns", via: "packet" }, [], 1],
    [{ domain: "a.com", source: "dns", via: "packet" }, ["truncated"], 2],
    [{ domain: "b", source: "dns", via: "packet" }, ["truncated"], 3],
    [{ domain: "", source: "dns", via: "packet" }, ["truncated"], 4],
  ]);
});

test("a long label is told with its length, for what is hidden in look-ups stands in such", () => {
  const asked = (label: string) =>
    record("domain", {
      fixed: { protocol: 17 },
      strings: { message: `${QUERY.slice(0, 4)}\0\x01${QUERY.slice(6, 12)}${label}\x01b\0\0\x10\0\x01` },
    });
  const [short = "", long = "", longest = ""] = [19, 20, 63].map((length) => "a".repeat(length));
  expect(payloads(asked(`\x13${short}`), asked(`\x14${long}`), asked(`\x02cc\x3f${longest}`))).toEqual([
    { domain: `${short}.b`, source: "dns", via: "packet" },
    { domain: `${long}.b`, source: "dns", via: "packet", longest_label: 20 },
    { domain: `cc.${longest}.b`, source: "dns", via: "packet", longest_label: 63 },
  ]);
});

test("datagrams that one send hands to the kernel together are told apart", () => {
  const both = record("domain", {
    fixed: { protocol: 17, datagram_length: QUERY.length },
    strings: { message: QUERY + QUERY.replace("B", "c") },
  });
  expect(payloads(both)).toEqual(
    ["a.com", "b", "a.com", "c"].map((domain) => ({ domain, source: "dns", via: "packet" })),
  );
});

/** A record of options with padding (RFC 7830) of a length. */
const padded = (length: number) =>
  `${QUERY.slice(0, 11)}\x01${QUERY.slice(12)}\0\0\x29\x10\0\0\0\0\0${u16(length + 4)}\0\x0c${u16(length)}${"\0".repeat(length)}`;
const u16 = (value: number) => String.fromCharCode(value >> 8, value & 0xff);

test("a query is not cut where only what stands behind its questions is", () => {
  const query = padded(2000);
  const fixed = { protocol: 17, whole_length: query.length };
  const { events } = decode([
    record("domain", { flags: TEXT_CUT, fixed, strings: { message: query.slice(0, 1023) } }),
    record("domain", { flags: TEXT_CUT, fixed, strings: { message: query.slice(0, QUERY.length - 1) } }),
  ]);
  expect(events.map(({ payload, tags }) => ["domain" in payload && payload.domain.raw, tags])).toEqual([
    ["a.com", []],
    ["b", []],
    ["a.com", ["truncated"]],
    ["b", ["truncated"]],
  ]);
});

test("of datagrams that one send hands over together, those that were not recorded are told as cut", () => {
  const { events } = decode([
    record("domain", {
      flags: TEXT_CUT,
      fixed: { protocol: 17, datagram_length: QUERY.length, whole_length: QUERY.length * 5 },
      strings: { message: QUERY },
    }),
  ]);
  expect(events.map(({ payload, tags }) => ["domain" in payload && payload.domain.raw, tags])).toEqual([
    ["a.com", []],
    ["b", []],
    ["", ["truncated"]],
  ]);
});

test("what a datagram to another port than 53 asks for is told only where it is a plain query", () => {
  const other = (message: string) =>
    record("domain", { fixed: { protocol: 17, is_other_port: 1 }, strings: { message } });
  expect(payloads(other(QUERY), other(`${QUERY}x`), other(QUERY_ONE), other(""))).toEqual(
    ["a.com", "b", "a.com"].map((domain) => ({ domain, source: "dns", via: "packet" })),
  );
});

test("a request to nscd is a look-up where it asks for a host; one that is cut says so", () => {
  const sent = (message: string, whole_length = message.length) =>
    record("domain", { fixed: { protocol: 255, whole_length }, strings: { message } });
  const request = "\x02\0\0\0\x0e\0\0\0\x06\0\0\0A.com\0";
  const { events } = decode([
    sent(request.slice(0, 9)),
    sent(request.slice(9)),
    sent(request.replace("\x0e", "\0")),
    sent("", 5000),
  ]);
  expect(events.map((event) => [eventToJson(event).payload, event.tags])).toEqual([
    [{ domain: "a.com", source: "dns", via: "nscd" }, []],
    [{ domain: "", source: "dns", via: "nscd" }, ["truncated"]],
  ]);
});

test("a path through what a process has open is told as unresolved: it does not tell where it led", () => {
  const hard = (existing: string) =>
    record("file_link", { fixed: { is_hardlink: 1 }, strings: { existing, created: "/c" } });
  const { events } = decode([hard("/proc/7/fd/3"), hard("/proc/7/status"), hard("/dev/fd/3"), hard("/fd/3")]);
  expect(events.map(({ tags }) => tags)).toEqual([["unresolved"], [], ["unresolved"], []]);
});

test("a DNS query over TCP is put together from the segments of its socket", () => {
  const framed = `\0${String.fromCharCode(QUERY.length)}${QUERY}`;
  const segment = (socket_cookie: number, sequence: number, message: string) =>
    record("domain", { fixed: { protocol: 6, socket_cookie, sequence }, strings: { message } });
  expect(
    payloads(
      segment(1, 100, framed.slice(0, 20)),
      segment(2, 500, framed.slice(0, 5)),
      segment(1, 120, framed.slice(20)),
      segment(1, 120, framed.slice(20)),
    ),
  ).toEqual([
    { domain: "a.com", source: "dns", via: "packet" },
    { domain: "b", source: "dns", via: "packet" },
  ]);
});

/** The answer to QUERY's first question alone, in one transaction: 203.0.113.10. */
const QUERY_ONE = "\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x01a\x03com\0\0\x01\0\x01";
const ANSWER =
  "\x12\x34\x81\x80\0\x01\0\x01\0\0\0\0\x01a\x03com\0\0\x01\0\x01" +
  "\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04\xcb\0\x71\x0a";

test("a connect has the names that its address was given before it, by UDP and TCP alike", () => {
  const connect = record("network_connect", {
    fixed: { remote_ip: Buffer.from([203, 0, 113, 10]), remote_port: 443, protocol: 6, family: 2 },
  });
  const udp = { protocol: 17, socket_cookie: 1 };
  const tcp = { protocol: 6, socket_cookie: 2 };
  const framed = (message: string) => `\0${String.fromCharCode(message.length)}${message}`;
  const names = (...records: readonly Buffer[]) =>
    decode(records).events.flatMap(({ kind, payload }) =>
      kind === "network_connect" ? [payload.remote_domains.map(({ raw }) => raw)] : [],
    );
  expect(
    names(
      connect,
      record("dns_answer", { fixed: udp, strings: { message: ANSWER } }),
      connect,
      record("domain", { fixed: udp, strings: { message: QUERY_ONE } }),
      record("dns_answer", { fixed: udp, strings: { message: ANSWER } }),
      connect,
    ),
  ).toEqual([[], [], ["a.com"]]);
  expect(
    names(
      record("domain", { fixed: tcp, strings: { message: framed(QUERY_ONE) } }),
      record("dns_answer", {
        fixed: { ...tcp, sequence: 7 },
        strings: { message: framed(ANSWER).slice(0, 1) },
      }),
      record("dns_answer", { fixed: { ...tcp, sequence: 8 }, strings: { message: framed(ANSWER).slice(1) } }),
      connect,
    ),
  ).toEqual([["a.com"]]);
});

test("a connect to an address with more names than are kept is told as cut, and the next one is not", () => {
  const udp = { protocol: 17, socket_cookie: 1 };
  const connect = (last: number) =>
    record("network_connect", {
      fixed: { remote_ip: Buffer.from([203, 0, 113, last]), remote_port: 443, protocol: 6, family: 2 },
    });
  const named = Array.from({ length: 300 }, (_, number) => {
    const name = (message: string) => message.replace("\x01a", `\x04n${100 + number}`);
    return [
      record("domain", { fixed: udp, strings: { message: name(QUERY_ONE) } }),
      record("dns_answer", { fixed: udp, strings: { message: name(ANSWER) } }),
    ];
  });
  const { events } = decode([...named.flat(), connect(10), connect(11)]);
  const tags = events.flatMap((event) => (event.kind === "network_connect" ? [event.tags] : []));
  expect(tags).toEqual([["truncated"], []]);
});

test("a call on systemd-resolved's socket is a look-up; one that is cut says so", () => {
  const sent = (message: string, whole_length = message.length) =>
    record("domain", { fixed: { whole_length }, strings: { message } });
  const call = '{"method":"io.systemd.Resolve.ResolveHostname","parameters":{"name":"A.com"}}\0';
  const { events } = decode([sent(call.slice(0, 9)), sent(call.slice(9)), sent(call, 5000), sent("{", 5000)]);
  expect(events.map((event) => [eventToJson(event).payload, event.tags])).toEqual([
    [{ domain: "a.com", source: "dns", via: "resolved" }, []],
    [{ domain: "a.com", source: "dns", via: "resolved" }, []],
    [{ domain: "", source: "dns", via: "resolved" }, ["truncated"]],
    [{ domain: "", source: "dns", via: "resolved" }, ["truncated"]],
  ]);
});

test("what Runwarden's own process and its children do is no event, but is counted as read", () => {
  const own = { pid: 66, startNs: 6_600_000_000 };
  const { events, decoder } = decode([
    OWN,
    record("file_remove", { ...own, strings: { path: "/own" } }),
    record("process_fork", { ...own, fixed: { child_pid: 67, child_start_ns: 6_700_000_000 } }),
    record("file_remove", { pid: 67, startNs: 6_700_000_000, strings: { path: "/own-too" } }),
    record("file_remove", { pid: 66, startNs: 1, strings: { path: "/not-own" } }),
  ]);
  expect(events.map((event) => [event.index, eventToJson(event).payload.path])).toEqual([[0, "/not-own"]]);
  expect(decoder.records).toMatchObject({ file_remove: 3, process_fork: 1, file_open: 0 });
});

/** A good record with a member of its header or a length changed. */
function garbled(at: number, value: number): Buffer {
  const bytes = record("file_remove", { strings: { path: "/12345678901234567890" } });
  bytes.writeUInt16LE(value, at);
  return bytes;
}

test.each([
  ["size 0", garbled(0, 0), "bytes that are no record"],
  ["a size below its header's", garbled(0, 24), "bytes that are no record"],
  ["a size below its fixed part's", garbled(0, 32), "a file_remove record that is shorter than its members"],
  ["a size that is no multiple of 8", garbled(0, 60), "bytes that are no record"],
  ["a size past the block's end", garbled(0, 8000), "bytes that are no record"],
  ["half a header", garbled(0, 64).subarray(0, 16), "bytes that are no record"],
  [
    "strings that are longer than it",
    garbled(38, 26),
    "a file_remove record with strings that are longer than it",
  ],
])("a record with %s ends the decoding; what came before is kept", (_, bytes, what) => {
  const good = record("file_remove", { strings: { path: "/good" } });
  const { events, decoder, faults } = decode([good, bytes]);
  expect(faults).toEqual([{ code: "invalid-record", what }]);
  expect(events).toHaveLength(1);
  expect(decoder.records.file_remove).toBe(1);
});

test.each([0, 255, 999, 65_535])(
  "a record of the unknown kind %i is a fault and not silence; what stands behind it is judged all the same",
  (id) => {
    const good = record("file_remove", { strings: { path: "/good" } });
    const { events, decoder, faults } = decode([good, garbled(4, id), good], [good]);
    expect(faults).toEqual([{ code: "unknown-kind", id }, undefined]);
    expect(events).toHaveLength(3);
    expect(decoder.records.file_remove).toBe(3);
  },
);

test("bytes that are no record are told also where a record of an unknown kind came before", () => {
  const { faults } = decode([garbled(4, 999), garbled(0, 0)]);
  expect(faults).toEqual([{ code: "invalid-record", what: "bytes that are no record" }]);
});

test("an adopted process has the image and the ancestors that were told of it; what came into the container does not count as one", () => {
  const adopt = (pid: number, parent: number, image: string, isWatched: number, argv = "") =>
    record("process_adopt", {
      pid,
      startNs: pid * 10_000_000,
      fixed: {
        parent_pid: parent,
        parent_start_ns: parent * 10_000_000,
        is_watched: isWatched,
        is_fork: 0,
        is_root_owned: 1,
      },
      strings: { image: walk(image), argv },
    });
  const { events, decoder } = decode([
    adopt(20, 1, "/usr/bin/containerd-shim", 0),
    adopt(21, 20, "/usr/sbin/runc", 1, "runc\0init\0"),
    adopt(22, 20, "/usr/sbin/runc", 2),
    record("file_remove", { pid: 21, startNs: 210_000_000, strings: { path: "/x" } }),
  ]);
  expect(events.map(eventToJson).map(({ process }) => process)).toEqual([
    {
      exec_path: "/usr/sbin/runc",
      argv: ["runc", "init"],
      file_path: "/usr/sbin/runc",
      is_root_owned: true,
      ancestors: [
        {
          exec_path: "/usr/bin/containerd-shim",
          argv: [],
          file_path: "/usr/bin/containerd-shim",
          is_root_owned: true,
          pid: 20,
          start_time: "2025-06-15T15:06:40.200Z",
        },
      ],
      pid: 21,
      start_time: "2025-06-15T15:06:40.210Z",
    },
  ]);
  expect(decoder.adopted).toBe(1);
});

const PROCESS = { pid: 7, startNs: 70_000_000 };

test("a mount that was opened is told where it is put in its place, and is moved from there later", () => {
  const put = (target: string) => record("mount", { ...PROCESS, fixed: { tree: 3 }, strings: { target } });
  const opened = record("mount", {
    ...PROCESS,
    fixed: { tree: 3, is_opened: 1, is_bind: 1 },
    strings: { source_base: walk("/home/x"), source: ".ssh" },
  });
  const fresh = record("mount", {
    ...PROCESS,
    fixed: { tree: 3, is_opened: 1 },
    strings: { source: "none", fs_type: "proc" },
  });
  expect(payloads(opened, put("/tmp/a"), put("/tmp/b"), fresh, put("/tmp/c"))).toEqual([
    { source_path: "/home/x/.ssh", target_path: "/tmp/a", fs_type: "", is_bind: true },
    { source_path: "/tmp/a", target_path: "/tmp/b", fs_type: "", is_bind: false },
    { source_path: "none", target_path: "/tmp/c", fs_type: "proc", is_bind: false },
  ]);
});

test("of a mount that nobody saw opened the event is cut; through a link of /proc it is unresolved", () => {
  const { events } = decode([
    record("mount", { ...PROCESS, fixed: { tree: 3 }, strings: { target: "/a" } }),
    record("mount", {
      ...PROCESS,
      fixed: { tree: 4, is_bind: 1 },
      strings: { target: "/a", root: walk("/x/.ssh") },
    }),
    record("mount", {
      ...PROCESS,
      fixed: { is_bind: 1 },
      strings: { source: "/proc/self/fd/3", target: "/a" },
    }),
    record("mount", { ...PROCESS, strings: { source: "none", target: "/proc/self/fd/3", fs_type: "tmpfs" } }),
  ]);
  expect(events.map(({ tags }) => tags)).toEqual([
    ["truncated"],
    ["truncated"],
    ["unresolved"],
    ["unresolved"],
  ]);
  expect(events.slice(0, 2).map((event) => eventToJson(event).payload)).toEqual([
    { source_path: "", target_path: "/a", fs_type: "", is_bind: false },
    { source_path: "…/x/.ssh", target_path: "/a", fs_type: "", is_bind: true },
  ]);
});

test("who is reached into is the process that the log knows by then, else what the record has of it", () => {
  const target = { fixed: { target_pid: 8, target_start_ns: 80_000_000, access: 0 } };
  const access = record("process_access", {
    ...PROCESS,
    ...target,
    strings: { executable: walk("/usr/sbin/cron") },
  });
  const exec = record("process_exec", {
    pid: 8,
    startNs: 80_000_000,
    strings: { filename: "/bin/x", argv: "x\0" },
  });
  expect(payloads(access, exec, access).filter((payload) => "target" in (payload as object))).toEqual([
    {
      target: {
        exec_path: "/usr/sbin/cron",
        argv: [],
        file_path: "/usr/sbin/cron",
        ancestors: [],
        pid: 8,
      },
      access: "attach",
    },
    {
      target: {
        exec_path: "/bin/x",
        argv: ["x"],
        ancestors: [],
        pid: 8,
        start_time: "2025-06-15T15:06:40.080Z",
      },
      access: "attach",
    },
  ]);
});
