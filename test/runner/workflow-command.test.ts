import { expect, test } from "vitest";
import { parseWorkflowCommand } from "./workflow-command.ts";

test.each([
  ["::error::a%0Ab%25", { name: "error", properties: {}, data: "a\nb%" }],
  [
    "  ::warning title=a%3Ab%2Cc,line=3::m",
    { name: "warning", properties: { title: "a:b,c", line: "3" }, data: "m" },
  ],
  ["text ##[error]m", { name: "error", properties: {}, data: "m" }],
  ["text ::error::m", undefined],
  ["::ERROR Title=x=y,empty=,=z,none::m", { name: "error", properties: { title: "x=y" }, data: "m" }],
  [
    "##[error file=a%5D%3B;line=2]m%5D",
    { name: "error", properties: { file: "a];", line: "2" }, data: "m]" },
  ],
  ["::error:m", undefined],
  ["::error", undefined],
  [": :error::m", undefined],
  ["::", undefined],
  ["::::", undefined],
  ["##[error", undefined],
  ["::unknown::m", undefined],
  ["##[unknown]m", undefined],
])("a command is found as the runner finds it: %j", (line, command) => {
  expect(parseWorkflowCommand(line)).toEqual(command);
});
