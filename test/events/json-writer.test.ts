import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { eventToJson, readJsonLines } from "../../src/events/json.ts";
import { LINEAGES_REMEMBERED } from "../../src/events/json-fields.ts";
import { JsonLineWriter, type LineageForm } from "../../src/events/json-writer.ts";
import { readLog } from "../../src/events/read-log.ts";
import { GeneratedLog } from "../bench/generated-log.ts";
import { JOB, log, RECORDS, record, START, startText, TRAILER, trailerText, walk } from "../log/log-bytes.ts";
import { event } from "../report/reports.ts";

/** The lines of events, without their ends. */
function lines(form: LineageForm, events: readonly Event[]): string[] {
  const chunks: Uint8Array[] = [];
  const writer = new JsonLineWriter(form, {
    text: (text) => chunks.push(Buffer.from(text)),
    bytes: (bytes) => chunks.push(bytes),
  });
  for (const each of events) writer.write(each);
  return Buffer.concat(chunks).toString("utf8").split("\n").slice(0, -1);
}

async function eventsOf(bytes: Buffer): Promise<Event[]> {
  const events: Event[] = [];
  await readLog([bytes], { onEvent: (each) => events.push(each) });
  return events;
}

async function again(text: readonly string[]): Promise<Event[]> {
  const events: Event[] = [];
  await readJsonLines("events.jsonl", [Buffer.from(text.join("\n"))], (each) => events.push(each));
  return events;
}

/** A job of some thousand events of many processes. */
async function job(): Promise<Event[]> {
  const folder = mkdtempSync(join(tmpdir(), "runwarden-json-writer-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "events.log");
  GeneratedLog.write(path, { events: 2000, seed: 7, job: "{}" });
  return (await eventsOf(readFileSync(path))).filter(({ index }) => index % 5 === 0);
}

/** What each says, one line each: to compare them as objects would take seconds. */
function said(events: readonly Event[]): string {
  return events.map((each) => JSON.stringify(eventToJson(each))).join("\n");
}

const WORST = 'a\0\xff"\\\n\x1b\u2028\xed\xa0\x80';

/** Two processes that take turns, one of which executes; with bytes that are no UTF-8. */
const HOSTILE_LOG = log(
  [START, startText()],
  [JOB, "{}"],
  [
    RECORDS,
    Buffer.concat([
      record("process_exec", { pid: 7, startNs: 7e7, strings: { filename: "/bin/a", argv: `${WORST}\0` } }),
      record("process_fork", { pid: 7, startNs: 7e7, fixed: { child_pid: 8, child_start_ns: 8e7 } }),
      record("process_exec", { pid: 8, startNs: 8e7, strings: { filename: "/bin/b", argv: "b\0" } }),
      record("file_open", { pid: 8, startNs: 8e7, strings: { path: walk('/\xff"\\\n\x1b') } }),
      record("file_open", { pid: 7, startNs: 7e7, timeNs: 1, strings: { path: walk(`/${WORST}`) } }),
      record("file_open", { pid: 8, startNs: 8e7, timeNs: 999_999_999, strings: { path: walk("/b") } }),
      record("file_open", { pid: 8, startNs: 8e7, timeNs: 1_000_000_000, strings: { path: walk("/c") } }),
      record("file_open", { pid: 8, startNs: 8e7, timeNs: 5e9 + 12_345, strings: { path: walk("/c") } }),
    ]),
  ],
  [TRAILER, trailerText({ process_exec: 2, process_fork: 1, file_open: 5 })],
);

test("a line says what the JSON form of its event says, and its place, in a job of many processes", async () => {
  const events = await job();
  expect(events.length).toBeGreaterThan(2000);
  const text = lines("each", events);
  expect(text.map((line) => JSON.parse(line).event_index)).toEqual(events.map(({ index }) => index));
  expect(said(await again(text))).toBe(said(events));
});

test("whatever bytes the job's names have, a line is one line of JSON that says the same", async () => {
  const events = await eventsOf(HOSTILE_LOG);
  expect(events.length).toBe(7);
  const text = lines("each", events);
  expect(text.map((line) => JSON.parse(line))).toEqual(
    events.map((each) => ({ event_index: each.index, ...eventToJson(each) })),
  );
  expect(text[2]).toContain('"path":"/\\udcff\\"\\\\\\n\\u001b"');
  expect((await again(text)).map(eventToJson)).toEqual(events.map(eventToJson));
});

test("what an event of a file has besides is written too", () => {
  const json = {
    event_type: "network_connect",
    process: { exec_path: "/a", argv: [], ancestors: [], ancestors_left_out: 3, package: "p" },
    payload: {
      remote_ip: "::1",
      remote_port: 443,
      protocol: "tcp",
      family: "ipv6",
      remote_domains: ["x", "y"],
    },
    tags: ["truncated", "lineage_cut"],
    count: 3,
  };
  expect(JSON.parse(lines("each", [event(json)])[0] ?? "")).toEqual({ event_index: 0, ...json });
});

test("with the lineage once, only the first line of a process has its ancestors, and a reader knows all", async () => {
  const events = await eventsOf(HOSTILE_LOG);
  const text = lines("once", events);
  const told = text.map((line) => {
    const { process } = JSON.parse(line) as { process: { ancestors?: unknown[]; ancestors_of?: number } };
    return process.ancestors_of ?? process.ancestors?.length;
  });
  expect(told).toEqual([0, 1, 1, 0, 1, 1, 1]);
  expect((await again(text)).map(eventToJson)).toEqual(events.map(eventToJson));
});

test("a reader still knows the ancestors that are named, however many processes came between", async () => {
  const count = 3 * LINEAGES_REMEMBERED;
  const ancestors = [{ exec_path: "/bin/a", argv: ["a"] }];
  const processes = Array.from({ length: count }, (_, n) =>
    event({ event_type: "domain", process: { exec_path: `/${n}`, argv: [], ancestors } }),
  );
  // The first one comes again and again, and others after so many as are remembered, and more.
  const all = Array.from({ length: 4 * count }, (_, n) => {
    const process = processes[n % 3 === 0 ? 0 : (n * 7) % count] as Event;
    return { ...process, index: n } as Event;
  });
  for (const events of [all, await job()]) {
    const text = lines("once", events);
    expect(text.some((line) => line.includes('"ancestors_of":'))).toBe(true);
    expect(said(await again(text))).toBe(said(events));
  }
});

test("without lineages they count as left out, as if they had been cut", async () => {
  const events = await eventsOf(HOSTILE_LOG);
  const text = lines("none", events).map((line) => JSON.parse(line));
  expect(text[2]).toMatchObject({
    process: { exec_path: "/bin/b", ancestors: [], ancestors_left_out: 1 },
    tags: ["truncated", "lineage_cut"],
  });
  expect(text[0]).toEqual({ event_index: 0, ...eventToJson(events[0] as Event) });
});

test("a tag says that the lineage was left out, beside what was cut anyway", () => {
  const process = { exec_path: "/a", argv: [], ancestors: [{ exec_path: "/b", argv: [] }] };
  const told = [
    [],
    ["unresolved"],
    ["truncated"],
    ["truncated", "argv_cut"],
    ["truncated", "text_cut", "argv_cut", "unresolved"],
    ["truncated", "lineage_cut"],
  ].map((tags) => JSON.parse(lines("none", [event({ event_type: "domain", process, tags })])[0] ?? "").tags);
  expect(told).toEqual([
    ["truncated", "lineage_cut"],
    ["truncated", "lineage_cut", "unresolved"],
    ["truncated", "text_cut", "lineage_cut"],
    ["truncated", "argv_cut", "lineage_cut"],
    ["truncated", "text_cut", "argv_cut", "lineage_cut", "unresolved"],
    ["truncated", "lineage_cut"],
  ]);
});

test.each([
  ['{"event_index":1,"event_type":"domain","process":{"ancestors_of":0}}'],
  ['{"event_index":1,"event_type":"domain","process":{"ancestors_of":"0"}}'],
  [
    '{"event_index":0,"event_type":"domain","process":{"ancestors":[]}}\n{"event_type":"domain","process":{"ancestors_of":0,"ancestors":[]}}',
  ],
])("a line that names ancestors that no line before it has told is refused: %s", async (text) => {
  await expect(again([text])).rejects.toMatchObject({
    code: "event-invalid",
    message: expect.stringMatching(/:\d: process\.ancestors_of must be the event_index of an earlier line/),
  });
});
