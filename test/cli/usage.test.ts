import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, runwarden, SECRET_READ, write } from "./command.ts";

test.each([
  [[], "there is no command"],
  [["guard"], "'guard' is no command"],
  [["run", "true"], "'run' needs '--'"],
  [["run", "--"], "there is no command behind '--'"],
  [["run", "x", "--", "true"], "'run' does not know what 'x' is for"],
  [["run", "--rulez", "x", "--", "true"], "--rulez"],
  [["run", "--scope", "all", "--", "true"], "--scope is job or machine, not 'all'"],
  [["run", "--on-terminate", "no", "--", "true"], "--on-terminate is terminate or report, not 'no'"],
  [["run", "--max-log-mib", "0", "--", "true"], "--max-log-mib is a whole number from 1 to 1048576, not '0'"],
  [
    ["run", "--max-log-mib", "1G", "--", "true"],
    "--max-log-mib is a whole number from 1 to 1048576, not '1G'",
  ],
  [["run", "--egress", "deny", "--", "true"], "--egress is off, audit or block, not 'deny'"],
  [["run", "--egress", "block", "--allow", "*", "--", "true"], '--allow: "*": this would allow every host'],
  [
    ["run", "--allow", "a.example:0", "--allow", "https://b.example", "--", "true"],
    '--allow: "a.example:0": "0" is no port; a port is a number from 1 to 65535, or * for every one\n--allow: "https://b.example"',
  ],
  [["replay", "--allow", "*", "a"], '--allow: "*": this would allow every host'],
  [["report", "--allow", "*", "--out", "x", "a"], '--allow: "*": this would allow every host'],
  [["replay", "--egress", "audit", "a"], "Unknown option '--egress'"],
  [["replay", "--baseline", "quiet", "a"], "--baseline is off, collect or on, not 'quiet'"],
  [["run", "--baseline", "on", "--no-baseline", "--", "true"], "--no-baseline and --baseline say the same"],
  [["replay", "--scope", "job", "a"], "--scope"],
  [["replay"], "'replay' takes one LOG"],
  [["replay", "a", "b"], "'replay' takes one LOG"],
  [["events"], "'events' takes one LOG"],
  [["events", "--all"], "Unknown option '--all'"],
  [["events", "--kind", "file_opne", "a"], `there is no kind 'file_opne': did you mean "file_open"?`],
  [["events", "--under", "0", "a"], "--under is the number of a process, not '0'"],
  [["events", "--since", "noon", "a"], "--since is a time as 2026-11-24T22:56:12.123Z, or of the day"],
  [["events", "--until", "25:00", "a"], "--until is a time as"],
  [["events", "--format", "csv", "a"], "--format is jsonl or table, not 'csv'"],
  [["events", "--lineage", "all", "a"], "--lineage is each, once or none, not 'all'"],
  [["events", "--lineage", "once", "--format", "table", "a"], "--lineage is for --format jsonl"],
  [["events", "--rules", "x", "a"], "--rules and --no-baseline say where --rule is to be found"],
  [["report"], "'report' takes one LOG"],
  [["report", "a"], "'report' needs --out DIR: it makes files"],
  [["validate"], "'validate' takes one PATH or more"],
  [["learn"], "'learn' takes one JOB or more"],
  [["explain", "a"], "'explain' takes one EVENT and one RULE"],
])("%j is exit code 2 with what is wrong and how it should be", (args, message) => {
  const { code, stdout, stderr } = runwarden(args);
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain(message);
  expect(stderr).toContain("usage:");
});

test("help is no error", () => {
  const { code, stdout } = runwarden(["--help"]);
  expect(code).toBe(0);
  expect(stdout).toContain("usage:");
});

const COMMANDS = {
  run: [
    "--rules PATH",
    "--no-baseline",
    "--baseline off|collect|on",
    "--config FILE",
    "--out DIR",
    "--no-fail-on-loss",
    "--json",
    "--egress off|audit|block",
    "--allow ENTRY",
    "--on-terminate terminate|report",
    "--on-detect report|lockdown|terminate",
    "--protect on|report",
    "--scope job|machine",
    "--max-log-mib N",
  ],
  replay: [
    "--rules PATH",
    "--no-baseline",
    "--baseline off|collect|on",
    "--config FILE",
    "--out DIR",
    "--no-fail-on-loss",
    "--json",
    "--allow ENTRY",
    "--verbose",
  ],
  report: [
    "--rules PATH",
    "--no-baseline",
    "--baseline off|collect|on",
    "--config FILE",
    "--out DIR",
    "--no-fail-on-loss",
    "--json",
    "--allow ENTRY",
  ],
  export: [
    "--otlp-endpoint URL",
    "--otlp-header KEY=VALUE",
    "--events matches|all",
    "--rules PATH",
    "--no-baseline",
    "--baseline off|collect|on",
    "--config FILE",
  ],
  events: [
    "--kind KIND",
    "--rule ID",
    "--under PID",
    "--step TEXT",
    "--path GLOB",
    "--since TIME",
    "--until TIME",
    "--format jsonl|table",
    "--lineage each|once|none",
    "--rules PATH",
    "--no-baseline",
    "--unmasked",
  ],
  validate: ["--no-baseline", "--format text|json|github"],
  test: ["--rules PATH", "--no-baseline"],
  explain: ["--rules PATH", "--no-baseline", "--event N"],
  learn: ["--rules PATH", "--no-baseline", "--out FILE"],
};

test.each(Object.entries(COMMANDS))(
  "help for %s tells all that it takes, and nothing else",
  (command, options) => {
    for (const asking of ["--help", "-h"]) {
      const { code, stdout, stderr } = runwarden([command, "x", asking]);
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(new RegExp(`^usage:\n  runwarden ${command} `));
      const [, told = ""] = stdout.split("\noptions:\n");
      const names = [...told.matchAll(/^ {2}(--\S+(?: \S+)?)/gm)].map(([, name]) => name);
      expect(names).toEqual([...options, "--help", "--version"]);
      expect(told).toMatch(/\n\nexit codes:\n {2,3}0 /);
      // Told as a whole, it is the same.
      expect(runwarden(["--help"]).stdout).toContain(stdout.slice("usage:\n".length, stdout.indexOf("\n\n")));
    }
  },
);

test("what stands behind '--' is for the command that is guarded", () => {
  for (const asking of ["--help", "--version"]) {
    const { code, stdout, stderr } = runwarden(["run", "--scope", "all", "--", "true", asking]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("--scope is job or machine, not 'all'");
    expect(stderr).toContain("  runwarden run ");
    expect(stderr).not.toContain("  runwarden replay ");
  }
});

test("no command has no help of its own", () => {
  const { code, stderr } = runwarden(["guard", "--help"]);
  expect(code).toBe(2);
  expect(stderr).toContain("'guard' is no command");
});

test("the version is that of the package", () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const asked = [["--version"], ...Object.keys(COMMANDS).map((command) => [command, "--version"])];
  for (const args of asked) expect(runwarden(args)).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

test("an option that a command does nothing without stands in its usage without brackets", () => {
  expect(runwarden(["report", "--help"]).stdout).toMatch(/ --out DIR /);
  expect(runwarden(["report", "--help"]).stdout).not.toContain("[--out DIR]");
  expect(runwarden(["export", "--help"]).stdout).toContain("  runwarden export --otlp-endpoint URL [");
  expect(runwarden(["replay", "--help"]).stdout).toContain("[--out DIR]");
});

test("validate counts right rules, and gives one line for each fault of all files", () => {
  const work = folder();
  const right = write(work, "right.yaml", SECRET_READ);
  expect(runwarden(["validate", right])).toEqual({
    code: 0,
    stdout: "1 rule in 1 file is right\n",
    stderr: "",
  });
  write(work, "wrong.yaml", SECRET_READ.replace("t/one", "t/two").replace("is_read", "is_reed"));
  write(work, "worse.yaml", SECRET_READ.replace("t/one", "t/three").replace("action", "acton"));
  const { code, stdout, stderr } = runwarden(["validate", work]);
  expect(code).toBe(2);
  expect(stdout).toBe("");
  const lines = stderr.trim().split("\n");
  expect(lines.some((line) => line.startsWith(`${join(work, "wrong.yaml")}:6:20: unknown-name: `))).toBe(
    true,
  );
  expect(lines.some((line) => line.startsWith(`${join(work, "worse.yaml")}:7:9: unknown-key: `))).toBe(true);
});

test("a log that is no log is exit code 2", () => {
  const { code, stderr } = runwarden(["events", write(folder(), "events.log", "something else")]);
  expect(code).toBe(2);
  expect(stderr).toContain("This is no event log");
});
