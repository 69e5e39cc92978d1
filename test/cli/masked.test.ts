import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderFrozenJob } from "../../src/watch/frozen.ts";
import { JOB, log, RECORDS, record, START, startText, TRAILER, trailerText } from "../log/log-bytes.ts";
import { folder, runwarden, write } from "./command.ts";

const EXEC = record("process_exec", {
  pid: 7,
  startNs: 70_000_000,
  strings: { filename: "/usr/bin/curl", argv: "curl\0-u\0me:hunter22\0https://x.io\0" },
});

function events(start: Readonly<Record<string, unknown>> = {}): Buffer {
  return log(
    [START, startText(start)],
    [JOB, renderFrozenJob({ startedBy: "run", context: {}, rules: [], settings: {} })],
    [RECORDS, EXEC],
    [TRAILER, trailerText({ process_exec: 1 })],
  );
}

const RULES = `rule_sets:
  - ruleset_id: t/one
    rules:
      - rule_id: r
        event_type: process_exec
        condition: process.argv.exists(a, a.contains("hunter22"))
        action: detect
`;

test("events prints what is secret only where it is asked to", () => {
  const path = write(folder(), "events.log", events());
  const masked = runwarden(["events", path]);
  expect([masked.code, masked.stderr]).toEqual([0, ""]);
  expect(masked.stdout).toContain('"argv":["curl","-u","me:***","https://x.io"]');
  expect(runwarden(["events", "--unmasked", path]).stdout).toContain('"argv":["curl","-u","me:hunter22",');
});

test("of a log that was masked it is said, for nobody gets back what it has lost", () => {
  const path = write(folder(), "events.log", events({ masked: true }));
  expect(runwarden(["events", "--unmasked", path])).toMatchObject({
    code: 0,
    stderr: `${path}: its secrets were masked before it was handed over\n`,
  });
  expect(runwarden(["replay", path]).stdout).toContain("Log: secrets are masked in it");
});

test("a rule sees what is secret, and neither replay nor explain show it", () => {
  const work = folder();
  const path = write(work, "events.log", events());
  const rules = write(work, "rules.yml", RULES);
  const out = join(work, "out");
  const replayed = runwarden(["replay", "--no-baseline", "--rules", rules, "--out", out, path]);
  expect(replayed.code).toBe(10);
  expect(replayed.stdout).toContain("me:***");
  const explained = runwarden(["explain", "--no-baseline", "--rules", rules, path, "t/one/r"]);
  expect(explained.stdout).toContain('element 3 of 4 is "me:***"');
  // The rule's own text has it.
  const told = readFileSync(join(out, "matches.json"), "utf8") + replayed.stdout + explained.stdout;
  expect(told.replaceAll('contains("hunter22")', "")).not.toContain("hunter22");
  expect(readFileSync(join(out, "events.log"))).toEqual(events());
});
