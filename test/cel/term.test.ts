import { expect, test } from "vitest";
import { fileOf, load } from "../rules/load-text.ts";

/** What the terms of a condition depend on. */
function subjects(condition: string, eventType = "file_open", more = ""): string[] {
  const [rule] = load(fileOf(condition, eventType, more)).rules;
  if (rule?.type !== "event") throw new Error("the test needs an event rule");
  return rule.terms.map(({ subject }) =>
    subject?.kind === "field" ? subject.name : (subject?.kind ?? "more"),
  );
}

test.each([
  ["path == '/x'", ["path"]],
  ["process.exec_path == '/x' && process.argv.exists(a, a == 'x')", ["process"]],
  [
    "is_read && path == '/x' && process.ancestors.exists(a, true) && path.endsWith('x')",
    ["more", "path", "process"],
  ],
  ["(path == '/x' && (is_read && path.endsWith('x')))", ["path", "more"]],
  ["!(path == '/x' || process.exec_path == '/x')", ["path", "process"]],
  ["path == '/x' || process.exec_path == '/x'", ["more"]],
  ["path == '/x' || path == '/y'", ["path"]],
  ["path == process.exec_path", ["more"]],
  ["process.argv.exists(a, path.endsWith(a))", ["more"]],
  ["list.names.exists(n, path.endsWith(n))", ["path"]],
  ["list.names.exists(n, process.ancestors.exists(a, a.exec_path.endsWith(n)))", ["process"]],
  ["flags == 0", ["more"]],
  ["true", ["more"]],
])("%s is taken apart by what its parts depend on", (condition, expected) => {
  expect(subjects(condition)).toEqual(expected);
});

test("an exception is taken apart too", () => {
  const more = "        exceptions: path == '/y' || process.exec_path == '/x'\n";
  expect(subjects("path == '/x'", "file_open", more)).toEqual(["path", "process"]);
});

test("two fields are two subjects", () => {
  expect(subjects("from_path == '/x' && to_path == '/y'", "file_move")).toEqual(["from_path", "to_path"]);
});
