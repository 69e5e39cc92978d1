import { expect, test } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { type LogSummary, type ReadLogOptions, readLog } from "../../src/events/read-log.ts";
import { EVENT_KIND_NAMES } from "../../src/kinds/index.ts";
import { plainLayouts } from "../../src/log/layouts.ts";
import {
  allCounts,
  JOB,
  log,
  RECORDS,
  record,
  START,
  startText,
  TRAILER,
  trailerText,
} from "../log/log-bytes.ts";

const REMOVE = record("file_remove", { pid: 7, startNs: 70_000_000, strings: { path: "/x" } });

async function read(
  bytes: Buffer,
  options: ReadLogOptions = {},
): Promise<LogSummary & { readonly events: readonly Event[] }> {
  const events: Event[] = [];
  const summary = await readLog([bytes], { ...options, onEvent: (event) => events.push(event) });
  return { ...summary, events };
}

function whole(trailer = trailerText({ file_remove: 2 })): Buffer {
  return log(
    [START, startText()],
    [JOB, '{"job":"ü"}'],
    [RECORDS, REMOVE],
    [RECORDS, REMOVE],
    [TRAILER, trailer],
  );
}

const NONE = Object.fromEntries(EVENT_KIND_NAMES.map((kind) => [kind, 0]));

test("a whole log gives start, job, events and coverage without a fault", async () => {
  const { start, job, events, coverage, trailer } = await read(whole());
  expect(start.kernel).toBe("6.8.0");
  expect(job).toBe('{"job":"ü"}');
  expect(events.map(({ kind, index }) => [kind, index])).toEqual([
    ["file_remove", 0],
    ["file_remove", 1],
  ]);
  expect(trailer?.reason).toBe("stop");
  expect(coverage).toEqual({
    source: "tracepoint",
    reach: { scope: "machine", adoption: "live", adopted: 0 },
    protection: "on",
    kernelRules: { file_open: "denied", process_exec: "killed" },
    hooks: { file_open: "live", process_exec: "partial", domain: "missing" },
    sources: { file_open: "fentry", process_exec: "tracepoint", domain: "cgroup" },
    events: { ...NONE, file_remove: 2 },
    isLossKnown: true,
    dropped: NONE,
    droppedLineage: 0,
    cost: { cpuMs: 12, memoryKib: 34_000 },
    droppedAnswers: 0,
    forgottenOrigins: 0,
    blindSpots: {},
    faults: [],
  });
});

test.each([
  ["without a trailer", log([START, startText()], [JOB, "{}"])],
  ["whose collector could not read its counters", whole(trailerText({}, { has_counters: false }))],
])("of a log %s nobody knows what was lost", async (_what, bytes) => {
  expect((await read(bytes)).coverage.isLossKnown).toBe(false);
});

test("the job's text is told before the first event", async () => {
  const order: string[] = [];
  await readLog([whole()], { onEvent: ({ kind }) => order.push(kind), onJob: (job) => order.push(job) });
  expect(order).toEqual(['{"job":"ü"}', "file_remove", "file_remove"]);
});

test("drops are taken from the trailer, those of lineage and answers apart, and so are the blind spots", async () => {
  const counts = allCounts({
    file_open: { seen: 10, written: 0, dropped: 10 },
    file_remove: { seen: 3, written: 2, dropped: 1 },
    process_fork: { seen: 2, written: 0, dropped: 2 },
    process_exit: { seen: 3, written: 0, dropped: 3 },
    dns_answer: { seen: 4, written: 0, dropped: 4 },
  });
  const blind_spots = { io_uring_file_open: 6, raw_socket: 0 };
  const { coverage } = await read(whole(trailerText({}, { counts, blind_spots })));
  expect(coverage.dropped).toMatchObject({ file_open: 10, file_remove: 1, domain: 0 });
  expect(coverage.droppedLineage).toBe(5);
  expect(coverage.droppedAnswers).toBe(4);
  expect(coverage.blindSpots).toEqual({ io_uring_file_open: 6 });
  expect(coverage.faults).toEqual([]);
});

test("how the log ended and counts that do not agree are faults", async () => {
  const { coverage } = await read(whole(trailerText({ file_remove: 3 }, { reason: "scope-ended" })));
  expect(coverage.faults).toEqual([
    { code: "scope-ended" },
    { code: "counts", counts: { kind: "file_remove", seen: 3, written: 3, dropped: 0, read: 2 } },
  ]);
});

test("a second job does not replace the first one's rules, and what follows it is not read", async () => {
  const jobs: string[] = [];
  const bytes = log(
    [START, startText()],
    [JOB, "first"],
    [RECORDS, REMOVE],
    [JOB, "second"],
    [RECORDS, REMOVE],
    [TRAILER, trailerText({ file_remove: 2 })],
  );
  const { job, events, coverage } = await read(bytes, { onJob: (text) => jobs.push(text) });
  expect([job, jobs, events.length]).toEqual(["first", ["first"], 1]);
  expect(coverage.faults).toMatchObject([{ code: "order", block: "job", place: { block: 3 } }]);
});

test("a log without its trailer has a fault, and its events", async () => {
  const { events, coverage, trailer } = await read(log([START, startText()], [JOB, ""], [RECORDS, REMOVE]));
  expect(events).toHaveLength(1);
  expect(trailer).toBeUndefined();
  expect(coverage.faults).toEqual([{ code: "no-trailer" }]);
  // The offset of the clock and the time of the last record.
  expect(coverage.unknownAfterNs).toBe(1_750_000_000_000_000_000n + REMOVE.readBigUInt64LE(8));
  expect((await read(whole())).coverage.unknownAfterNs).toBeUndefined();
});

test("a block that holds no records is a fault with its place, and ends the reading", async () => {
  const good = log([START, startText()], [JOB, ""], [RECORDS, REMOVE]);
  const { coverage, events } = await read(
    log(
      [START, startText()],
      [JOB, ""],
      [RECORDS, REMOVE],
      [RECORDS, "garbage!"],
      [RECORDS, REMOVE],
      [TRAILER, trailerText({ file_remove: 2 })],
    ),
  );
  expect(events).toHaveLength(1);
  expect(coverage.faults).toMatchObject([
    { code: "invalid-record", place: { block: 3, offset: good.length } },
  ]);
});

test("a record of a kind that nothing decodes is a fault, not silence", async () => {
  const unknown = Buffer.from(REMOVE);
  unknown.writeUInt16LE(99, 4);
  const { coverage } = await read(
    log([START, startText()], [JOB, ""], [RECORDS, unknown], [TRAILER, trailerText()]),
  );
  expect(coverage.faults).toMatchObject([{ code: "unknown-kind", id: 99, place: { block: 2 } }]);
});

test("a record of a kind that the log has no layout of is unknown, although this version knows it", async () => {
  const { file_remove: _kind, ...kinds } = plainLayouts().kinds;
  const { file_remove: _counts, ...counts } = JSON.parse(trailerText({ file_open: 1 })).counts;
  const open = record("file_open", { pid: 7, startNs: 70_000_000, strings: { path: "x\0" } });
  const { coverage, events } = await read(
    log(
      [START, startText({ layouts: { ...plainLayouts(), kinds } })],
      [JOB, ""],
      [RECORDS, Buffer.concat([REMOVE, open])],
      [TRAILER, trailerText({}, { counts })],
    ),
  );
  expect(events.map(({ kind }) => kind)).toEqual(["file_open"]);
  expect(coverage.faults).toMatchObject([{ code: "unknown-kind", id: 5, place: { block: 2 } }]);
});

const DIRECTORY = "/var/lib/runwarden/test";

/** A child of the watched process: its fork, what it executes, and then an open. */
function child(pid: number, argv: readonly string[]): Buffer {
  const startNs = pid * 10_000_000;
  const strings = { filename: argv[0] ?? "", argv: argv.map((argument) => `${argument}\0`).join("") };
  return Buffer.concat([
    record("process_fork", { pid: 400, startNs: 1, fixed: { child_pid: pid, child_start_ns: startNs } }),
    record("process_exec", { pid, startNs, fixed: { parent_pid: 400, parent_start_ns: 1 }, strings }),
    record("file_open", { pid, startNs, strings: { path: "c\0b\0" } }),
  ]);
}

function endedBy(own: Readonly<Record<string, unknown>>, ...children: readonly Buffer[]): Buffer {
  const counts = { process_fork: children.length, process_exec: children.length, file_open: children.length };
  return log(
    [START, startText({ directory: DIRECTORY })],
    [JOB, "{}"],
    [RECORDS, Buffer.concat([...children])],
    [TRAILER, trailerText(counts, own)],
  );
}

const STOP = child(8, [`${DIRECTORY}/collector`, "stop", DIRECTORY]);
const OFFENDER = child(7, ["/bin/bash", "-e", "step.sh"]);

test("what ended the log is left out, and nothing else", async () => {
  const { events, coverage } = await read(endedBy({ own_pid: 8, own_start_ns: "80000000" }, OFFENDER, STOP));
  expect(events.map(({ process }) => process.pid)).toEqual([7, 7]);
  expect(coverage.faults).toEqual([]);
});

test("to name an offender as the one that ended the log hides nothing of what it did, and is a fault", async () => {
  const { events, coverage } = await read(endedBy({ own_pid: 7, own_start_ns: "70000000" }, OFFENDER, STOP));
  expect(events.map(({ process }) => process.pid)).toEqual([7, 7, 8, 8]);
  expect(coverage.faults).toEqual([{ code: "ended-by-other" }]);
});

test("where the log was full before its end, it says since when, and nobody expects a record of who ended it", async () => {
  const full = { own_pid: 8, own_start_ns: "80000000", full_ns: "1750000001000000000" };
  const { coverage, living } = await read(endedBy(full, OFFENDER));
  expect(coverage.faults).toEqual([]);
  // That they have ended came too late for the log.
  expect(living).toBeUndefined();
  expect(coverage.full).toEqual({ limit: 1_073_741_824, sinceNs: 1_750_000_001_000_000_000n });
  const { coverage: other, living: alive } = await read(endedBy({ ...full, full_ns: "0" }, OFFENDER));
  expect(alive).toBeDefined();
  expect([other.full, other.faults]).toEqual([undefined, [{ code: "ended-by-other" }]]);
});

test("the action's post step is told by the script that the job names", async () => {
  const post = child(9, ["/opt/node", "/actions/dist/post/index.js"]);
  const bytes = endedBy({ own_pid: 9, own_start_ns: "90000000" }, OFFENDER, post);
  const known = await read(bytes, { ownOf: () => ({ postScript: "/actions/dist/post/index.js" }) });
  expect(known.events.map(({ process }) => process.pid)).toEqual([7, 7]);
  expect(known.coverage.faults).toEqual([]);
  const unknown = await read(bytes);
  expect(unknown.events.map(({ process }) => process.pid)).toEqual([7, 7, 9, 9]);
  expect(unknown.coverage.faults).toEqual([{ code: "ended-by-other" }]);
});

test("where a job has no process of Runwarden nothing is left out, whatever it looks like and whoever ended the log", async () => {
  const post = child(9, ["/opt/node", "/actions/dist/post/index.js"]);
  for (const own_pid of [8, 9, 7]) {
    const bytes = endedBy({ own_pid, own_start_ns: `${own_pid}0000000` }, OFFENDER, STOP, post);
    const { events, coverage } = await read(bytes, { ownOf: () => undefined });
    // In their order: nothing was kept back.
    expect(events.map(({ process }) => process.pid)).toEqual([7, 7, 8, 8, 9, 9]);
    expect(coverage.faults).toEqual([]);
  }
});

test("the runner is known, and the steps below it, also where a job has no process of Runwarden", async () => {
  const runner = record("process_snapshot", {
    pid: 400,
    startNs: 1,
    strings: { executable: "/Runner.Worker" },
  });
  for (const ownOf of [() => undefined, () => ({ postScript: undefined })]) {
    const { events } = await read(endedBy({}, runner, OFFENDER), { ownOf });
    expect(events.map(({ process }) => [process.step?.raw, process.ancestors[0]?.is_runner])).toEqual([
      ["/step.sh", true],
      ["/step.sh", true],
    ]);
  }
});

test("a log that nobody of the scope asked to end has nothing left out", async () => {
  const { events, coverage } = await read(endedBy({}, OFFENDER));
  expect(events).toHaveLength(2);
  expect(coverage.faults).toEqual([]);
});
