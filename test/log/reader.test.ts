import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RECORD_KIND_NAMES, type RecordKind } from "../../src/kinds/index.ts";
import { parseStart, parseTrailer } from "../../src/log/document.ts";
import type { LogFault } from "../../src/log/fault.ts";
import { VERSION } from "../../src/log/format.ts";
import { plainLayouts } from "../../src/log/layouts.ts";
import { LogReader, trailerFaults } from "../../src/log/reader.ts";
import { allCounts, JOB, log, RECORDS, START, startText, TRAILER, trailerText } from "./log-bytes.ts";

function read(bytes: Buffer): { parts: string[]; faults: readonly LogFault[] } {
  const reader = new LogReader();
  const parts: string[] = [];
  for (const part of reader.push(bytes)) parts.push(part.type);
  reader.end();
  return { parts, faults: reader.faults };
}

const start = [START, startText()] as const;
const job = [JOB, "{}"] as const;
const records = [RECORDS, ""] as const;
const trailer = [TRAILER, trailerText()] as const;

test("a log is start, job, records any number of times, trailer", () => {
  expect(read(log(start, job, records, records, trailer))).toEqual({
    parts: ["start", "job", "records", "records", "trailer"],
    faults: [],
  });
  expect(read(log(start, job, trailer))).toEqual({ parts: ["start", "job", "trailer"], faults: [] });
});

test.each([
  ["a second start", [start, start, job, trailer], "start", 1],
  ["a second job, which would replace the rules", [start, job, records, job, trailer], "job", 3],
  ["a second job at once", [start, job, job, trailer], "job", 2],
  ["records before the job", [start, records, job, trailer], "records", 1],
  ["a trailer before the job", [start, trailer], "trailer", 1],
  ["a second trailer", [start, job, trailer, trailer], "trailer", 3],
  ["records behind the trailer", [start, job, trailer, records], "records", 3],
  ["a start behind the trailer", [start, job, trailer, start], "start", 3],
] as const)("nothing twice, nothing out of order: %s", (_, blocks, block, number) => {
  const { parts, faults } = read(log(...blocks));
  expect(parts).toHaveLength(number);
  expect(faults).toEqual([
    { code: "order", block, place: { block: number, offset: log(...blocks.slice(0, number)).length } },
  ]);
});

test("every order of up to four blocks is either the one that a log has, or a fault, or no log", () => {
  const kinds = [start, job, records, trailer];
  const letters = "sjrt";
  for (let n = 0; n < 4 ** 4; n++) {
    const order = [n & 3, (n >> 2) & 3, (n >> 4) & 3, (n >> 6) & 3];
    const text = order.map((kind) => letters[kind]).join("");
    const bytes = log(...order.map((kind) => kinds[kind] ?? start));
    if (!text.startsWith("s"))
      expect(() => read(bytes)).toThrow(expect.objectContaining({ code: "log-invalid" }));
    else expect([text, read(bytes).faults.length === 0]).toEqual([text, /^sjr*t$/.test(text)]);
  }
});

test.each([
  ["nothing behind the start", [start], ["no-job", "no-trailer"]],
  ["nothing behind the job", [start, job], ["no-trailer"]],
  ["nothing behind the records", [start, job, records], ["no-trailer"]],
  ["a trailer that cannot be read", [start, job, [TRAILER, "garbage"]], ["invalid-text"]],
  [
    "a trailer of another reason",
    [start, job, [TRAILER, trailerText({}, { reason: "tired" })]],
    ["invalid-text"],
  ],
] as const)("a log with %s is not whole", (_, blocks, codes) => {
  expect(read(log(...blocks)).faults.map(({ code }) => code)).toEqual(codes);
});

test("what is wrong with a start or trailer is told by the names of its members", () => {
  const { cpu_ms: _cpu, ...others } = JSON.parse(trailerText());
  const text = JSON.stringify({
    ...others,
    signal: -1,
    has_counters: "yes",
    counts: { domain: {} },
  });
  expect(read(log(start, job, [TRAILER, text])).faults).toMatchObject([
    { what: "signal, cpu_ms, has_counters, counts are not as told in the format" },
  ]);
});

test.each([
  ["nothing", Buffer.alloc(0)],
  ["another file", Buffer.from('{"event_type":"file_open"}\n')],
  ["a log that has no start", log(job, trailer)],
  ["a start that cannot be read", log([START, "garbage"], job, trailer)],
  ["a start without its members", log([START, "{}"], job, trailer)],
  ["no whole block", Buffer.concat([log(), Buffer.alloc(100)])],
])("%s is no event log", (_, bytes) => {
  expect(() => read(bytes)).toThrow(expect.objectContaining({ name: "RunwardenError", code: "log-invalid" }));
});

test("what is no log is told from a log that has no start", () => {
  expect(() => read(Buffer.from("{}"))).toThrow("This is no event log: it does not start as one does.");
  expect(() => read(log())).toThrow("The event log has no start that can be read.");
});

test("a log that is cut within a block is told as that, and as nothing else", () => {
  const whole = log(start, job, records, trailer);
  const place = { block: 3, offset: log(start, job, records).length };
  expect(read(whole.subarray(0, -1)).faults).toEqual([{ code: "truncated", place }]);
  // What is wrong with the blocks comes first, and hides what follows from it.
  const twice = Buffer.concat([log(start, job, job), Buffer.from("x")]);
  expect(read(twice).faults.map(({ code }) => code)).toEqual(["order"]);
});

test("no more is wanted once something is wrong, and until then it is", () => {
  const over = (...chunks: readonly Buffer[]) => {
    const reader = new LogReader();
    const states = [reader.isOver];
    for (const chunk of chunks) {
      for (const _ of reader.push(chunk));
      states.push(reader.isOver);
    }
    return [states, reader.blockFault?.code];
  };
  const rest = Buffer.alloc(40);
  expect(over(log(start), log(job).subarray(log().length))).toEqual([[false, false, true], "sequence"]);
  expect(over(log(start, job), rest)).toEqual([[false, false, true], "no-block"]);
  expect(over(log(start, job, job))).toEqual([[false, true], undefined]);
  expect(over(Buffer.from("not a log"), rest)).toEqual([[false, false, true], "no-block"]);
  const reader = new LogReader();
  reader.stop({ code: "no-trailer" });
  expect([reader.isOver, reader.faults]).toEqual([true, [{ code: "no-trailer" }]]);
});

test("a log of another version is read where its records are the same, or some kinds fewer", () => {
  const { header, flags, kinds } = plainLayouts();
  const { domain: _domain, ...fewer } = kinds;
  const older = [START, startText({ version: "0.0.9", layouts: { header, flags, kinds: fewer } })] as const;
  const { domain: _none, ...counts } = JSON.parse(trailerText()).counts;
  expect(read(log(older, job, [TRAILER, trailerText({}, { counts })])).faults).toEqual([]);
  expect(read(log(older, job, trailer)).faults).toMatchObject([
    { code: "invalid-text", block: "trailer", what: "counts is not as told in the format" },
  ]);
});

test("a log of another version is read where its records have fewer flags, and not where one means another thing", () => {
  const { flags, ...layouts } = plainLayouts();
  const { killed: _killed, ...fewer } = flags as Record<string, number>;
  const faultsOf = (other: object) =>
    read(log([START, startText({ version: "0.0.9", layouts: { ...layouts, flags: other } })], job, trailer))
      .faults;
  expect(faultsOf(fewer)).toEqual([]);
  expect(() => faultsOf({ ...fewer, killed: 16 })).toThrow("whose records");
  expect(() => faultsOf({ ...(flags as object), another: 16 })).toThrow("whose records");
});

test.each([
  ["a kind that is not known here", (kinds: object) => ({ ...kinds, teleport: { id: 99 } })],
  [
    "another layout of a kind",
    (kinds: object) => ({ ...kinds, file_open: { id: 4, size: 8, members: [], strings: [] } }),
  ],
  ["a kind that every object has a member for", () => JSON.parse('{"__proto__":{}}')],
  ["no layouts", () => undefined],
])("a log of another version with %s is refused, with the version to use", (_, change) => {
  const layouts = { ...plainLayouts(), kinds: change(plainLayouts().kinds) };
  expect(() => read(log([START, startText({ version: "9.8.7", layouts })], job, trailer))).toThrow(
    `The event log was written by Runwarden 9.8.7, whose records ${VERSION} does not read. Read it with that version.`,
  );
});

test("a log of another build of this version is told as that", () => {
  const layouts = { ...plainLayouts(), kinds: { teleport: { id: 99 } } };
  const other = (build: string) => log([START, startText({ build, layouts })], job, trailer);
  const message = (which: string) =>
    `The event log was written by another build of Runwarden ${VERSION} (${which}), whose records this one does not read. Read it with that build.`;
  expect(() => read(other("0123456789abcdef"))).toThrow(message("0123456789ab"));
  expect(() => read(other("\u001b"))).toThrow(message("unknown"));
});

test("a log of another framing is refused as one, and not as another file", () => {
  expect(() => read(Buffer.from("runwarden log 2\nRWBK"))).toThrow(
    expect.objectContaining({ code: "log-invalid" }),
  );
  expect(() => read(Buffer.from("runwarden log 2\nRWBK"))).toThrow("in a form that 0.1.0 does not read");
});

test("a version that is no version is not repeated in the message", () => {
  const start = startText({ version: "1\n::error::x", layouts: {} });
  expect(() => read(log([START, start]))).toThrow("Runwarden of an unknown version");
});

const NONE = { seen: 0, written: 0, dropped: 0 };
const { domain: _domain, ...FEWER } = JSON.parse(trailerText()).counts;

test.each([
  ["none", {}],
  ["all kinds but one", FEWER],
  ["another kind than there is, for one", { ...FEWER, teleport: NONE }],
  ["one kind more", { ...JSON.parse(trailerText()).counts, teleport: NONE }],
  ["a list", []],
  ["a list of as many", Object.values(JSON.parse(trailerText()).counts)],
])("a trailer counts each kind that the log has layouts of, and no other: %s", (_, counts) => {
  expect(read(log(start, job, [TRAILER, trailerText({}, { counts })])).faults).toMatchObject([
    { code: "invalid-text", block: "trailer", what: "counts is not as told in the format" },
  ]);
});

test.each([
  ["version", 1],
  ["realtime_offset_ns", 1],
  ["realtime_offset_ns", "1x"],
  ["realtime_offset_ns", "x1"],
  ["realtime_offset_ns", "9".repeat(21)],
  ["tick_ns", "1"],
  ["tick_ns", -1],
  ["tick_ns", 0.5],
  ["tick_ns", 2 ** 53],
  ["missing_programs", "file_open__open"],
  ["missing_programs", ["file_open__open", 1]],
  ["hooks", { file_open: "asleep" }],
  ["hooks", { file_open: 1 }],
  ["source", "rumour"],
  ["source", ["tracepoint"]],
])("a start whose %s is %j is no start", (name, value) => {
  const parsed = parseStart(startText({ [name]: value }));
  expect(parsed).toEqual({ wrong: `${name} is not as told in the format` });
});

test("what a later version may add to a start or a trailer is passed over", () => {
  const hooks = { file_open: "live", teleport: "asleep" };
  expect(parseStart(startText({ hooks, mood: "good" }))).toMatchObject({
    value: { hooks: { file_open: "live" }, tick_ns: 10_000_000 },
  });
  const counts = { ...JSON.parse(trailerText()).counts, domain: { ...NONE, guessed: "many" } };
  const trailer = trailerText({}, { counts, blind_spots: { teleport: "x" }, mood: "tired" });
  expect(parseTrailer(trailer, RECORD_KIND_NAMES)).toMatchObject({ value: { reason: "stop" } });
});

test.each([
  ["seen", -1],
  ["written", 0.5],
  ["dropped", "0"],
])("a trailer where a kind's count of %s is %j is no trailer", (name, value) => {
  const counts = { ...JSON.parse(trailerText()).counts, domain: { ...NONE, [name]: value } };
  const parsed = parseTrailer(trailerText({}, { counts }), RECORD_KIND_NAMES);
  expect(parsed).toEqual({ wrong: "counts is not as told in the format" });
});

const DEEP = "[".repeat(100_000) + "]".repeat(100_000);

test.each([
  ["the header", startText().replace(/"header":\[.*?\]\],/, `"header":${DEEP},`)],
  ["a kind", startText().replace('"kinds":{', `"kinds":{"domain":${DEEP},`)],
  ["a member that is not known", startText().replace("{", `{"x":${DEEP},`)],
])("a start that is nested deeper than any is no start: %s", (_, text) => {
  expect(text.length).toBeGreaterThan(DEEP.length);
  expect(() => read(log([START, text], job, trailer))).toThrow(
    expect.objectContaining({ code: "log-invalid" }),
  );
});

test("a trailer that is nested deeper than any is a fault", () => {
  const text = trailerText().replace("{", `{"x":${DEEP},`);
  expect(read(log(start, job, [TRAILER, text])).faults).toMatchObject([
    { code: "invalid-text", what: "it is no JSON object, or one that is nested too deep" },
  ]);
});

test("the version in the format is that of the package", () => {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  expect(JSON.parse(text)).toMatchObject({ version: VERSION });
});

function faultsOf(changes: object, read: Partial<Record<RecordKind, number>> = {}) {
  const parsed = parseTrailer(trailerText({}, { ...changes }), RECORD_KIND_NAMES);
  if ("wrong" in parsed) throw new Error(parsed.wrong);
  const all = Object.fromEntries(RECORD_KIND_NAMES.map((kind) => [kind, read[kind] ?? 0]));
  return trailerFaults({ directory: "/run/runwarden/x" }, parsed.value, all as Record<RecordKind, number>);
}

test.each([
  [{}, []],
  [
    { reason: "signal", signal: 15, sender_pid: 9 },
    [{ code: "ended-by-signal", ending: { signal: 15, senderPid: 9 } }],
  ],
  [{ reason: "scope-ended" }, [{ code: "scope-ended" }]],
  [{ reason: "log-failed" }, [{ code: "log-failed" }]],
  [{ reason: "post-ended" }, [{ code: "post-ended" }]],
  [{ reason: "disk-full" }, [{ code: "disk-full", folder: "/run/runwarden" }]],
  [{ continued: 1 }, [{ code: "was-stopped" }]],
  [{ has_counters: false }, [{ code: "counters-unread" }]],
])("how a log ended tells whether it can be trusted: %j", (changes, faults) => {
  expect(faultsOf(changes)).toEqual(faults);
});

test.each([
  ["all is written", { seen: 5, written: 5, dropped: 0 }, 5, true],
  ["what is not written is dropped", { seen: 5, written: 3, dropped: 2 }, 3, true],
  ["some are neither written nor dropped", { seen: 5, written: 3, dropped: 1 }, 3, false],
  ["more are dropped than were seen", { seen: 0, written: 0, dropped: 1 }, 0, false],
  ["the log has fewer", { seen: 5, written: 5, dropped: 0 }, 4, false],
  ["the log has more", { seen: 5, written: 5, dropped: 0 }, 6, false],
] as const)("seen = written + dropped, and what was written is there: %s", (_, counts, read, agrees) => {
  const faults = faultsOf({ counts: allCounts({ domain: counts }) }, { domain: read });
  expect(faults).toEqual(agrees ? [] : [{ code: "counts", counts: { kind: "domain", read, ...counts } }]);
});

test("records of a kind of which the trailer counts none are a fault", () => {
  expect(faultsOf({}, { file_open: 1 })).toMatchObject([{ code: "counts", counts: { kind: "file_open" } }]);
});
