import { expect, test } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { findOwn, type LogSummary, type ReadLogOptions, readLog } from "../../src/events/read-log.ts";
import { JOB, log, RECORDS, record, START, startText, TRAILER, trailerText } from "../log/log-bytes.ts";

const REMOVE = record("file_remove", { pid: 7, startNs: 70_000_000, strings: { path: "/x" } });

async function read(
  bytes: Buffer,
  options?: ReadLogOptions,
): Promise<LogSummary & { readonly events: readonly Event[] }> {
  const events: Event[] = [];
  const summary = await readLog([bytes], (event) => events.push(event), options);
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
    hooks: expect.objectContaining({ file_open: "live", process_exec: "partial", domain: "missing" }),
    sources: expect.objectContaining({ file_open: "fentry", file_move: "none" }),
    events: {
      process_exec: 0,
      network_connect: 0,
      unix_socket_connect: 0,
      file_open: 0,
      file_remove: 2,
      file_move: 0,
      file_link: 0,
      domain: 0,
    },
    dropped: {
      process_exec: 0,
      network_connect: 0,
      unix_socket_connect: 0,
      file_open: 0,
      file_remove: 0,
      file_move: 0,
      file_link: 0,
      domain: 0,
    },
    droppedLineage: 0,
    cost: { cpuMs: 12, memoryKib: 34_000 },
    droppedAnswers: 0,
    blindSpots: {},
    faults: [],
  });
});

test("the job's text is told before the first event", async () => {
  const order: string[] = [];
  await readLog([whole()], ({ kind }) => order.push(kind), { onJob: (job) => order.push(job) });
  expect(order).toEqual(['{"job":"ü"}', "file_remove", "file_remove"]);
});

test("drops are taken from the trailer, those of lineage and answers apart, and so are the blind spots", async () => {
  const counts = {
    file_open: { seen: 10, written: 0, dropped: 10 },
    file_remove: { seen: 3, written: 2, dropped: 1 },
    process_fork: { seen: 2, written: 0, dropped: 2 },
    process_exit: { seen: 3, written: 0, dropped: 3 },
    dns_answer: { seen: 4, written: 0, dropped: 4 },
  };
  const blind_spots = { io_uring_file_open: 6 };
  const { coverage } = await read(whole(trailerText({}, { counts, blind_spots })));
  expect(coverage.dropped).toMatchObject({ file_open: 10, file_remove: 1, domain: 0 });
  expect(coverage.droppedLineage).toBe(5);
  expect(coverage.droppedAnswers).toBe(4);
  expect(coverage.blindSpots).toEqual({ io_uring_file_open: 6 });
  expect(coverage.faults).toEqual([]);
});

test.each([
  [{ reason: "signal", signal: 15, sender_pid: 9 }, "The collector was ended by signal 15 from process 9."],
  [{ reason: "scope-ended" }, "The process whose job was watched ended before the report was made."],
  [
    { reason: "log-failed" },
    "The collector could not write the event log any further; the disk may be full.",
  ],
])("a log that ended by %j has a fault", async (ending, fault) => {
  const { coverage } = await read(whole(trailerText({ file_remove: 2 }, ending)));
  expect(coverage.faults).toEqual([fault]);
});

test("records that are missing from a log of whole blocks are a fault", async () => {
  const { coverage } = await read(whole(trailerText({ file_remove: 3 })));
  expect(coverage.faults).toEqual(["The event log has 2 file_remove records, but the collector wrote 3."]);
});

test("records of a kind that the trailer does not know of are a fault", async () => {
  const { coverage } = await read(whole(trailerText({})));
  expect(coverage.faults).toHaveLength(1);
});

test("a trailer that cannot be read is a fault", async () => {
  const { coverage, trailer } = await read(whole("garbage"));
  expect(trailer).toBeUndefined();
  expect(coverage.faults).toHaveLength(1);
});

test("a log without its trailer has a fault, and its events", async () => {
  const { events, coverage, trailer } = await read(log([START, startText()], [JOB, ""], [RECORDS, REMOVE]));
  expect(events).toHaveLength(1);
  expect(trailer).toBeUndefined();
  expect(coverage.faults).toEqual([
    "The event log is not whole: it has no trailer: the collector did not end it.",
  ]);
});

test("a block that holds no records is a fault, once", async () => {
  const { coverage } = await read(
    log(
      [START, startText()],
      [RECORDS, REMOVE],
      [RECORDS, "garbage!"],
      [TRAILER, trailerText({ file_remove: 1 })],
    ),
  );
  expect(coverage.faults).toEqual(["The event log is not whole: a block holds bytes that are no record."]);
});

test("a log of another layout is refused, not misread", async () => {
  await expect(read(log([START, startText({ schema: "0".repeat(64) })]))).rejects.toMatchObject({
    name: "RunwardenError",
    code: "log-invalid",
    message: expect.stringContaining("another version"),
  });
});

test.each([
  ["nothing", Buffer.alloc(0)],
  ["another file", Buffer.from('{"event_type":"file_open"}\n')],
  ["no start", log([JOB, ""], [TRAILER, trailerText()])],
  ["a start that cannot be read", log([START, "garbage"], [TRAILER, trailerText()])],
  ["a start behind a broken block", Buffer.concat([log(), Buffer.alloc(100)])],
])("%s is no event log", async (_, bytes) => {
  await expect(read(bytes)).rejects.toMatchObject({ name: "RunwardenError", code: "log-invalid" });
});

test("a second start changes nothing of what the first said", async () => {
  const { start } = await read(
    log([START, startText()], [START, startText({ kernel: "other" })], [TRAILER, trailerText()]),
  );
  expect(start.kernel).toBe("6.8.0");
});

test("the process that ended the log is found in the trailer, and its events can be left out", async () => {
  const bytes = whole(trailerText({ file_remove: 2 }, { own_pid: 7, own_start_ns: "70000000" }));
  const own = findOwn(bytes);
  expect(findOwn(bytes.subarray(-700))).toEqual(own);
  expect(own).toEqual([{ pid: 7, startNs: 70_000_000 }]);
  const { events, coverage } = await read(bytes, { own });
  expect(events).toEqual([]);
  expect(coverage.events.file_remove).toBe(0);
  expect(coverage.faults).toEqual([]);
});

test("a log without a trailer names no process of Runwarden, nor does one that ended by itself", async () => {
  expect(findOwn(log([START, startText()]))).toEqual([]);
  expect(findOwn(whole())).toEqual([]);
  expect(findOwn(Buffer.alloc(0))).toEqual([]);
  expect(findOwn(Buffer.alloc(100, "RWBK"))).toEqual([]);
});

test("a trailer that is garbled names no process", () => {
  const bytes = whole(trailerText({}, { own_pid: 7, own_start_ns: "70000000" }));
  expect(findOwn(bytes)).toHaveLength(1);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 3) ^ 1, bytes.length - 3);
  expect(findOwn(bytes)).toEqual([]);
});
