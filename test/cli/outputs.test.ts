import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderFrozenJob } from "../../src/watch/frozen.ts";
import { OUT_NAMES } from "../artifact-names.ts";
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
import { objectionsTo } from "../report/objections.ts";
import { CLI, execute, folder, readMatches, runwarden, SECRET_READ, write } from "./command.ts";

const JOB_TEXT = renderFrozenJob({
  startedBy: "pre",
  context: { ref: "refs/heads/main" },
  rules: [],
  settings: {},
});
const READ_OTHER = `{"event_type":"file_open","process":{"exec_path":"/bin/cat"},"payload":{"path":"/x/other","is_read":true}}\n`;
const READ_SECRET = READ_OTHER.replace("other", "secret");

/** A log in which nobody reads a secret; with lost events where there are any. */
function logBytes(lost = 0): Buffer {
  const removed = record("file_remove", { pid: 7, startNs: 1, strings: { path: "/x" } });
  const counts = allCounts({
    file_remove: { seen: 1, written: 1, dropped: 0 },
    file_open: { seen: lost, written: 0, dropped: lost },
  });
  const blocks = [
    [START, startText()],
    [JOB, JOB_TEXT],
    [RECORDS, removed],
  ] as const;
  return log(...blocks, [TRAILER, trailerText({}, { counts })]);
}

function replay(path: string, options: readonly string[], work = folder(), spawn = {}) {
  const rules = write(work, "rules.yaml", SECRET_READ);
  return runwarden(["replay", "--no-baseline", "--rules", rules, ...options, path], spawn);
}

test("a kept log is judged, told with its job, and copied", () => {
  const work = folder();
  const out = join(work, "new/out");
  const { code, stdout } = replay(write(work, "events.log", logBytes()), ["--out", out], work);
  expect(code).toBe(0);
  expect(stdout).toContain(
    "\nRef: refs/heads/main\nWatch: started before the job's first step (pre)\nKernel: 6.8.0 (x86_64)\n",
  );
  expect(readMatches(out)).toMatchObject({
    job: { started_by: "pre", context: { ref: "refs/heads/main" } },
    kernel: { release: "6.8.0", machine: "x86_64" },
    missing_programs: ["process_exec__other"],
  });
  expect(readFileSync(join(out, "events.log"))).toEqual(logBytes());
  expect(readdirSync(out).sort()).toEqual(OUT_NAMES);
  expect(objectionsTo((name) => readFileSync(join(out, name), "utf8"))).toEqual([]);
});

test.each([
  ["a log", logBytes()],
  ["events", READ_OTHER],
])("%s can come through a pipe, which can be read only once", (_what, recorded) => {
  const path = write(folder(), "recorded", recorded);
  const { code, stdout, stderr } = execute("bash", [
    "-c",
    '"$0" "$1" replay <(cat "$2")',
    process.execPath,
    CLI,
    path,
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("Coverage: ");
});

test("losses of what a rule asks for are exit code 12, unless they are forgiven", () => {
  const work = folder();
  const path = write(work, "events.log", logBytes(3));
  expect(replay(path, []).code).toBe(12);
  expect(replay(path, ["--no-fail-on-loss"]).code).toBe(0);
  const rules = write(
    work,
    "domains.yaml",
    SECRET_READ.replace("file_open", "domain").replace(/condition: .*/, "condition: 'domain == \"x\"'"),
  );
  expect(runwarden(["replay", "--no-baseline", "--rules", rules, path]).code).toBe(0);
});

test("a log is judged into the folder that it lies in, and stays as it is", () => {
  const work = folder();
  const path = write(work, "events.log", logBytes());
  expect(replay(path, ["--out", work], work).code).toBe(0);
  expect(readFileSync(path)).toEqual(logBytes());
});

test("a log that cannot be judged replaces nothing of an earlier time", () => {
  const work = folder();
  const out = join(work, "out");
  mkdirSync(out);
  write(out, "events.log", "earlier");
  const broken = write(work, "broken.log", Buffer.concat([logBytes().subarray(0, 16), Buffer.alloc(64)]));
  expect(replay(broken, ["--out", out], work).code).toBe(2);
  expect(readdirSync(out)).toEqual(["events.log"]);
  expect(readFileSync(join(out, "events.log"), "utf8")).toBe("earlier");
});

test.each([
  ["matches.json", READ_OTHER, 1],
  ["matches.json", READ_SECRET, 10],
  ["events.log", logBytes(), 1],
])(
  "a %s that cannot be written is told, and is exit code 1 if nothing worse is due",
  (name, recorded, expected) => {
    const work = folder();
    const out = join(work, "out");
    mkdirSync(join(out, name), { recursive: true });
    const { code, stdout, stderr } = replay(write(work, "recorded", recorded), ["--out", out], work);
    expect(code).toBe(expected);
    expect(stdout).toContain("Coverage: ");
    expect(stderr).toMatch(new RegExp(`^${join(out, name)} was not written(?: whole)?: EISDIR`));
    if (name === "events.log") expect(readMatches(out)).toMatchObject({ result: "passed" });
  },
);

test("a link in the place of matches.json is replaced, and what it leads to is not written over", () => {
  const work = folder();
  const out = join(work, "out");
  mkdirSync(out);
  const theirs = write(work, "theirs", "theirs");
  symlinkSync(theirs, join(out, "matches.json"));
  expect(replay(write(work, "events.jsonl", READ_OTHER), ["--out", out], work).code).toBe(0);
  expect(readFileSync(theirs, "utf8")).toBe("theirs");
  expect(readMatches(out)).toMatchObject({ result: "passed" });
});

test("an output that is full costs the text, not the files nor the exit code of a detection", () => {
  for (const [events, expected] of [
    [READ_SECRET, 10],
    [READ_OTHER, 1],
  ] as const) {
    const work = folder();
    const full = openSync("/dev/full", "w");
    const out = join(work, "out");
    const path = write(work, "events.jsonl", events);
    const { code, stderr } = replay(path, ["--out", out], work, { stdio: ["ignore", full, "pipe"] });
    closeSync(full);
    expect(stderr).toContain("The report was not printed: ENOSPC");
    expect(code).toBe(expected);
    expect(existsSync(join(out, "matches.json"))).toBe(true);
  }
});

test("a folder for the files that cannot be made is exit code 2 before anything runs, also below /proc", () => {
  const work = folder();
  const mark = join(work, "ran");
  for (const out of ["/proc/nowhere/out", write(work, "file", ""), join(work, "file/below")]) {
    const { code, stderr } = runwarden([
      "run",
      "--no-baseline",
      "--rules",
      write(work, "r.yaml", SECRET_READ),
      "--out",
      out,
      "--",
      "touch",
      mark,
    ]);
    expect(stderr).toContain(`Cannot write to ${out}: `);
    expect(code).toBe(2);
  }
  expect(existsSync(mark)).toBe(false);
});

test("without --out nothing is needed of the temporary folder", () => {
  const work = folder();
  const rules = write(work, "r.yaml", SECRET_READ);
  const env = { ...process.env, TMPDIR: "/proc/nowhere" };
  const { code } = runwarden(["run", "--no-baseline", "--rules", rules, "--", "true"], { env });
  expect(code).toBe(0);
});
