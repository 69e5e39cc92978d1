import { expect, test } from "vitest";
import { readJobContext } from "../../src/github/job-context.ts";
import { renderMatches } from "../../src/report/matches.ts";
import { livingLines, recordedLines } from "../../src/report/recorded-lines.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderText } from "../../src/report/terminal.ts";
import { CURL_EXEC, event, HOSTILE, report } from "./reports.ts";

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

const sleeping = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...event(CURL_EXEC).process, pid: 1000 + index }));

test("what still runs is told in every form, a few of many, and all are counted", () => {
  expect(livingLines({})).toEqual([]);
  expect(livingLines({ living: [] })).toEqual([]);
  const lines = livingLines({ living: sleeping(22) });
  expect(lines.length).toBe(21);
  expect(lines[0]).toMatch(/^\/usr\/bin\/curl .* \[pid 1000\]$/);
  expect(lines.at(-1)).toBe("… and 2 more");
  const two = report({ recorded: { living: sleeping(2) } });
  expect(renderText(two).match(/^Still running: \/usr\/bin\/curl /gm)?.length).toBe(2);
  expect(renderSummary(two)).toContain("**Still running when the job was judged**");
  expect(renderSummary(report({ recorded: { living: [] } }))).not.toContain("Still running");
  const { living } = JSON.parse(renderMatches(report({ recorded: { living: sleeping(101) } })));
  expect(living.count).toBe(101);
  expect(living.processes.length).toBe(100);
  expect(living.processes[0]).toMatchObject({ pid: 1000, exec_path: "/usr/bin/curl" });
  expect(JSON.parse(renderMatches(report({}))).living).toBeUndefined();
});
