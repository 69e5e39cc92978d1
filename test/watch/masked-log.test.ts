import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EventMasker } from "../../src/events/event-masker.ts";
import { eventToJson } from "../../src/events/json.ts";
import { readLog } from "../../src/events/read-log.ts";
import { layoutFor } from "../../src/kinds/layout.ts";
import { Masker } from "../../src/mask/masker.ts";
import { recordedLines } from "../../src/report/recorded-lines.ts";
import { loadRules } from "../../src/rules/load.ts";
import { FileSink } from "../../src/watch/file-sink.ts";
import { judge } from "../../src/watch/judge.ts";
import { MaskedLog } from "../../src/watch/masked-log.ts";
import {
  JOB,
  log,
  RECORDS,
  record,
  START,
  startText,
  TRAILER,
  trailerText,
  unsignedLog,
  walk,
} from "../log/log-bytes.ts";
import { unpacked } from "../log/unpacked.ts";
import { random } from "../random.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runwarden-masked-"));
  path = join(folder, "events.masked.log");
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Judges a log with a masked copy; gives the copy, undefined where there is none, and what was told of it. */
async function copied(
  bytes: Buffer,
  size = bytes.length,
): Promise<{ copy: Buffer | undefined; told: string[] }> {
  const sink = new MaskedLog(new FileSink(path), new Masker(["s3cr3t"]));
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const recording = {
    form: "own-log",
    chunks: chunks(),
    jobDigest: undefined,
    asker: "unknown",
    faults: [],
  } as const;
  const report = await judge(recording, [sink]);
  const isThere = readdirSync(folder).includes("events.masked.log");
  expect(readdirSync(folder)).toEqual(isThere ? ["events.masked.log"] : []);
  return {
    copy: isThere ? readFileSync(path) : undefined,
    told: report.warnings.map(({ message }) => message),
  };
}

function list(...args: string[]): string {
  return args.map((arg) => `${arg}\0`).join("");
}

const EXEC = record("process_exec", {
  pid: 7,
  startNs: 70_000_000,
  timeNs: 5,
  fixed: { parent_pid: 3, is_root_owned: 1 },
  strings: {
    filename: "/usr/bin/curl",
    image: walk("/usr/bin/curl"),
    cwd: walk("/x/ghp_0123456789abc/y"),
    argv: list("curl", "-u", "me:hunter22", "https://x.io/?token=abc", "hunter22", "a-s3cr3t"),
  },
});
const EXEC_SHOWN = record("process_exec", {
  pid: 7,
  startNs: 70_000_000,
  timeNs: 5,
  fixed: { parent_pid: 3, is_root_owned: 1 },
  strings: {
    filename: "/usr/bin/curl",
    image: walk("/usr/bin/curl"),
    cwd: walk("/x/ghp_***/y"),
    argv: list("curl", "-u", "me:***", "https://x.io/?token=***", "***", "a-***"),
  },
});
const OPEN = record("file_open", { pid: 7, startNs: 70_000_000, strings: { path: walk("/etc/hosts") } });

function whole(records: readonly Buffer[], trailer = trailerText({ process_exec: 1, file_open: 2 })): Buffer {
  return log(
    [START, startText()],
    [JOB, '{"job":"token=x"}'],
    [RECORDS, Buffer.concat(records)],
    [TRAILER, trailer],
  );
}

const START_SHOWN = JSON.stringify({ ...JSON.parse(startText()), masked: true });

/** The records of a copy. */
async function shownRecords(...records: readonly Buffer[]): Promise<Buffer> {
  const { copy, told } = await copied(whole(records));
  expect(told).toEqual([]);
  const shown = unpacked(copy ?? Buffer.alloc(0));
  const before = unsignedLog([START, START_SHOWN], [JOB, '{"job":"token=x"}']).length + 40;
  return shown.subarray(before, before + shown.readUInt32LE(before - 24));
}

test.each([1, 7, 4096])(
  "a masked log is the same but for the secrets, and says so in its start, however it comes",
  async (size) => {
    const { copy, told } = await copied(whole([OPEN, EXEC, OPEN]), size);
    expect(told).toEqual([]);
    expect(unpacked(copy ?? Buffer.alloc(0))).toEqual(
      unsignedLog(
        [START, START_SHOWN],
        [JOB, '{"job":"token=x"}'],
        [RECORDS, Buffer.concat([OPEN, EXEC_SHOWN, OPEN])],
        [TRAILER, trailerText({ process_exec: 1, file_open: 2 })],
      ),
    );
  },
);

test("it is read as the log is, counts included, and its reader is told that it is masked", async () => {
  const { copy } = await copied(whole([OPEN, EXEC, OPEN]));
  const shown: string[] = [];
  const { start, coverage } = await readLog([copy ?? Buffer.alloc(0)], {
    onEvent: (event) => shown.push(`${event.kind} ${eventToJson(event).process.argv.join(" ")}`),
  });
  expect(coverage.faults).toEqual([]);
  expect(start.masked).toBe(true);
  expect(shown).toEqual([
    "file_open ",
    "process_exec curl -u me:*** https://x.io/?token=*** *** a-***",
    "file_open curl -u me:*** https://x.io/?token=*** *** a-***",
  ]);
});

test("a replay of it says that it is masked, and one of the log does not", async () => {
  const { copy } = await copied(whole([EXEC], trailerText({ process_exec: 1 })));
  async function* chunks(bytes: Buffer): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  const rules = loadRules([]);
  const of = (bytes: Buffer) => judge({ form: "log", chunks: chunks(bytes), rules }, []);
  expect(recordedLines((await of(copy ?? Buffer.alloc(0))).recorded).join("\n")).toContain(
    "secrets are masked in it",
  );
  expect((await of(whole([EXEC]))).recorded.isMasked).toBeUndefined();
});

test("arguments that are cut keep their places, and what goes on behind the gap of a secret is masked", async () => {
  const cut = (argv: string, argv_tail: string): Buffer =>
    record("process_exec", { flags: 4, strings: { filename: "/bin/x", argv, argv_tail } });
  expect(await shownRecords(cut("x\0--password\0hun", "er22\0--port\x001\0"))).toEqual(
    cut("x\0--password\0***", "***\0--port\x001\0"),
  );
  expect(await shownRecords(cut("x\0--password\0", "\0y\0token=a\0"))).toEqual(
    cut("x\0--password\0", "\0y\0token=***\0"),
  );
  expect(await shownRecords(cut("ld\0a.o\0b", ".o\0c.o"))).toEqual(cut("ld\0a.o\0b", ".o\0c.o"));
});

test("arguments that are no UTF-8, empty, or without an end are masked byte by byte", async () => {
  const exec = (argv: string): Buffer => record("process_exec", { strings: { filename: "/bin/x", argv } });
  for (const [given, shown] of [
    ["x\0--password\0\xff\xfe\0\xc3\xa4\0", "x\0--password\0***\0\xc3\xa4\0"],
    ["x\0--password=\xff", "x\0--password=***"],
    ["", ""],
    ["\0", "\0"],
    ["\0\0--token\0a\0", "\0\0--token\0***\0"],
  ] as const) {
    expect(await shownRecords(exec(given))).toEqual(exec(shown));
  }
});

function segment(message: string, sequence = 0, cookie = 9, flags = 0): Buffer {
  return record("http_request", {
    pid: 7,
    flags,
    fixed: { socket_cookie: cookie, sequence, protocol: 253 },
    strings: { message },
  });
}

test("what a connection begins with keeps its length, also where a secret comes in several parts", async () => {
  expect(
    await shownRecords(
      segment("GET /?token=a HTTP/1.1\r\nAuthoriz"),
      segment("ation: Bearer ab", 32),
      segment("GET / HTTP/1.1\r\nCookie: a", 0, 8),
      segment("cd\r\nHost: x.io\r\n\r\n", 48),
      segment("b\r\n", 25, 8),
    ),
  ).toEqual(
    Buffer.concat([
      segment("GET /?token=* HTTP/1.1\r\nAuthoriz"),
      segment("ation: Bearer **", 32),
      segment("GET / HTTP/1.1\r\nCookie: *", 0, 8),
      segment("**\r\nHost: x.io\r\n\r\n", 48),
      segment("*\r\n", 25, 8),
    ]),
  );
});

test("a token that begins at the end of one part is masked in both", async () => {
  expect(await shownRecords(segment("GET /ghp_01"), segment("23456789abc HTTP/1.1\r\n", 11))).toEqual(
    Buffer.concat([segment("GET /ghp_**"), segment("*********** HTTP/1.1\r\n", 11)]),
  );
});

test("what goes on behind a part that was lost, or after too many, is masked as a whole", async () => {
  expect(
    await shownRecords(segment("GET / HTTP/1.1\r\n"), segment("Host: x.io", 99), segment("ab", 109)),
  ).toEqual(Buffer.concat([segment("GET / HTTP/1.1\r\n"), segment("**********", 99), segment("**", 109)]));
  const many = Array.from({ length: 20 }, (_, at) => segment("a", at));
  expect(await shownRecords(...many)).toEqual(
    Buffer.concat(many.map((part, at) => (at < 16 ? part : segment("*", at)))),
  );
});

test("its events are those of the log as they are shown, requests in several parts included", async () => {
  const bytes = whole(
    [
      EXEC,
      OPEN,
      record("process_exec", {
        pid: 8,
        startNs: 80_000_000,
        flags: 4,
        strings: { filename: "/bin/x", argv: "x\0--password\0hun", argv_tail: "er22\0token=a\0" },
      }),
      segment("GET /?token=abc&b=1 HTTP/1.1\r\nAuthoriz"),
      segment("ation: Bearer abc\r\nHost: x.io\r\n\r\n", 38),
    ],
    trailerText({ process_exec: 2, file_open: 1, http_request: 2 }),
  );
  const shown = async (log: Buffer): Promise<object[]> => {
    const masks = new EventMasker(new Masker(["s3cr3t"]));
    const events: object[] = [];
    const { coverage } = await readLog([log], {
      onEvent: (event) => events.push(eventToJson(masks.event(event))),
    });
    expect(coverage.faults).toEqual([]);
    return events;
  };
  const { copy } = await copied(bytes);
  const events = await shown(copy ?? Buffer.alloc(0));
  expect(events).toEqual(await shown(bytes));
  expect(events.at(-1)).toMatchObject({ payload: { path: "/?token=***&b=1", host: "x.io" } });
});

test("what cannot be read ends the copy, and what is in front of it is whole", async () => {
  const bytes = whole([OPEN, EXEC, OPEN]);
  const trailer = log([TRAILER, trailerText({ process_exec: 1, file_open: 2 })]).length - log().length;
  const end = bytes.length - trailer;
  for (const broken of [
    bytes.subarray(0, end + 9),
    Buffer.concat([bytes.subarray(0, end), Buffer.alloc(50)]),
  ]) {
    rmSync(path, { force: true });
    const { copy, told } = await copied(broken);
    expect(told.join()).toMatch(
      new RegExp(
        `what stands at byte ${end} of it cannot be read \\([\\w-]+\\): from there on it is left out \\(${broken.length - end} bytes\\), for nobody can mask it$`,
      ),
    );
    expect(unpacked(copy ?? Buffer.alloc(0))).toEqual(
      unsignedLog(
        [START, START_SHOWN],
        [JOB, '{"job":"token=x"}'],
        [RECORDS, Buffer.concat([OPEN, EXEC_SHOWN, OPEN])],
      ),
    );
  }
});

const GARBLED = Buffer.from(OPEN);
GARBLED.writeUInt32LE(12, 0);
const TOO_LONG = Buffer.from(OPEN);
TOO_LONG.writeUInt16LE(999, layoutFor("file_open").strings[0]?.lengthOffset ?? 0);
const UNKNOWN = Buffer.from(OPEN);
UNKNOWN.writeUInt16LE(999, 4);

test.each([
  ["no record", GARBLED, "it holds bytes that are no record"],
  [
    "a record that is shorter than its strings",
    TOO_LONG,
    "it holds a record that is shorter than what it says of itself",
  ],
  ["a record of an unknown kind", UNKNOWN, "it holds a record of a kind that nothing reads"],
])("of a log with %s there is no masked copy, and it is said why", async (_what, bytes, why) => {
  const { copy, told } = await copied(whole([OPEN, bytes]));
  expect(copy).toBeUndefined();
  expect(told.join()).toContain(why);
});

test.each([
  ["nothing in it", Buffer.alloc(0)],
  ["only its magic", log()],
  ["a start that is none", log([START, "{}"])],
  ["records before its start", log([RECORDS, EXEC])],
  ["another magic", Buffer.from("runwarden log 9\n")],
])("of a log with %s there is no masked copy, and it is said", async (_what, bytes) => {
  const { copy, told } = await copied(bytes);
  expect(copy).toBeUndefined();
  expect(told).toHaveLength(1);
});

test("a block that with its masks is larger than what may be packed is not packed", async () => {
  const small = record("process_exec", {
    strings: { filename: "/x", argv: list("x", ..."token=a ".repeat(40).split(" ")) },
  });
  const records = Buffer.concat(Array.from({ length: Math.floor(2 ** 20 / small.length) }, () => small));
  const { copy, told } = await copied(
    whole([records], trailerText({ process_exec: records.length / small.length })),
  );
  expect(told).toEqual([]);
  const { coverage } = await readLog([copy ?? Buffer.alloc(0)], {});
  expect(coverage.faults).toEqual([]);
});

test("random damage gives a copy that is no log with a fault of ours, or none", async () => {
  const { below } = random(7);
  const bytes = whole([OPEN, EXEC, segment("GET /?token=a HTTP/1.1\r\n"), OPEN]);
  for (let round = 0; round < 200; round++) {
    const damaged = Buffer.from(bytes);
    for (let count = 0; count < 3; count++) damaged[below(damaged.length)] = below(256);
    rmSync(path, { force: true });
    const { copy } = await copied(damaged);
    expect(unpacked(copy ?? Buffer.alloc(0)).includes("hunter22")).toBe(false);
  }
});

test("random records are masked without a fault, and none of their secrets stays", async () => {
  const { below } = random(8);
  const layout = layoutFor("process_exec");
  for (let round = 0; round < 300; round++) {
    const damaged = Buffer.from(EXEC);
    for (let count = 0; count < 4; count++)
      damaged[layout.fixedSize + below(damaged.length - layout.fixedSize)] = below(256);
    rmSync(path, { force: true });
    const { copy, told } = await copied(whole([damaged]));
    expect([copy === undefined, told]).toEqual([false, []]);
  }
});

test("of bytes behind a fault that are too many to be read, no number claims to be all", async () => {
  const sink = new MaskedLog(new FileSink(path), new Masker());
  await sink.begin();
  const bytes = whole([OPEN]);
  await sink.write(Buffer.concat([bytes, Buffer.alloc(1234)]));
  sink.breakOff(new Error("too many"));
  await expect(sink.end()).rejects.toThrow(
    `what stands at byte ${bytes.length} of it cannot be read (no-block): from there on it is left out (more than 1,234 bytes)`,
  );
});
