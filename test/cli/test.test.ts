import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { folder, runwarden, SECRET_READ, write } from "./command.ts";

const TESTS = `rule_tests:
  - rule: t/one/r
    must_match:
      - { event_type: file_open, process: npm > cat, payload: { path: /a/secret, is_read: true } }
    must_not_match:
      - { event_type: file_open, process: npm > cat, payload: { path: /a/secret, is_write: true } }
`;

test("cases that come out as expected are counted", () => {
  const work = folder();
  const rules = write(work, "rules.yaml", SECRET_READ);
  const tests = write(work, "tests.yaml", TESTS);
  expect(runwarden(["test", "--no-baseline", "--rules", rules, tests])).toEqual({
    code: 0,
    stdout: "2 cases of 1 rules, 0 failed\n",
    stderr: "",
  });
});

test("a case that comes out otherwise is a line with its place, and exit code 1", () => {
  const work = folder();
  const rules = write(work, "rules.yaml", SECRET_READ.replace("is_read", "is_write"));
  const tests = write(work, "tests.yaml", TESTS);
  expect(runwarden(["test", "--no-baseline", "--rules", rules, tests])).toEqual({
    code: 1,
    stdout:
      `${tests}:4:9: expected a match of t/one/r: file_open /a/secret by /usr/bin/cat\n` +
      `${tests}:6:9: expected no match of t/one/r: file_open /a/secret by /usr/bin/cat\n` +
      "2 cases of 1 rules, 2 failed\n",
    stderr: "",
  });
});

test("the tests of the baseline pass on the rules that are shipped", () => {
  const tests = fileURLToPath(new URL("../rules/baseline", import.meta.url));
  const { code, stdout } = runwarden(["test", tests]);
  expect(stdout).toMatch(/^\d+ cases of \d+ rules, 0 failed\n$/);
  expect(code).toBe(0);
});

test.each([
  [
    "a rule that there is not",
    TESTS.replace("t/one/r", "t/one/q"),
    ':2:11: unknown-name: there is no rule "t/one/q"',
  ],
  ["a set that there is not", TESTS.replace("t/one", "t/two"), ":2:11: unknown-name: "],
  ["a slip", TESTS.replace("is_write", "is_writ"), ":6:82: unknown-key: "],
  ["no YAML", "a: [", ":1:5: yaml-syntax: "],
])("%s is exit code 2 with its place", (_what, text, expected) => {
  const work = folder();
  const rules = write(work, "rules.yaml", SECRET_READ);
  const tests = write(work, "tests.yaml", text);
  const { code, stdout, stderr } = runwarden(["test", "--no-baseline", "--rules", rules, tests]);
  expect(stderr).toContain(`${tests}${expected}`);
  expect(stdout).toBe("");
  expect(code).toBe(2);
});

test.each([
  [["test"], "'test' takes one PATH or more"],
  [["test", "--out", "x", "y"], "--out"],
])("%j is exit code 2", (args, message) => {
  const { code, stderr } = runwarden(args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
