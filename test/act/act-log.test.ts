import { expect, test } from "vitest";
import { readActLog } from "./act-log.ts";

function log(...entries: readonly object[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}

const pre = { stage: "Pre", stepID: ["guard"] };
const begun = { ...pre, msg: "⭐ Run Pre runwarden/runwarden@v0" };
const failed = { ...pre, msg: "  ❌  Failure - Pre runwarden/runwarden@v0", stepResult: "failure" };

test("a stage has what was said between its begin and its end, and what act read of its files after that", () => {
  const stdout = log(
    { msg: "⭐ Run Set up job", step: "Set up job" },
    { ...pre, msg: "LocalRepositoryCache matched" },
    begun,
    { ...pre, msg: "a line\r\n", raw_output: true },
    { ...pre, msg: "  ❗  ::error::why", command: "error", arg: "why", kvPairs: { line: "6" } },
    { ...pre, msg: "  🚧  ::warning::too", command: "warning", arg: "too", kvPairs: {} },
    failed,
    { ...pre, msg: "  ⚙  ::set-output:: result=x", command: "set-output", name: "result", arg: "x" },
    { ...pre, msg: "  ⚙  Summary - # It", command: "summary", content: "# It" },
    { msg: "🏁  Job failed", jobResult: "failure" },
  );
  expect(readActLog(`${stdout}Error: Job 'build' failed\n`, 1)).toEqual({
    exitCode: 1,
    conclusion: "failure",
    stages: new Map([
      [
        "Pre guard",
        {
          outcome: "failure",
          lines: ["a line"],
          issues: [
            { level: "error", message: "why", properties: { line: "6" } },
            { level: "warning", message: "too", properties: {} },
          ],
          outputs: { result: "x" },
          summary: "# It",
        },
      ],
    ]),
  });
});

test("a stage that act says no end of is not taken for one that passed", () => {
  expect(() => readActLog(log(begun), 1)).toThrow("Pre guard has no end");
});
