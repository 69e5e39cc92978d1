import { expect, test } from "vitest";
import { faultText, leftOutLines, warningLine } from "../../src/report/fault-text.ts";

const fault = (lineText: string | undefined, column: number) =>
  faultText({
    file: "a.yaml",
    line: 12,
    column,
    code: "unknown-name",
    message: 'unknown field "is_reed"',
    lineText,
  }).split("\n");

test("a fault is one line for programs, then its line with a caret below the place", () => {
  expect(fault("    condition: is_reed && x\r", 16)).toEqual([
    'a.yaml:12:16: unknown-name: unknown field "is_reed"',
    "  12 |     condition: is_reed && x",
    "     |                ^",
  ]);
});

test("without the line, where the file could not be read, it is the first one alone", () => {
  expect(fault(undefined, 1)).toEqual(['a.yaml:12:1: unknown-name: unknown field "is_reed"']);
});

test("the caret is right below tabs, and below what is shown escaped", () => {
  expect(fault("\t\tx: \u202e!", 7).slice(1)).toEqual(["  12 |   x: \\u{202e}!", "     |              ^"]);
});

test("at the end of a line it stands behind it", () => {
  expect(fault("a:", 3).slice(1)).toEqual(["  12 | a:", "     |   ^"]);
});

test("of a long line the part around the place is shown", () => {
  const [, line = "", caret = ""] = fault(`${"a".repeat(5000)}!${"b".repeat(100_000)}`, 5001);
  expect(line).toBe(`  12 | ${"a".repeat(60)}!${"b".repeat(59)}`);
  expect(caret.indexOf("^")).toBe(line.indexOf("!"));
});

test("a warning about a place of a file starts with it, as a fault does", () => {
  const warning = { kind: "max_alerts_out_of_range", message: "too many" };
  expect(warningLine({ ...warning, file: "a.yaml", line: 3, column: 9 })).toBe(
    "a.yaml:3:9: max_alerts_out_of_range: too many",
  );
  expect(warningLine(warning)).toBe("max_alerts_out_of_range: too many");
});

test("of the warnings at the start of a watch only files that were left out are told, escaped", () => {
  const place = { file: "rules/a.yaml", line: 1, column: 1 };
  const warnings = [
    { ...place, kind: "file_left_out", message: "not read: \u001b[2Jx" },
    { ...place, kind: "duplicate_modifier_id", message: "m" },
  ] as const;
  expect(leftOutLines(warnings)).toEqual(["rules/a.yaml:1:1: file_left_out: not read: \\x1b[2Jx"]);
});
