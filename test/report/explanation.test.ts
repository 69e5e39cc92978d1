import { expect, test } from "vitest";
import { explain } from "../../src/cel/explain.ts";
import { eventBindings } from "../../src/cel/value.ts";
import { explanationLines } from "../../src/report/explanation.ts";
import { treeOf } from "../cel/fields.ts";
import { eventOf } from "../rules/events.ts";

const EVENT = eventOf({
  event_type: "file_open",
  process: {
    exec_path: "/bin/cat",
    argv: Array.from({ length: 14 }, (_, n) => `-${n}`),
    ancestors: [{ exec_path: "/bin/\u001b[31msh\n::error::x" }, { exec_path: "/npm" }],
  },
  payload: { path: "/home/\u202e##[error]" },
});

const lines = (condition: string): string[] =>
  explanationLines(explain(treeOf(condition), eventBindings(EVENT)));

test("each part is one line with its value, and nothing of the event can break out of it", () => {
  expect(
    lines(
      "!is_new && path.contains('x') || process.ancestors.exists(a, a.exec_path.contains('sh')) || '-X' in process.argv",
    ),
  ).toEqual([
    'true   !is_new && path.contains("x") || process.ancestors.exists(a, a.exec_path.contains("sh")) || "-x" in process.argv',
    '  false  !is_new && path.contains("x")',
    "    true   !is_new",
    "      false  is_new",
    '    false  path.contains("x")',
    '      path is "/home/\\u{202e}#\\x23[error]"',
    '  true   process.ancestors.exists(a, a.exec_path.contains("sh")): element 1 of 2 is "/bin/\\x1b[31msh\\x0a::error::x"',
    '    process.ancestors is ["/bin/\\x1b[31msh\\x0a::error::x", "/npm"]',
    '    true   a.exec_path.contains("sh")',
    '      a.exec_path is "/bin/\\x1b[31msh\\x0a::error::x"',
    '  false  "-x" in process.argv',
    '    process.argv is ["-0", "-1", "-2", "-3", "-4", "-5", "-6", "-7", "-8", "-9", "-10", "-11", … and 2 more]',
  ]);
});

test("where no element made an exists true, it says how many there were", () => {
  expect(lines("process.ancestors.exists(a, a.exec_path == path)")).toEqual([
    "false  process.ancestors.exists(a, a.exec_path == path): none of 2",
    '  process.ancestors is ["/bin/\\x1b[31msh\\x0a::error::x", "/npm"]',
    '  path is "/home/\\u{202e}#\\x23[error]"',
  ]);
});

test("long conditions and strings are cut", () => {
  const [head = "", path = ""] = lines(`path == "${"a".repeat(1_000)}"`);
  expect(head.length).toBeLessThan(400);
  expect(head).toContain("characters)");
  expect(path).toBe('  path is "/home/\\u{202e}#\\x23[error]"');
  const [, long = ""] = explanationLines(
    explain(
      treeOf("path == name"),
      eventBindings(eventOf({ event_type: "file_open", payload: { path: "b".repeat(999) } })),
    ),
  );
  expect(long).toBe(`  path is "${"b".repeat(200)}… (+799 characters)"`);
});
