import { expect, test } from "vitest";
import { parsePairs } from "./command-files.ts";
import { StageOutput } from "./stage-output.ts";
import { parseWorkflowCommand } from "./workflow-command.ts";

test.each([
  ["::error::a%0Ab%25", { name: "error", properties: {}, data: "a\nb%" }],
  [
    "  ::warning title=a%3Ab%2Cc,line=3::m",
    { name: "warning", properties: { title: "a:b,c", line: "3" }, data: "m" },
  ],
  ["text ##[error]m", { name: "error", properties: {}, data: "m" }],
  ["text ::error::m", undefined],
  ["::unknown::m", undefined],
  ["##[unknown]m", undefined],
])("a command is found as the runner finds it: %j", (line, command) => {
  expect(parseWorkflowCommand(line)).toEqual(command);
});

test("commands are stopped until the token comes", () => {
  const output = new StageOutput(new Set());
  for (const line of ["::stop-commands::tok", "::error::no", "::tok::", "::error::yes"]) output.line(line);
  expect(output.issues.map(({ message }) => message)).toEqual(["yes"]);
});

test("a mask hides what was printed before and after it", () => {
  const output = new StageOutput(new Set());
  for (const line of ["a secret", "::add-mask::secret", "b secret"]) output.line(line);
  expect(output.log).toBe("a ***\nb ***");
});

test("pairs are read in both forms", () => {
  expect(parsePairs("a=1=2\nb<<END\nx\ny<<z\nEND\nc=\n")).toEqual({ a: "1=2", b: "x\ny<<z", c: "" });
});
