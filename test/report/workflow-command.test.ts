import { expect, test } from "vitest";
import { annotationCommand, failureCommand, workflowCommand } from "../../src/report/workflow-command.ts";
import { HOSTILE } from "./reports.ts";

test("an annotation has its level, place and text", () => {
  expect(workflowCommand("error", { file: "rules/a.yaml", line: 3, column: 9, text: "wrong: it is" })).toBe(
    "::error file=rules/a.yaml,line=3,col=9::wrong: it is",
  );
});

test("a title and a message are escaped as the runner takes them back", () => {
  const annotation = { level: "error", title: "a: b, c", message: "50%\r\nmore" } as const;
  expect(annotationCommand(annotation)).toBe("::error title=a%3A b%2C c::50%25%0D%0Amore");
  expect(failureCommand("50%\nmore")).toBe("::error::50%25%0Amore");
});

test("what would end a property, the text or the line is escaped", () => {
  expect(
    workflowCommand("warning", { file: "a,b:c%\n.yaml", line: 1, column: 1, text: "50% of\r\nit" }),
  ).toBe("::warning file=a%2Cb%3Ac%25\\x0a.yaml,line=1,col=1::50%25 of\\x0d\\x0ait");
  const line = workflowCommand("error", { file: HOSTILE, line: 1, column: 1, text: HOSTILE });
  expect(line).not.toContain("\n");
  expect(line).not.toContain("##[");
});
