import { describe, expect, test } from "vitest";
import { checkCondition } from "../../src/cel/check.ts";
import { runAlone } from "../../src/cel/kind-rules.ts";
import { eventNames } from "../../src/cel/names.ts";
import { planRule } from "../../src/cel/plan-rule.ts";
import { printTree } from "../../src/cel/print.ts";
import { boolValue, eventBindings } from "../../src/cel/value.ts";
import { eventOf } from "../rules/events.ts";

const LISTS = new Map([
  ["flags", ["-F", "-D"]],
  ["small", ["-f"]],
]);
const CONTEXT = { language: "event", names: eventNames("process_exec", LISTS) } as const;

const event = eventOf({
  event_type: "process_exec",
  process: {
    exec_path: "/usr/bin/Curl",
    argv: ["Curl", "-F", "File=@X", "\udcff", "e\u0301"],
    ancestors: [{ exec_path: "/bin/sh", argv: ["sh", "-C", "X"] }],
  },
});

/** What a condition comes to for the event, by its plan and by its tree, which must agree; and what is wrong with it. */
function told(condition: string): boolean | string {
  const checked = checkCondition(condition, CONTEXT);
  if (!("tree" in checked))
    return checked.faults.map(({ offset, message }) => `${offset} ${message}`).join("; ");
  const again = checkCondition(printTree(checked.tree), CONTEXT);
  expect("tree" in again && printTree(again.tree)).toBe(printTree(checked.tree));
  const value = boolValue(checked.tree, eventBindings(event));
  expect(runAlone(planRule(checked.tree, []))(event)).toBe(value);
  return value;
}

test.each([
  // The same of argv is true of either.
  ['"-f" in process.argv', true],
  ['"-F" in process.exact_argv', true],
  ['"-f" in process.exact_argv', false],
  ['process.exact_argv.exists(a, a == "-F")', true],
  ['process.exact_argv.exists(a, a == "-f")', false],
  ['process.exact_argv.exists(a, "-F" == a)', true],
  ['process.exact_argv.exists(a, a.startsWith("File"))', true],
  ['process.exact_argv.exists(a, a.startsWith("file"))', false],
  ['process.exact_argv.exists(a, a.contains("@X") && a.endsWith("X"))', true],
  ['process.exact_argv.exists(a, "-Fx".startsWith(a))', true],
  ['process.exact_argv.exists(a, "-fx".startsWith(a))', false],
  ['process.exact_argv.exists(a, a in ["-F", "-D"])', true],
  ['process.exact_argv.exists(a, a in ["-f", "-d"])', false],
  ["process.exact_argv.exists(a, a in list.flags)", true],
  ["process.exact_argv.exists(a, a in list.small)", false],
  ["process.exact_argv.exists(a, list.flags.exists(f, a == f))", true],
  ["process.exact_argv.exists(a, list.small.exists(f, a == f))", false],
  ["list.flags.exists(f, process.exact_argv.exists(a, a.startsWith(f)))", true],
  ['["-F", "x"].exists(f, f in process.exact_argv)', true],
  ['["-f", "x"].exists(f, f in process.exact_argv)', false],
  ["list.small.exists(f, f in process.exact_argv)", false],
  ["list.small.exists(f, f in process.argv)", true],
  // What is inside each other, and hides what is outside.
  ['["-F"].exists(f, [f, "x"].exists(g, g in process.exact_argv))', true],
  ['["-f"].exists(f, [f, "x"].exists(g, g in process.exact_argv))', false],
  ['["X"].exists(f, ["-F"].exists(f, f in process.exact_argv) && process.exec_path.contains(f))', false],
  ['["URL"].exists(f, ["-F"].exists(f, f in process.exact_argv) && process.exec_path.contains(f))', true],
  ['process.exact_argv.exists(a, a == (process.exec_path == "/usr/bin/curl" ? "-F" : "-G"))', true],
  ['process.exact_argv.exists(a, (is_memfd ? "x" : a) == "-F")', true],
  ['process.exact_argv.exists(a, [a, "x"].exists(b, b == "File=@X"))', true],
  ['process.exact_argv.exists(a, a < "D")', true],
  ['process.exact_argv == ["Curl", "-F", "File=@X", "\\ufffd", "é"]', true],
  ['process.exact_argv == ["curl", "-f", "file=@x", "\\ufffd", "é"]', false],
  ["process.exact_argv != []", true],
  ["process.exact_argv == list.flags", false],
  ["process.exact_argv.exists(a, process.ancestors.exists(p, p.exact_argv.exists(b, a == b)))", false],
  ['process.ancestors.exists(p, "-C" in p.exact_argv)', true],
  ['process.ancestors.exists(p, "-c" in p.exact_argv)', false],
  ['process.ancestors.exists(p, "-c" in p.argv)', true],
  // Of two parts of one condition each has its own.
  ['"-F" in process.exact_argv && "-F" in process.argv && "CURL" in process.argv', true],
  ['"-f" in process.exact_argv || "-f" in process.argv', true],
])("%s: %j", (condition, wanted) => {
  expect(told(condition)).toBe(wanted);
});

const REMEDY = "compare it with a text in quotes or a list, or write argv in the place of exact_argv";

describe("what is folded is never compared with what keeps its case", () => {
  test.each([
    [
      "process.exact_argv.exists(a, a == process.exec_path)",
      `34 a keeps upper and lower case, and process.exec_path does not; ${REMEDY}`,
    ],
    [
      "process.exec_path in process.exact_argv",
      `0 process.exact_argv keeps upper and lower case, and process.exec_path does not; ${REMEDY}`,
    ],
    [
      "process.exact_argv == process.argv",
      `22 process.exact_argv keeps upper and lower case, and process.argv does not; ${REMEDY}`,
    ],
    [
      "process.exact_argv.exists(a, a in process.argv)",
      `34 a keeps upper and lower case, and process.argv does not; ${REMEDY}`,
    ],
    [
      "process.exact_argv.exists(a, process.argv.exists(b, b.contains(a)))",
      `52 a keeps upper and lower case, and b does not; ${REMEDY}`,
    ],
    [
      'process.exact_argv.exists(a, (is_memfd ? a : process.exec_path) == "x")',
      `45 a keeps upper and lower case, and process.exec_path does not; ${REMEDY}`,
    ],
    [
      'process.exact_argv.exists(a, "x" in [a, process.exec_path])',
      `40 a keeps upper and lower case, and process.exec_path does not; ${REMEDY}`,
    ],
    [
      "process.exact_argv.exists(a, [process.exec_path].exists(b, a < b))",
      `63 a keeps upper and lower case, and b does not; ${REMEDY}`,
    ],
    [
      "list.flags.exists(f, f in process.exact_argv && process.exec_path.endsWith(f))",
      '0 "f" is compared with what keeps upper and lower case, and with what does not; write an exists for each',
    ],
  ])("%s", (condition, fault) => {
    expect(told(condition)).toBe(fault);
  });
});

test("a variable that only hides another one of its name is not taken for it", () => {
  expect(told('process.argv.exists(f, [f].exists(f, f == "-f")) && "-F" in process.exact_argv')).toBe(true);
  expect(told("process.argv.exists(f, [f].exists(f, f in process.exact_argv))")).toBe(
    `37 process.exact_argv keeps upper and lower case, and f does not; ${REMEDY}`,
  );
});
