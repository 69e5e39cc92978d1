import { expect, test } from "vitest";
import { readJobContext } from "../../src/github/job-context.ts";
import { recordedLines } from "../../src/report/recorded-lines.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderText } from "../../src/report/terminal.ts";
import { HOSTILE, report } from "./reports.ts";

const RECORDED = {
  job: {
    startedBy: "pre" as const,
    context: { repository: "acme/prod", ref: "refs/heads/main", workflow: "" },
  },
  kernel: { release: "6.8.0-1021-azure", machine: "x86_64" },
  missingPrograms: ["file_open__one", "domain__two"],
};

test("what a log says of its job is told, one line each, and what it does not say is not", () => {
  expect(recordedLines(RECORDED)).toEqual([
    "Repository: acme/prod",
    "Ref: refs/heads/main",
    "Watch: started before the job's first step (pre)",
    "Kernel: 6.8.0-1021-azure (x86_64)",
    "Programs that could not be attached: file_open__one, domain__two",
  ]);
  expect(recordedLines({})).toEqual([]);
  expect(recordedLines({ missingPrograms: [] })).toEqual([]);
});

test("every member of the context that the action freezes has a name of ours, others are told as they are called", () => {
  const context = Object.fromEntries(Object.keys(readJobContext({})).map((name) => [name, "x"]));
  const told = recordedLines({ job: { startedBy: "pre", context } });
  expect(told).toHaveLength(Object.keys(context).length + 1);
  expect(told.filter((line) => line.startsWith("Also "))).toEqual([]);
  expect(recordedLines({ job: { startedBy: "pre", context: { colour: "red" } } })[0]).toBe(
    "Also colour: red",
  );
});

test("the reports show it: a terminal's near the head, the summary in its folded part", () => {
  expect(
    renderText(report({ recorded: RECORDED }))
      .split("\n")
      .slice(3, 5),
  ).toEqual(["Repository: acme/prod", "Ref: refs/heads/main"]);
  const [, folded] = renderSummary(report({ recorded: RECORDED })).split("<details>");
  expect(folded).toContain("**This job**\n\n<ul>\n<li>Repository: acme/prod</li>\n");
});

test("a branch with a hostile name, or a context with hostile names, stays text", () => {
  const context = { ref: HOSTILE, [HOSTILE]: "x" };
  const recorded = {
    job: { startedBy: "main" as const, context },
    kernel: { release: HOSTILE, machine: HOSTILE },
    missingPrograms: [HOSTILE],
  };
  const text = renderText(report({ recorded }));
  expect(text).not.toMatch(/^\s*(::|#)/m);
  expect(text).not.toContain("##[");
  const summary = renderSummary(report({ recorded }));
  expect(summary).not.toContain("<img");
  expect(summary.match(/^\s*(?:::|#).*/gm)).toEqual(["## ✅ Runwarden: passed"]);
});

test("a log of somebody else's making cannot fill the report with its context", () => {
  const context = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`n${n}`, "x".repeat(9000)]));
  const missingPrograms = Array.from({ length: 1000 }, () => "y".repeat(9000));
  const lines = recordedLines({ job: { startedBy: "run", context }, missingPrograms });
  expect(lines).toHaveLength(12);
  expect(lines.at(-1)).toMatch(/, 980 more$/);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(7000);
});
