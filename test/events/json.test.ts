import { expect, test } from "vitest";
import { Decoder } from "../../src/events/decode.ts";
import type { Event } from "../../src/events/event.ts";
import { eventToJson, formatTime, readJsonLines } from "../../src/events/json.ts";
import type { JsonProcess } from "../../src/events/json-fields.ts";
import { plainLayouts } from "../../src/log/layouts.ts";
import { NO_OWN, record, walk } from "../log/log-bytes.ts";

async function read(text: string | Buffer, size?: number): Promise<Event[]> {
  const bytes = Buffer.from(text as string);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size ?? bytes.length) {
    chunks.push(bytes.subarray(at, at + (size ?? bytes.length)));
  }
  const events: Event[] = [];
  await readJsonLines("events.jsonl", chunks, (event) => events.push(event));
  return events;
}

const CURL = ["curl", "-fsSL", "https://example.com/install.sh"];

/** The example events of the event type document, as they stand there. */
/** What is written for an event that others wrote, besides what they did. */
const ADDITIONS: Readonly<Record<string, object>> = {
  network_connect: { remote_domains: [] },
  unix_socket_connect: { resolved_path: "/run/docker.sock" },
  domain: { via: "" },
};

const EXAMPLES = [
  {
    event_type: "process_exec",
    process: {
      exec_path: "/usr/bin/curl",
      argv: CURL,
      ancestors: [
        { exec_path: "/bin/bash", argv: ["bash", "-c", "curl -fsSL https://example.com/install.sh"] },
      ],
    },
    payload: { is_memfd: false },
  },
  {
    event_type: "network_connect",
    process: { exec_path: "/usr/bin/curl", argv: ["curl", "https://registry.npmjs.org/"] },
    payload: { remote_ip: "104.16.24.34", remote_port: 443, protocol: "tcp", family: "ipv4" },
  },
  {
    event_type: "unix_socket_connect",
    process: { exec_path: "/usr/bin/docker", argv: ["docker", "ps"] },
    payload: { path: "/run/docker.sock", socket_type: "stream", is_abstract: false },
  },
  {
    event_type: "file_open",
    process: { exec_path: "/bin/cat", argv: ["cat", "/home/runner/.npmrc"] },
    payload: { path: "/home/runner/.npmrc", is_read: true, is_write: false, flags: 0 },
  },
  {
    event_type: "file_remove",
    process: { exec_path: "/bin/rm", argv: ["rm", "/workspace/.env"] },
    payload: { path: "/workspace/.env", is_folder: false },
  },
  {
    event_type: "file_move",
    process: { exec_path: "/bin/mv", argv: ["mv", "/tmp/payload.bin", "/usr/local/bin/curl"] },
    payload: { from_path: "/tmp/payload.bin", to_path: "/usr/local/bin/curl" },
  },
  {
    event_type: "file_link",
    process: { exec_path: "/bin/ln", argv: ["ln", "-s", "/tmp/wrapper", "/usr/local/bin/curl"] },
    payload: {
      created_path: "/usr/local/bin/curl",
      existing_path: "/tmp/wrapper",
      is_hardlink: false,
      is_symlink: true,
    },
  },
  {
    event_type: "domain",
    process: { exec_path: "/usr/bin/npm", argv: ["npm", "install"] },
    payload: { domain: "registry.npmjs.org", source: "dns" },
  },
];

/** A process without what follows from its command lines, which the document does not have. */
function withoutTools({ tool: _tool, verb: _verb, installer: _installer, ...process }: JsonProcess): object {
  const ancestors = process.ancestors.map(({ tool: _of, verb: _at, ...ancestor }) => ancestor);
  return { ...process, ancestors };
}

test.each(EXAMPLES)(
  "the document's example of $event_type is read, and written back the same",
  async (example) => {
    const [event, ...others] = await read(JSON.stringify(example));
    expect(others).toEqual([]);
    if (event === undefined) throw new Error("no event");
    const { process, ...rest } = eventToJson(event);
    expect(withoutTools(process)).toEqual({ ancestors: [], ...example.process });
    expect({ process, ...rest }).toEqual({
      ...example,
      process,
      payload: { ...example.payload, ...ADDITIONS[example.event_type] },
    });
    expect(event).toMatchObject({ index: 0, timeNs: undefined, tags: [], count: 1 });
    expect(event.process.pid).toBe(0);
  },
);

test("an event from a log is the same after it was written and read, whatever bytes its names have", async () => {
  const events: Event[] = [];
  const decoder = new Decoder({
    start: {
      layouts: plainLayouts(),
      realtime_offset_ns: 1_750_000_000_000_000_000n,
      tick_ns: 10_000_000,
      machine: "x86_64",
    },
    own: NO_OWN,
    onEvent: (event) => events.push(event),
  });
  const process = { pid: 7, startNs: 70_000_000 };
  decoder.block(
    Buffer.concat([
      record("process_exec", { ...process, strings: { filename: "/bin/a", argv: 'a\0\xff"\n\0' } }),
      record("process_exec", { ...process, strings: { filename: "/bin/b", argv: "b\0" } }),
      record("file_open", {
        ...process,
        timeNs: 123_456_789,
        flags: 1,
        strings: { path: walk("/tmp/\xed\xa0\x80\xf0\x9f\x98\x80\x7f") },
      }),
    ]),
  );
  const lines = events.map((event) => `${JSON.stringify(eventToJson(event))}\n`);
  const again = await read(lines.join(""));
  expect(again.map(eventToJson)).toEqual(events.map(eventToJson));
  expect(again.map(({ timeNs }) => timeNs)).toEqual(events.map(({ timeNs }) => timeNs));
  const { payload, tags } = again[2] ?? {};
  expect(payload).toMatchObject({ path: { raw: "…/tmp/\udced\udca0\udc80😀\x7f" } });
  expect(tags).toEqual(["truncated"]);
  expect(again[1]?.process.ancestors[0]?.argv.map(({ raw }) => raw)).toEqual(["a", '\udcff"\n']);
});

test("lone surrogates are written as escapes, so that the file is UTF-8", async () => {
  const [event] = await read('{"event_type":"file_remove","payload":{"path":"/\\udcff"}}');
  if (event === undefined) throw new Error("no event");
  const line = JSON.stringify(eventToJson(event));
  expect(line).toContain('"path":"/\\udcff"');
  expect(event.payload).toMatchObject({ path: { raw: "/\udcff", folded: "/\ufffd" } });
});

test("what an event does not say is empty, 0 or false", async () => {
  const lines = EXAMPLES.map(({ event_type }) => JSON.stringify({ event_type }));
  const events = await read(lines.join("\n"));
  expect(events.map((event) => eventToJson(event).payload)).toEqual([
    { is_memfd: false },
    { remote_ip: "", remote_port: 0, protocol: "", family: "", remote_domains: [] },
    { path: "", resolved_path: "", socket_type: "", is_abstract: false },
    { path: "", is_read: false, is_write: false, flags: 0 },
    { path: "", is_folder: false },
    { from_path: "", to_path: "" },
    { created_path: "", existing_path: "", is_hardlink: false, is_symlink: false },
    { domain: "", source: "", via: "" },
  ]);
  expect(events.map((event) => eventToJson(event).process)).toEqual(
    EXAMPLES.map(() => ({ exec_path: "", argv: [], ancestors: [] })),
  );
});

test("what is said of programs and of what was cut is read, and written back only where it says something", async () => {
  const json = {
    event_type: "file_open",
    process: {
      exec_path: "/a",
      argv: ["a", "…", "b"],
      is_argv_cut: true,
      file_path: "/b",
      is_root_owned: true,
      cwd: "/e",
      package: "p",
      step: "/s",
      action: "o/r@v1",
      ancestors: [
        { exec_path: "/c", argv: [], file_path: "/c", is_runner: true },
        { exec_path: "/d", argv: [] },
      ],
      ancestors_left_out: 3,
    },
    payload: { path: "/x", is_read: true, is_write: false, flags: 0, is_own_process: true },
    tags: ["truncated", "argv_cut", "lineage_cut"],
  };
  const [event] = await read(JSON.stringify(json));
  expect(event && eventToJson(event)).toEqual(json);
  expect(event?.payload).toMatchObject({ is_truncated: true });
  const empty = { is_argv_cut: false, file_path: "", is_root_owned: false, ancestors_left_out: 0 };
  const [other] = await read(JSON.stringify({ event_type: "process_exec", process: empty }));
  expect(other && eventToJson(other)).toEqual({
    event_type: "process_exec",
    process: { exec_path: "", argv: [], ancestors: [] },
    payload: { is_memfd: false },
  });
});

test("our additions are read: time, pid, tags, count and resolved_path", async () => {
  const [event] = await read(
    JSON.stringify({
      event_type: "unix_socket_connect",
      time: "2025-06-15T17:06:40.5+02:00",
      process: { pid: 42 },
      payload: { path: "/var/run/s", resolved_path: "/run/s" },
      tags: ["truncated"],
      count: 3,
      of_a_later_version: true,
    }),
  );
  expect(event).toMatchObject({
    timeNs: 1_750_000_000_500_000_000n,
    process: { pid: 42 },
    payload: { path: { raw: "/var/run/s" }, resolved_path: { raw: "/run/s" } },
    tags: ["truncated"],
    count: 3,
  });
});

test("a list of strings is read and written back, and what is none is refused", async () => {
  const connect = (remote_domains: unknown) =>
    JSON.stringify({ event_type: "network_connect", payload: { remote_domains } });
  const [event] = await read(connect(["example.com", "cdn.example.net"]));
  expect(event && eventToJson(event).payload.remote_domains).toEqual(["example.com", "cdn.example.net"]);
  for (const wrong of ["example.com", ["a", 1], null, { 0: "a" }]) {
    await expect(read(connect(wrong))).rejects.toMatchObject({
      code: "event-invalid",
      message: expect.stringContaining("payload.remote_domains must be a list of strings"),
    });
  }
});

test("events are counted by kind, repeats as often as they happened", async () => {
  const coverage = await readJsonLines(
    "x",
    [Buffer.from('{"event_type":"domain","count":3}\n{"event_type":"domain"}\n{"event_type":"file_open"}')],
    () => {},
  );
  expect(coverage.events).toMatchObject({ domain: 4, file_open: 1, file_move: 0 });
  expect(coverage).toMatchObject({ source: "file", hooks: {}, droppedLineage: 0, faults: [] });
});

test("what lies below an ancestor follows from the order, unless it says so itself", async () => {
  const above = ["/c", "/b", "/a"].map((exec_path) => ({ exec_path }));
  const [derived, given] = await read(
    [
      { event_type: "domain", process: { ancestors: above } },
      { event_type: "domain", process: { ancestors: [{ exec_path: "/a", descendants: above }] } },
    ]
      .map((event) => JSON.stringify(event))
      .join("\n"),
  );
  const below = (event: Event | undefined, place: number): string[] | undefined =>
    event?.process.ancestors[place]?.descendants.map(({ exec_path }) => exec_path.raw);
  expect([0, 1, 2].map((place) => below(derived, place))).toEqual([[], ["/c"], ["/b", "/c"]]);
  expect(below(given, 0)).toEqual(["/c", "/b", "/a"]);
  // Theirs follow from the order: each has what comes after it.
  expect(
    given?.process.ancestors[0]?.descendants[0]?.descendants.map(({ exec_path }) => exec_path.raw),
  ).toEqual(["/b", "/a"]);
});

test("lines are read from chunks of any size, with or without a last newline, CRLF and empty ones too", async () => {
  const text = '{"event_type":"file_remove","payload":{"path":"/ä😀"}}\r\n\n  \n{"event_type":"domain"}';
  for (let size = 1; size < 80; size++) {
    const events = await read(text, size);
    expect(events.map(({ kind, index }) => [kind, index])).toEqual([
      ["file_remove", 0],
      ["domain", 1],
    ]);
    expect(events[0]?.payload).toMatchObject({ path: { raw: "/ä😀" } });
  }
});

test.each(["", "\n", " \r\n\n"])(
  "a file of %j is refused: nobody knows whether nothing was kept",
  async (text) => {
    await expect(read(text)).rejects.toThrow("events.jsonl: there is no event in it");
  },
);

test.each([
  ["{", /JSON/],
  ["[]", "an event is an object"],
  ["null", "an event is an object"],
  ["{}", "event_type must be one of process_exec, network_connect, "],
  ['{"event_type":"constructor"}', "event_type must be one of"],
  ['{"event_type":"process_fork"}', "event_type must be one of"],
  ['{"event_type":"domain","payload":[]}', "payload must be an object"],
  ['{"event_type":"domain","payload":{"domain":5}}', "payload.domain must be a string"],
  ['{"event_type":"domain","payload":{"domain":null}}', "payload.domain must be a string"],
  ['{"event_type":"file_open","payload":{"flags":"0"}}', "payload.flags must be a int"],
  ['{"event_type":"file_open","payload":{"flags":0.5}}', "payload.flags must be a int"],
  ['{"event_type":"file_open","payload":{"flags":1e300}}', "payload.flags must be a int"],
  ['{"event_type":"file_open","payload":{"is_read":1}}', "payload.is_read must be a bool"],
  ['{"event_type":"domain","process":5}', "process must be an object"],
  ['{"event_type":"domain","process":{"exec_path":5}}', "process.exec_path must be a string"],
  ['{"event_type":"domain","process":{"argv":"a"}}', "process.argv must be a list of strings"],
  ['{"event_type":"domain","process":{"argv":[1]}}', "process.argv must be a list of strings"],
  ['{"event_type":"domain","process":{"pid":-1}}', "process.pid must be a whole number of at least 0"],
  ['{"event_type":"domain","process":{"start_time":5}}', "process.start_time must be an RFC 3339 time"],
  [
    '{"event_type":"domain","process":{"ancestors":[{"start_time":"noon"}]}}',
    "process.ancestors[0].start_time must be an RFC 3339 time",
  ],
  [
    '{"event_type":"domain","process":{"ancestors":[{"pid":-1}]}}',
    "process.ancestors[0].pid must be a whole number of at least 0",
  ],
  ['{"event_type":"domain","process":{"ancestors":{}}}', "process.ancestors must be a list"],
  ['{"event_type":"domain","process":{"ancestors":[1]}}', "process.ancestors[0] must be an object"],
  [
    '{"event_type":"domain","process":{"ancestors":[{},{"argv":[0]}]}}',
    "process.ancestors[1].argv must be a list of strings",
  ],
  [
    '{"event_type":"domain","process":{"ancestors":[{"descendants":{}}]}}',
    "process.ancestors[0].descendants must be a list",
  ],
  ['{"event_type":"domain","tags":"x"}', "tags must be a list of strings"],
  ['{"event_type":"domain","count":0}', "count must be a whole number of at least 1"],
  ['{"event_type":"domain","time":"yesterday"}', "time must be an RFC 3339 time"],
  ['{"event_type":"domain","time":"2025-13-01T00:00:00Z"}', "time must be an RFC 3339 time"],
  ['{"event_type":"domain","time":0}', "time must be an RFC 3339 time"],
])("the line %s is an error with file and line", async (line, reason) => {
  const reading = read(`\n{"event_type":"domain"}\n${line}\n`);
  await expect(reading).rejects.toMatchObject({ name: "RunwardenError", code: "event-invalid" });
  await expect(reading).rejects.toThrow(/^events\.jsonl:3: /);
  await expect(reading).rejects.toThrow(reason);
});

test("numbers and start times of processes stay what they are, written and read again", async () => {
  const process = {
    exec_path: "/bin/cat",
    argv: ["cat"],
    pid: 7,
    start_time: "2026-11-27T12:32:55.622Z",
    ancestors: [
      { exec_path: "/bin/sh", argv: ["sh"], tool: "sh", pid: 7, start_time: "2026-11-27T12:32:55.622Z" },
      { exec_path: "/bin/init", argv: [], pid: 1 },
    ],
  };
  const [event] = await read(JSON.stringify({ event_type: "domain", process }));
  expect(event && eventToJson(event).process).toEqual(process);
});

test("more ancestors than any process has are an error, not a long wait", async () => {
  const ancestors = (count: number): string =>
    JSON.stringify({ event_type: "domain", process: { ancestors: Array(count).fill({}) } });
  expect(await read(ancestors(4096))).toHaveLength(1);
  await expect(read(ancestors(4097))).rejects.toMatchObject({ code: "event-invalid" });
});

test("nesting as deep as a line can hold is an error, not a crash", async () => {
  const deep = `{"event_type":"domain","process":{"ancestors":${'[{"descendants":'.repeat(20_000)}[]${"}]".repeat(20_000)}}}`;
  await expect(read(deep)).rejects.toMatchObject({ name: "RunwardenError", code: "event-invalid" });
});

test("a line without an end is an error before it fills the memory", async () => {
  function* endless(): Generator<Uint8Array> {
    for (;;) yield Buffer.alloc(1024 * 1024, "x");
  }
  await expect(readJsonLines("events.jsonl", endless(), () => {})).rejects.toMatchObject({
    code: "event-invalid",
    message: "events.jsonl: a line is too long",
  });
});

test("times are written in nanoseconds, before 1970 too", () => {
  expect(formatTime(0n)).toBe("1970-01-01T00:00:00.000000000Z");
  expect(formatTime(1_750_000_000_000_000_007n)).toBe("2025-06-15T15:06:40.000000007Z");
  expect(formatTime(-1n)).toBe("1969-12-31T23:59:59.999999999Z");
});
