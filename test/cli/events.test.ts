import { expect, test } from "vitest";
import { renderFrozenJob } from "../../src/watch/frozen.ts";
import { JOB, log, RECORDS, record, START, startText, TRAILER, trailerText, walk } from "../log/log-bytes.ts";
import { folder, runwarden, SECRET_READ, write } from "./command.ts";

const process = { pid: 7, startNs: 7e7 };
const child = { pid: 8, startNs: 8e7 };

function open(of: typeof process, seconds: number, path: string) {
  return record("file_open", { ...of, timeNs: seconds * 1e9, strings: { path: walk(path) } });
}

/** What a job did that was guarded by the rule SECRET_READ; its log began at 2025-06-15T15:06:40Z. */
function logOf(rules: string, trailer: readonly [number, string][] = [[TRAILER, WHOLE]]): Buffer {
  const job = renderFrozenJob({
    startedBy: "pre",
    context: {},
    rules: [{ name: "rules.yaml", text: rules, origin: "project" }],
    settings: {},
  });
  const records = [
    record("process_exec", { ...process, strings: { filename: "/bin/sh", argv: "sh\0" } }),
    record("process_fork", { ...process, fixed: { child_pid: child.pid, child_start_ns: child.startNs } }),
    record("process_exec", { ...child, strings: { filename: "/bin/cat", argv: "cat\0/x/secret\0" } }),
    open(child, 1, "/x/secret"),
    open(process, 2, "/x/other\u001b[2J"),
    open(child, 3, "/x/secret"),
  ];
  return log([START, startText()], [JOB, job], [RECORDS, Buffer.concat(records)], ...trailer);
}

const WHOLE = trailerText({ process_exec: 2, process_fork: 1, file_open: 3 });

function events(args: readonly string[], bytes = logOf(SECRET_READ)) {
  return runwarden(["events", ...args, write(folder(), "events.log", bytes)]);
}

function indexes(args: readonly string[]): number[] {
  const { code, stdout, stderr } = events(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { event_index: number }).event_index);
}

test.each<[string[], number[]]>([
  [[], [0, 1, 2, 3, 4]],
  [
    ["--kind", "file_open"],
    [2, 3, 4],
  ],
  [
    ["--kind", "file_open", "--kind", "process_exec", "--under", "8"],
    [1, 2, 4],
  ],
  [
    ["--under", "7"],
    [0, 1, 2, 3, 4],
  ],
  [
    ["--path", "secret"],
    [2, 4],
  ],
  [
    ["--path", "/bin/*"],
    [0, 1],
  ],
  [["--since", "15:06:42", "--until", "2025-06-15T15:06:42Z"], [3]],
  [
    ["--rule", "r"],
    [2, 4],
  ],
  [["--rule", "t/one/r", "--since", "15:06:42"], [4]],
  [["--step", "checkout"], []],
])("events %j of a log are those that all of this is true of", (args, expected) => {
  expect(indexes(args)).toEqual(expected);
});

test("a rule can be one of others than those in the log", () => {
  const rules = write(
    folder(),
    "other.yaml",
    SECRET_READ.replace("/secret", "[2J").replace("t/one", "t/two"),
  );
  expect(indexes(["--no-baseline", "--rules", rules, "--rule", "t/two/r"])).toEqual([3]);
});

test("a rule that there is not is exit code 2, with the one that may be meant", () => {
  const { code, stderr } = events(["--rule", "t/one/q"]);
  expect([code, stderr]).toEqual([2, `there is no rule 't/one/q' in the log: did you mean "t/one/r"?\n`]);
  const far = events(["--rule", "something_else"]);
  expect([far.code, far.stderr]).toEqual([
    2,
    "there is no rule 'something_else' in the log: it has to be one of 1 rule of t/one\n",
  ]);
});

test("a log that has lost its rules is exit code 2, and says what to do", () => {
  const lost = log([START, startText()], [JOB, "{}"], [TRAILER, trailerText()]);
  const { code, stderr } = events(["--rule", "r"], lost);
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^The event log has lost the rules that it was started with\. Name the rules by --rules\.\n$/,
  );
});

test("a table is for people: a head, and a line for each event, with nothing that moves the cursor", () => {
  const { code, stdout } = events(["--format", "table"]);
  expect(code).toBe(0);
  expect(stdout.split("\n").slice(0, 5)).toEqual([
    "  event time (UTC)       pid program        what",
    "      0 15:06:40.000       7 sh             executed /bin/sh",
    "      1 15:06:40.000       8 cat            executed /bin/cat /x/secret",
    "      2 15:06:41.000       8 cat            opened /x/secret for reading",
    "      3 15:06:42.000       7 sh             opened /x/other\\x1b[2J for reading",
  ]);
});

test.each(["each", "once", "none"])("with the lineage %s, the lines can be judged as events", (lineage) => {
  const work = folder();
  const { stdout } = events(["--lineage", lineage]);
  const rules = SECRET_READ.replace("is_read", 'process.ancestors.exists(a, a.exec_path == "/bin/sh")');
  const { code, stdout: text } = runwarden([
    "replay",
    "--no-baseline",
    "--rules",
    write(work, "rules.yaml", rules),
    write(work, "events.jsonl", stdout),
  ]);
  // Without it nobody knows whether the rule would have matched.
  expect(code).toBe(lineage === "none" ? 12 : 10);
  if (lineage !== "none") expect(text).toContain("detect t/one/r: 2 matches");
});

test("of a log that is not whole, what there is is printed, and it is exit code 11", () => {
  const { code, stdout, stderr } = events(["--kind", "file_open"], logOf(SECRET_READ, []));
  expect(code).toBe(11);
  expect(stdout.split("\n").length).toBe(4);
  expect(stderr).toMatch(/events\.log: /);
});
