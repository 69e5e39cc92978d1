import { expect, test } from "vitest";
import { columnsOf } from "../../src/report/columns.ts";
import { TextTable } from "../../src/report/text-table.ts";
import { event, HOSTILE, NPMRC_READ } from "./reports.ts";

const MOVE = {
  event_type: "file_move",
  process: { exec_path: "/usr/bin/git", pid: 4_194_304 },
  payload: {
    from_path: `/home/runner/work/${"a".repeat(200)}/tmp_obj_1`,
    to_path: "/home/runner/work/.git/1",
  },
};
/** It leaves its room to the other one. */
const TO_SHORT = { ...MOVE, payload: { from_path: MOVE.payload.from_path, to_path: "/x" } };
const EXEC = {
  event_type: "process_exec",
  time: "2026-11-24T22:56:13Z",
  process: { exec_path: "/usr/bin/curl", argv: ["curl", "-fsSL", "https://example.com/a b"], pid: 4712 },
};

test("events are lines below a head, each within 100 columns", () => {
  const table = new TextTable(100);
  const lines = [table.head(), ...[NPMRC_READ, EXEC, MOVE, TO_SHORT].map((json) => table.line(event(json)))];
  expect(lines).toEqual([
    "  event time (UTC)       pid program        what",
    "      0 22:56:12.123    4711 cat            opened /home/runner/.npmrc for reading",
    "      0 22:56:13.000    4712 curl           executed /usr/bin/curl -fsSL 'https://example.com/a b'",
    "      0              4194304 git            moved /home/run…aaa/tmp_obj_1 to /home/run…r/work/.git/1",
    "      0              4194304 git            moved /home/runner/work/…aaaaaaaaaaaaaaa/tmp_obj_1 to /x",
  ]);
});

test("a wide terminal shows more, and one that is too narrow gets what there must be", () => {
  const long = event(MOVE);
  expect(columnsOf(new TextTable(400).line(long))).toBeGreaterThan(250);
  expect(columnsOf(new TextTable(1).line(long))).toBeLessThanOrEqual(60);
});

const HUGE = "日本".repeat(500_000);
const STACKED = `/tmp/a${"\u0301".repeat(5000)}`;

test.each([
  ["commands, controls and bidi", HOSTILE],
  ["escapes of a terminal", "/tmp/\u001b[2J\u001b]0;title\u0007\u009b31m\r\n\u0000"],
  ["lone surrogates", "/tmp/\udc80\ud800"],
  ["wide and huge", HUGE],
  ["stacked signs", STACKED],
  ["invisible and joined", "/tmp/\u200b\u200d\u2066\ufeff👨\u200d👩\u200d👧 ｆｕｌｌ"],
])("%s in every text stay one line of 100 columns, and can be seen", (_what, text) => {
  const table = new TextTable(100);
  for (const json of [
    { event_type: "process_exec", process: { exec_path: text, argv: [text, text], pid: 1 } },
    { event_type: "file_open", process: { exec_path: text }, payload: { path: text } },
    { event_type: "file_move", process: { exec_path: text }, payload: { from_path: text, to_path: text } },
    {
      event_type: "domain",
      process: { exec_path: text },
      payload: { domain: text, source: text, via: text },
    },
    { event_type: "http_request", payload: { host: text, method: text, path: text } },
  ]) {
    const line = table.line(event(json));
    expect(columnsOf(line)).toBeLessThanOrEqual(100);
    expect(line.length).toBeLessThan(1000);
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|##\[/u);
    expect(line).toMatch(/^ {6}0 /);
  }
});
