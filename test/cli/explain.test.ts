import { expect, test } from "vitest";
import { JOB, log, RECORDS, record, START, startText, TRAILER, trailerText, walk } from "../log/log-bytes.ts";
import { folder, runwarden, write } from "./command.ts";

const RULES = `rule_sets:
  - ruleset_id: t/one
    rules:
      - rule_id: r
        event_type: file_open
        condition: is_read && path.endsWith("/secret")
        exceptions: process.exec_path == "/usr/bin/npm"
        action: detect
      - rule_id: both
        type: correlation
        condition: rule.r.total_count > 2
        action: detect
`;
const open = (path: string, exec_path = "/bin/cat") => ({
  event_type: "file_open",
  process: { exec_path },
  payload: { path, is_read: true },
});
const LINES = [open("/a/secret"), open("/a/x"), open("/a/Secret", "/usr/bin/npm"), { event_type: "domain" }]
  .map((event) => `${JSON.stringify(event)}\n`)
  .join("");

function explainOf(events: string | Uint8Array, ...args: string[]) {
  const work = folder();
  const rules = write(work, "rules.yaml", RULES);
  const file = write(work, "events.json", events);
  const { code, stdout, stderr } = runwarden(["explain", "--no-baseline", "--rules", rules, file, ...args]);
  return { code, stdout: stdout.split("\n"), stderr: stderr.replaceAll(work, "") };
}

test("a rule that matches is shown part by part, with exit code 0", () => {
  expect(explainOf(LINES, "t/one/r")).toEqual({
    code: 0,
    stdout: [
      "condition:",
      '  true   is_read && path.endsWith("/secret")',
      "    true   is_read",
      '    true   path.endsWith("/secret")',
      '      path is "/a/secret"',
      "exception:",
      '  false  process.exec_path == "/usr/bin/npm"',
      '    process.exec_path is "/bin/cat"',
      "t/one/r matches event 0 (file_open)",
      "",
    ],
    stderr: "",
  });
});

test.each([
  ["1", "t/one/r", '    false  path.endsWith("/secret")', "t/one/r does not match event 1 (file_open)"],
  [
    "2",
    "t/one/r",
    '  true   process.exec_path == "/usr/bin/npm"',
    "t/one/r does not match event 2 (file_open)",
  ],
  [
    "3",
    "t/one/r",
    "the rule is about events of the kind file_open",
    "t/one/r does not match event 3 (domain)",
  ],
])("event %s and %s: what is not true is shown, with exit code 1", (place, rule, line, end) => {
  const { code, stdout, stderr } = explainOf(LINES, "--event", place, rule);
  expect(stdout).toContain(line);
  expect(stdout.at(-2)).toBe(end);
  expect([code, stderr]).toEqual([1, ""]);
});

test("a correlation gets no verdict: no event alone decides it", () => {
  const { code, stdout } = explainOf(LINES, "t/one/both");
  expect([code, stdout]).toEqual([
    0,
    [
      "the rule is a correlation: it looks at no event, and counts how often these rules match in a job:",
      "  t/one/r",
      "one event does not decide it: replay the job's log",
      "",
    ],
  ]);
});

test("a log that was altered explains what it has, and says that it cannot be trusted", () => {
  const records = record("file_open", { pid: 7, startNs: 70_000_000, strings: { path: walk("/a/secret") } });
  const { code, stdout, stderr } = explainOf(
    log([START, startText()], [JOB, "{}"], [RECORDS, records]),
    "t/one/r",
  );
  expect([code, stdout.at(-2)]).toEqual([11, "t/one/r matches event 0 (file_open)"]);
  expect(stderr).toContain("/events.json: ");
});

test("a file that is one event over many lines is read too", () => {
  const { code, stdout } = explainOf(JSON.stringify(open("/secret"), null, 2), "t/one/r");
  expect([code, stdout.at(-2)]).toEqual([0, "t/one/r matches event 0 (file_open)"]);
});

test("an event of a log is found by its place among the events", () => {
  const records = Buffer.concat([
    record("process_fork", { pid: 1, startNs: 1, fixed: { child_pid: 7, child_start_ns: 70_000_000 } }),
    record("file_remove", { pid: 7, startNs: 70_000_000, strings: { path: "/x" } }),
    record("file_open", { pid: 7, startNs: 70_000_000, strings: { path: walk("/a/secret") } }),
  ]);
  const counts = trailerText({ process_fork: 1, file_remove: 1, file_open: 1 });
  const whole = log([START, startText()], [JOB, "{}"], [RECORDS, records], [TRAILER, counts]);
  const { code, stdout } = explainOf(whole, "--event", "1", "t/one/r");
  expect([code, stdout.at(-2)]).toEqual([0, "t/one/r matches event 1 (file_open)"]);
});

test.each<[string, string | Uint8Array, string[], string]>([
  [
    "no event there",
    LINES,
    ["--event", "4", "t/one/r"],
    "/events.json has no event 4: it has 4, counted from 0\n",
  ],
  ["an empty file", "", ["t/one/r"], "/events.json: there is no event in it\n"],
  ["no such rule", LINES, ["t/one/s"], "there is no rule 't/one/s' in use: did you mean \"t/one/r\"?\n"],
  ["no JSON", "{\n", ["t/one/r"], "/events.json:1: "],
  ["no event", "[]\n", ["t/one/r"], "/events.json:1: an event is an object\n"],
  [
    "a log that is cut",
    "runwarden log 3\n\u0001",
    ["t/one/r"],
    "The event log has no start that can be read.\n",
  ],
  [
    "a log of another framing",
    "runwarden log 1\n\u0001",
    ["t/one/r"],
    "The event log was written by another version",
  ],
  ["no rule named", LINES, [], "'explain' takes one EVENT and one RULE\n"],
  ["a rule too many", LINES, ["t/one/r", "t/one/r"], "'explain' takes one EVENT and one RULE\n"],
  ["no number", LINES, ["--event", "x", "t/one/r"], "--event is a number from 0, not 'x'\n"],
])("%s is exit code 2", (_what, events, args, expected) => {
  const { code, stdout, stderr } = explainOf(events, ...args);
  expect(stderr.slice(0, expected.length)).toBe(expected);
  expect([code, stdout]).toEqual([2, [""]]);
});
