import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { JOB, log, RECORDS, record, START, startText, TRAILER, trailerText, walk } from "../log/log-bytes.ts";
import { folder, runwarden, SECRET_READ, write } from "./command.ts";

const open = (path: string) =>
  `${JSON.stringify({ event_type: "file_open", process: { exec_path: "/bin/cat", argv: ["cat"] }, payload: { path, is_read: true } })}\n`;

function learn(rules: string, jobs: readonly string[], ...options: string[]) {
  const work = folder();
  const path = write(work, "rules.yaml", rules);
  const paths = jobs.map((text, n) => write(work, `job-${n}.jsonl`, text));
  const ended = runwarden(["learn", "--no-baseline", "--rules", path, ...options, ...paths]);
  return { ...ended, stderr: ended.stderr.replaceAll(work, ""), work, path };
}

test("what is proposed goes to standard output, and makes replay pass what it failed before", () => {
  const { code, stdout, stderr, work, path } = learn(SECRET_READ, [open("/a/secret"), open("/b/secret")]);
  expect([code, stderr]).toEqual([0, ""]);
  const job = join(work, "job-0.jsonl");
  const learned = write(work, "learned.yaml", stdout);
  expect(runwarden(["replay", "--no-baseline", "--rules", path, job]).code).toBe(10);
  expect(runwarden(["replay", "--no-baseline", "--rules", path, "--rules", learned, job]).code).toBe(0);
  expect(runwarden(["validate", "--no-baseline", path, learned])).toMatchObject({ code: 0, stderr: "" });
});

test("or into a file", () => {
  const out = join(folder(), "learned.yaml");
  expect(learn(SECRET_READ, [open("/a/secret")], "--out", out)).toMatchObject({ code: 0, stdout: "" });
  expect(readFileSync(out, "utf8")).toContain('path == "/a/secret"');
});

test("a job is an event log, or the folder of an artifact; one that cannot be trusted is not learned from", () => {
  const work = folder();
  const rules = write(work, "rules.yaml", SECRET_READ);
  const records = [
    record("process_exec", {
      pid: 7,
      startNs: 7,
      timeNs: 1,
      strings: { executable: "/bin/cat", argv: "cat\0" },
    }),
    record("file_open", {
      pid: 7,
      startNs: 7,
      timeNs: 2,
      fixed: { flags: 0 },
      strings: { path: walk("/a/secret") },
    }),
  ];
  const whole = log(
    [START, startText()],
    [JOB, "{}"],
    [RECORDS, Buffer.concat(records)],
    [TRAILER, trailerText({ process_exec: 1, file_open: 1 })],
  );
  const artifact = join(work, "artifact");
  mkdirSync(artifact);
  write(artifact, "events.log", whole);
  const args = ["learn", "--no-baseline", "--rules", rules, artifact];
  expect(runwarden(args)).toMatchObject({ code: 0, stdout: expect.stringContaining('path == "/a/secret"') });
  write(artifact, "events.log", whole.subarray(0, -1));
  expect(runwarden(args)).toMatchObject({
    code: 11,
    stdout: "",
    stderr: expect.stringContaining("not whole"),
  });
});

test("what no exception silences is told, with exit code 1", () => {
  const rules = `rule_sets:
  - ruleset_id: t/a
    rules:
      - {rule_id: s, event_type: file_open, condition: 'path == "/b"', action: collect, max_alerts: 1}
`;
  // So many matches of a rule are looked at, the first of each other program, and the last: this is none of them.
  const lines = Array.from({ length: 20_000 }, () => open("/b"));
  const other = open("/b").replace('"is_read":true', '"is_read":true,"is_write":true');
  const { code, stderr, stdout } = learn(rules, [lines.join("") + other + open("/b")]);
  expect(code).toBe(1);
  expect(stdout).toContain("learned/t/a/s");
  expect(stderr).toBe("still true of /job-0.jsonl: t/a/s; write an exception for it yourself\n");
});

test.each([
  [["/nowhere/x"], "Cannot read /nowhere/x"],
  [["/dev/null"], "/dev/null is no file: a job is read twice"],
  [["/proc"], "Cannot read /proc/events.log"],
])("a job that cannot be read is a usage error: %j", (paths, message) => {
  const rules = write(folder(), "rules.yaml", SECRET_READ);
  const ended = runwarden(["learn", "--no-baseline", "--rules", rules, ...paths]);
  expect([ended.code, ended.stdout]).toEqual([2, ""]);
  expect(ended.stderr).toContain(message);
});

test("what was learned before is left out, for its hosts would be known and their list not", () => {
  const first = learn(SECRET_READ, [open("/a/secret")]);
  const learned = write(first.work, "learned.yaml", first.stdout);
  expect(learn(SECRET_READ, [open("/a/secret")], "--rules", learned)).toMatchObject({
    code: 2,
    stderr:
      "The rules have a set learned/hosts already: leave out what was learned before, and give all jobs again\n",
  });
});
