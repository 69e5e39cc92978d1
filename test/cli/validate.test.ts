import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MAX_FILE_BYTES } from "../../src/rules/source.ts";
import { folder, runwarden, SECRET_READ, write } from "./command.ts";

const MISSPELT = SECRET_READ.replace("is_read", "is_reed");
const FAULT = 'unknown-name: unknown field "is_reed": did you mean "is_read"?';

/** Validates files of one folder, with the folder as the working directory. */
function validate(files: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const work = folder();
  for (const [name, text] of Object.entries(files)) write(work, name, text);
  return runwarden(["validate", ...args, ...Object.keys(files)], { cwd: work });
}

test("a person is shown the line, the place in it and what was meant; warnings and faults of all files at once", () => {
  const { code, stdout, stderr } = validate({
    "a.yaml": MISSPELT,
    "b.yaml": SECRET_READ.replace("t/one", "t/two").replace("detect", "detekt\n        max_alerts: 500"),
    "c.yaml": SECRET_READ.replace("t/one", "t/three").replace("detect", "detect\n        max_alerts: 500"),
  });
  expect(code).toBe(2);
  expect(stderr).toBe(`a.yaml:6:20: ${FAULT}
  6 |         condition: is_reed && path.endsWith("/secret")
    |                    ^
b.yaml:7:17: wrong-value: unknown action "detekt": did you mean "detect"?
  7 |         action: detekt
    |                 ^
`);
  expect(stdout).toContain("warning: c.yaml:4:18: max_alerts_out_of_range: t/three/r: max_alerts is 500");
});

test("--format json gives one object with the places of all faults and warnings", () => {
  const { code, stdout, stderr } = validate(
    {
      "a.yaml": MISSPELT,
      "b.yaml": SECRET_READ.replace("t/one", "t/two").replace("detect", "detect\n        max_alerts: 500"),
    },
    ["--format", "json"],
  );
  expect(code).toBe(2);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({
    faults: [
      {
        file: "a.yaml",
        line: 6,
        column: 20,
        code: "unknown-name",
        message: 'unknown field "is_reed": did you mean "is_read"?',
      },
    ],
    warnings: [
      {
        file: "b.yaml",
        line: 4,
        column: 18,
        kind: "max_alerts_out_of_range",
        message: "t/two/r: max_alerts is 500, and at most 100 matches are kept; it keeps the default, 10",
      },
    ],
  });
});

test("--format json of right files is exit code 0 and two empty lists", () => {
  expect(validate({ "a.yaml": SECRET_READ }, ["--format", "json"])).toEqual({
    code: 0,
    stdout: '{"faults":[],"warnings":[]}\n',
    stderr: "",
  });
});

test("--format github makes annotations, escaped", () => {
  const { code, stdout } = validate(
    {
      "a,b.yaml": SECRET_READ.replace("r\n", "50%\n").replace("t/one", "t/two"),
      "c.yaml": SECRET_READ.replace("detect", "detect\n        target: {include: [{path: acme/prod}]}"),
    },
    ["--format=github"],
  );
  expect(code).toBe(2);
  expect(stdout).toBe(
    `::error title=Runwarden%3A invalid-id,file=a%2Cb.yaml,line=4,col=18::rule_id must be letters, digits and _, and not begin with a digit, not "50%25"
::warning title=Runwarden%3A target_prefix_inside_name,file=c.yaml,line=8,col=35::the path "acme/prod" is a prefix, and so it covers "acme/prod-legacy" too; for acme/prod alone, write "acme/prod/"
`,
  );
});

test("--format github of right files is a line for the log", () => {
  expect(validate({ "a.yaml": SECRET_READ }, ["--format", "github"])).toEqual({
    code: 0,
    stdout: "1 rule in 1 file is right\n",
    stderr: "",
  });
});

test("of each rule that terminates it is said where that is decided", () => {
  const rules = `rule_sets:
  - ruleset_id: t/one
    rules:
      - {rule_id: whole, event_type: file_open, condition: is_read && path.endsWith("/secret"), action: terminate}
      - {rule_id: part, event_type: file_open, condition: path == "/a" || path.contains("b"), action: terminate}
      - {rule_id: sent, event_type: network_connect, condition: remote_port == 9, action: terminate}
      - {rule_id: judged, event_type: process_exec, condition: 'process.argv.exists(a, a == "-c")', action: terminate}
      - {rule_id: told, event_type: file_open, condition: is_read, action: detect}
`;
  expect(validate({ "a.yaml": rules }).stdout).toBe(`t/one/whole: denied or killed in the kernel
t/one/part: in part denied or killed in the kernel; the judge is needed for path.contains("b")
t/one/sent: denied in the kernel
t/one/judged: killed by the judge; the judge is needed for process.argv.exists(…)
5 rules in 1 file are right
`);
  expect(JSON.parse(validate({ "a.yaml": rules }, ["--format", "json"]).stdout)).toMatchObject({
    terminating: [
      { ruleset_id: "t/one", rule_id: "whole", ended_by: "kernel", denied: "where_possible", left: [] },
      { rule_id: "part", ended_by: "part", denied: "where_possible" },
      { rule_id: "sent", ended_by: "kernel", denied: "always" },
      { rule_id: "judged", ended_by: "judge", denied: "never" },
    ],
  });
});

test("an unknown format is exit code 2 and says which there are", () => {
  const { code, stderr } = validate({ "a.yaml": SECRET_READ }, ["--format", "xml"]);
  expect(code).toBe(2);
  expect(stderr).toContain("--format is text, json or github, not 'xml'");
});

test("modifiers of the rules that come with Runwarden are checked against them, unless --no-baseline says not to", () => {
  const modifier = (exceptions: string) => `rule_modifiers:
  - modifier_id: m
    targets: [{ruleset_id: runwarden/credential-access, rule_id: process_memory_read}]
    add_exceptions: ${exceptions}
`;
  expect(validate({ "m.yaml": modifier("process.exec_path == '/x'") })).toEqual({
    code: 0,
    stdout: "0 rules and 1 modifier in 1 file are right\n",
    stderr: "",
  });
  expect(validate({ "m.yaml": modifier("remote_port == 1") }).stderr).toContain("m.yaml:4:21: unknown-name");
  expect(validate({ "m.yaml": modifier("is_read") }, ["--no-baseline"]).stdout).toContain(
    'warning: m.yaml:3:15: modifier_target_not_found: there is no rule set "runwarden/credential-access"',
  );
});

test("rules for any job are checked, whatever their target", () => {
  const rules = SECRET_READ.replace("detect", "detect\n        target: {include: [{path: nobody/}]}");
  expect(validate({ "a.yaml": rules }).stdout).toBe("1 rule in 1 file is right\n");
  expect(validate({ "a.yaml": rules.replace("is_read", "is_reed") }).code).toBe(2);
});

/** Each in a job's worst case too: nothing here may take long or show a stack trace. */
const condition = (text: string) => SECRET_READ.replace(/condition: .*/, () => `condition: ${text}`);
test.each<[string, string | Uint8Array, string]>([
  ["YAML that is wrong", "rule_sets: [\n", "yaml-syntax"],
  ["a file of 4 MiB and 1", "#".repeat(MAX_FILE_BYTES + 1), "file-too-large"],
  ["4 MiB of brackets", "[".repeat(MAX_FILE_BYTES), "yaml-nesting"],
  ["4 MiB of dashes", "- ".repeat(MAX_FILE_BYTES / 2), "yaml-nesting"],
  ["an alias bomb", bomb(), "yaml-alias"],
  ["a binary file", Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0xff, 0x00), "file-not-utf8"],
  ["zeros", new Uint8Array(1000), "file-binary"],
  ["an empty file", "", "document-empty"],
  ["a file of spaces and comments", "  \n# nothing\n", "document-empty"],
  [
    "a condition of 251 brackets",
    condition(`${"(".repeat(251)}is_read${")".repeat(251)}`),
    "condition-nesting",
  ],
  ["100 kB of brackets", condition(`'${"(".repeat(100_000)}'`), "condition-nesting"],
  ["100 kB of negations", condition(`'${"!".repeat(100_000)}is_read'`), "condition-nesting"],
  [
    "100 kB of one wrong name after the other",
    condition(`"${"nope || ".repeat(12_500)}is_read"`),
    "unknown-name",
  ],
])("%s is exit code 2 with its place and code, in under 5 s", (_what, content, expected) => {
  const work = folder();
  const path = write(work, "rules.yaml", content);
  const began = performance.now();
  const { code, stderr } = runwarden(["validate", path]);
  expect(performance.now() - began).toBeLessThan(5000);
  expect(code).toBe(2);
  expect(stderr.split("\n")[0]).toMatch(new RegExp(`^${path}:\\d+:\\d+: ${expected}: `));
  expect(stderr).not.toMatch(/^ {4}at /m);
});

test("a right condition of 100 kB is right", () => {
  const long = Array.from({ length: 4000 }, (_, index) => `path == "/some/path/${index}"`).join(" || ");
  expect(long.length).toBeGreaterThan(100_000);
  expect(validate({ "a.yaml": condition(`'${long}'`) })).toMatchObject({ code: 0, stderr: "" });
});

test("a folder without rules, and paths that are no rule files, are exit code 2, all at once", () => {
  const work = folder();
  mkdirSync(join(work, "none"));
  writeFileSync(join(work, "none/notes.txt"), "rule_sets: []");
  const args = ["validate", "none", "none/notes.txt", "missing.yaml"];
  const { code, stderr } = runwarden(args, { cwd: work });
  expect(code).toBe(2);
  expect(stderr.trim().split("\n")).toEqual([
    "none:1:1: folder-empty: the folder has no .yaml or .yml file",
    "none/notes.txt:1:1: file-extension: the name of a rule file ends in .yaml or .yml",
    expect.stringMatching(/^missing\.yaml:1:1: file-unreadable: cannot be read: ENOENT/),
  ]);
});

function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const below = level === 0 ? '"x"' : `*l${level - 1}`;
    return `l${level}: &l${level} [${Array.from({ length: 9 }, () => below).join(", ")}]`;
  });
  return `${levels.join("\n")}\nrule_sets: *l8\n`;
}
