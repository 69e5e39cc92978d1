import { expect, test } from "vitest";
import type { Termination } from "../../src/kinds/kind.ts";
import { renderMatches } from "../../src/report/matches.ts";
import { buildReport } from "../../src/report/report.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderText } from "../../src/report/terminal.ts";
import { TerminationObserver, type TerminationReport } from "../../src/report/termination.ts";
import { terminationLines } from "../../src/report/termination-lines.ts";
import { CLEAN, event, NPMRC_READ, ruleOutcome } from "./reports.ts";

const DONE: Termination = {
  answer: "terminate",
  rule: "acme/tokens/npmrc_read",
  matchedNs: 5_000_000_000,
  askedNs: 5_002_000_000,
  goneNs: 5_006_400_000,
  matchPid: 41,
  ended: 3,
  refused: 0,
  living: 0,
  processes: [
    { pid: 41, name: "node" },
    { pid: 42, name: "sh <b>" },
  ],
};

const OFFSET_NS = 1_700_000_000_000_000_000n;

function observed(terminations: readonly Termination[], events = 0): TerminationReport | undefined {
  const observer = new TerminationObserver((name) => name.replace("node", "***"));
  observer.add(event(NPMRC_READ), false);
  observer.add(event(NPMRC_READ), true);
  for (let n = 0; n < events; n++) observer.add(event(NPMRC_READ), n === 0);
  for (const each of terminations) {
    observer.done(each, OFFSET_NS);
    observer.add(event(NPMRC_READ), true);
  }
  return observer.report();
}

test("a job that was not ended has no such report, whatever matched", () => {
  expect(observed([])).toBeUndefined();
  expect(terminationLines(undefined)).toEqual([]);
});

test("what came between the match and the end is told; of what came later only counts", () => {
  const report = observed([DONE, { ...DONE, ended: 5, refused: 2 }], 12);
  expect(report).toMatchObject({
    rule: "acme/tokens/npmrc_read",
    matchedNs: OFFSET_NS + 5_000_000_000n,
    goneNs: OFFSET_NS + 5_006_400_000n,
    ended: 5,
    refused: 2,
    processes: [
      { pid: 41, name: "***" },
      { pid: 42, name: "sh <b>" },
    ],
    meanwhile: { count: 12 },
  });
  expect(report?.meanwhile.events).toHaveLength(10);
  expect(terminationLines(report).slice(0, 4)).toEqual([
    "acme/tokens/npmrc_read matched at 22:13:25.000Z, by process 41. The job was ended: 6.4 ms after that event nothing of it was left, 5 processes in all.",
    "Ended: *** (41), sh <b> (42), and others",
    "2 programs that came later, such as those of other steps, ended before they ran",
    "Between that event and its end the job did 12 things more that were recorded, and cannot be taken back",
  ]);
  expect(terminationLines(report).at(-1)).toBe("Meanwhile: 2 more events");
});

const LOCKED: Termination = { ...DONE, answer: "lockdown", goneNs: 5_003_000_000, ended: 0, processes: [] };

test("of a job that was locked down it is told from when on, and what ended at its exec", () => {
  const report = observed([LOCKED, { ...LOCKED, refused: 3 }], 1);
  expect(terminationLines(report)).toEqual([
    "acme/tokens/npmrc_read matched at 22:13:25.000Z, by process 41. The job was locked down: from 3.0 ms after that event on, nothing that it started could execute a program or reach another host. Its processes were not ended.",
    "3 programs that came later, such as those of other steps, ended before they ran",
    "Between that event and its lockdown the job did 1 thing more that was recorded, and cannot be taken back",
    expect.stringMatching(/^Meanwhile: /),
  ]);
});

test("what was locked down and then ended is told as ended", () => {
  const report = observed([LOCKED, DONE, { ...DONE, ended: 5 }]);
  expect(report).toMatchObject({ answer: "terminate", matchedNs: OFFSET_NS + 5_000_000_000n, ended: 5 });
});

test("what the kernel has ended is told, also what came later", () => {
  const killed = { ...event(NPMRC_READ), tags: ["killed_in_kernel"] };
  const observer = new TerminationObserver((name) => name);
  observer.add(killed, true);
  observer.done(DONE, OFFSET_NS);
  for (let n = 0; n < 11; n++) observer.add(killed, true);
  const report = observer.report();
  expect(report?.killed).toMatchObject({ count: 12, events: Array.from({ length: 10 }, () => killed) });
  expect(terminationLines(report)).toContain(
    "The kernel ended 12 programs before each got what it asked for",
  );
  expect(
    terminationLines(report).filter((line) => line.startsWith("Killed in the kernel: opened ")),
  ).toHaveLength(10);
});

test("what the kernel has denied is told apart from what it has only ended", () => {
  const observer = new TerminationObserver((name) => name);
  observer.add({ ...event(NPMRC_READ), tags: ["killed_in_kernel"] }, true);
  observer.add({ ...event(NPMRC_READ), tags: ["killed_in_kernel", "denied_in_kernel"], count: 2 }, true);
  observer.done(DONE, OFFSET_NS);
  const report = observer.report();
  expect(report).toMatchObject({ killed: { count: 3 }, denied: 2 });
  expect(terminationLines(report).filter((line) => line.includes(" in the kernel: "))).toEqual([
    expect.stringMatching(/^Killed in the kernel: opened /),
    expect.stringMatching(/^Denied in the kernel: opened /),
  ]);
});

test("what could not be ended is not said to be gone", () => {
  const [line = ""] = terminationLines(observed([{ ...DONE, goneNs: 0, living: 2 }]));
  expect(line).toContain("not all of it: 3 processes ended, and 2 could not be ended at once");
});

test("all forms tell it, with what comes from the job escaped", () => {
  const termination = observed([DONE]);
  const outcome = {
    result: "terminated",
    rules: [ruleOutcome({ action: "terminate" }, [event(NPMRC_READ)])],
  } as const;
  const report = buildReport({ ...CLEAN, outcome, termination });
  expect(renderText(report)).toContain("Stopped: Ended: *** (41), sh <b> (42), and others");
  expect(renderText(report)).not.toContain("it was not");
  expect(renderSummary(report)).toContain("<li>Ended: *** (41), sh &lt;b&gt; (42), and others</li>");
  expect(JSON.parse(renderMatches(report))).toMatchObject({
    termination: {
      rule: "acme/tokens/npmrc_read",
      matched: "1700000005000000000",
      gone: "1700000005006400000",
      pid: 41,
      ended: 3,
      meanwhile: { count: 0, events: [] },
    },
  });
});
