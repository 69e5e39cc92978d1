import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderFrozenJob } from "../../src/watch/frozen.ts";
import { REPORT_NAMES } from "../artifact-names.ts";
import { JOB, log, RECORDS, record, START, startText, TRAILER, trailerText, walk } from "../log/log-bytes.ts";
import { CLI, execute, folder, readMatches, runwarden, SECRET_READ, write } from "./command.ts";

const FILES = [...REPORT_NAMES, "events.log"];

/** The log of a job that reads a secret, guarded by these rules. */
function logBytes(rules = SECRET_READ, settings = {}): Buffer {
  const source = { name: "rules.yaml", text: rules, origin: "project" } as const;
  const job = renderFrozenJob({
    startedBy: "pre",
    context: { ref: "refs/heads/main" },
    rules: [source],
    settings,
  });
  const opened = record("file_open", { pid: 7, startNs: 7e7, strings: { path: walk("/x/secret") } });
  return log([START, startText()], [JOB, job], [RECORDS, opened], [TRAILER, trailerText({ file_open: 1 })]);
}

function report(bytes: Buffer, args: readonly string[] = []) {
  const work = folder();
  const out = join(work, "out");
  return { out, ...runwarden(["report", "--out", out, ...args, write(work, "events.log", bytes)]) };
}

test("a report is made by the rules in the log, in all its files, and tells where they are", () => {
  const { out, code, stdout } = report(logBytes());
  expect(code).toBe(10);
  expect(stdout).toContain("detect t/one/r: 1 match\n");
  expect(stdout).toContain(`\nRunwarden: wrote ${FILES.join(", ")} to ${out}\n`);
  expect(readMatches(out)).toMatchObject({
    result: "detected",
    job: { context: { ref: "refs/heads/main" } },
    rules: [{ ruleset_id: "t/one", total_count: 1 }],
  });
  expect(readFileSync(join(out, "events.log"))).toEqual(logBytes());
  expect(readdirSync(out).sort()).toEqual(FILES.toSorted());
});

test("the settings in the log count as well", () => {
  const { out } = report(logBytes(SECRET_READ.replace("detect", "terminate"), { monitor_mode: true }));
  expect(readMatches(out)).toMatchObject({ result: "detected" });
});

test("rules that are given are used instead, as in replay", () => {
  const rules = write(folder(), "rules.yaml", SECRET_READ.replace("/secret", "/other"));
  const { code, out } = report(logBytes(), ["--no-baseline", "--rules", rules]);
  expect(code).toBe(0);
  expect(readMatches(out)).toMatchObject({ result: "passed", rules: [] });
});

test("a log without rules has not passed: it is said, and by which it can be judged, as exit code 2", () => {
  const { code, stdout, stderr, out } = report(logBytes("rule_sets: []\n"));
  expect([code, stderr]).toEqual([2, ""]);
  expect(stdout).toMatch(
    /^⚠️ Runwarden: nothing was judged\nThere was no rule, .* --baseline on for the command line\)\.\n/,
  );
  expect(readdirSync(out).sort()).toEqual(FILES.toSorted());
  expect(report(logBytes("rule_sets: []\n"), ["--baseline", "on"]).code).toBe(0);
  const told = report(logBytes("rule_sets: []\n"), ["--json"]);
  expect([told.code, JSON.parse(told.stdout)]).toMatchObject([
    2,
    {
      exit_code: 2,
      exit_code_of: "runwarden",
      reasons: [{ code: "unjudged", sentence: "No rule judged the log." }],
    },
  ]);
  const replayed = runwarden(["replay", "--no-baseline", write(folder(), "events.log", logBytes())]);
  expect([replayed.code, replayed.stdout.split("\n")[0]]).toEqual([2, "⚠️ Runwarden: nothing was judged"]);
});

test("where all rules are for other repositories nothing was judged either, and nobody has to mend that", () => {
  const elsewhere = `${SECRET_READ}        target: {include: [{provider_host: github.com, path: acme/other/}]}\n`;
  const settings = { provider_host: "github.com", project_path: "acme/prod" };
  const { code, stdout } = report(logBytes(elsewhere, settings));
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^⚠️ Runwarden: nothing was judged\nAll rules that were given are disabled, or for other repositories, so /,
  );
});

test("a log whose rules were changed is not believed", () => {
  const changed = Buffer.from(logBytes().toString("latin1").replace("/secret", "/Secret"), "latin1");
  const lost = log([START, startText()], [JOB, "{}"], [TRAILER, trailerText()]);
  for (const bytes of [changed, lost]) expect(report(bytes).code).toBe(11);
});

test("events in JSON have no rules, so they are exit code 2, with what to do", () => {
  const { code, stderr, out } = report(Buffer.from('{"event_type":"domain"}\n'));
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /is no event log, so it has no rules; 'runwarden replay --out DIR' judges events in JSON\n$/,
  );
  expect(() => readdirSync(out)).toThrow("ENOENT");
});

test("with --json the only line on standard output says all: exit code, reasons, files and matches", () => {
  const { out, code, stdout, stderr } = report(logBytes(), ["--json"]);
  expect([code, stderr]).toEqual([10, ""]);
  expect(stdout.split("\n").length).toBe(2);
  const { matches, ...result } = JSON.parse(stdout);
  expect(result).toEqual({
    schema: "runwarden/result/v1",
    exit_code: 10,
    exit_code_of: "runwarden",
    reasons: [{ code: "detected", sentence: "1 rule matched (fail-on-detect)." }],
    files: FILES.map((name) => join(out, name)),
    failures: [],
  });
  expect(matches).toEqual(readMatches(out));
});

test("a result that could not be printed is exit code 1 where none is due, and is told", () => {
  for (const [text, expected] of [
    [SECRET_READ, 10],
    [SECRET_READ.replace("/secret", "/other"), 1],
  ] as const) {
    const work = folder();
    const path = write(work, "events.log", logBytes(text));
    const { code, stderr } = execute("bash", [
      "-c",
      '"$0" "$1" report --json --out "$2" "$3" > /dev/full',
      process.execPath,
      CLI,
      join(work, "out"),
      path,
    ]);
    expect(stderr).toContain("The report was not printed: ENOSPC");
    expect(code).toBe(expected);
  }
});

/** What a command prints to a terminal (script(1) gives it one), with these variables. */
function onTerminal(env: Readonly<Record<string, string>>): string {
  const work = folder();
  const path = write(work, "events.log", logBytes());
  const line = `'${process.execPath}' '${CLI}' report --out '${work}/out' '${path}'`;
  const { PATH = "" } = process.env;
  return execute("script", ["-qec", line, "/dev/null"], { env: { PATH, TERM: "xterm", ...env } }).stdout;
}

test("a terminal has colours, unless NO_COLOR says no, and FORCE_COLOR has them elsewhere too", () => {
  expect(onTerminal({})).toContain("\u001b[31m");
  expect(onTerminal({ NO_COLOR: "1" })).not.toContain("\u001b");
  expect(onTerminal({ TERM: "dumb" })).not.toContain("\u001b");
  expect(report(logBytes()).stdout).not.toContain("\u001b");
  const work = folder();
  const path = write(work, "events.log", logBytes());
  const forced = (FORCE_COLOR: string) =>
    runwarden(["report", "--out", join(work, "out"), path], { env: { ...process.env, FORCE_COLOR } }).stdout;
  expect(forced("1")).toContain("\u001b[31m");
  expect(forced("0")).not.toContain("\u001b");
});
