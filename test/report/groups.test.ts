import { expect, test } from "vitest";
import type { Outcome, RuleOutcome } from "../../src/evaluate/evaluation.ts";
import type { CompletedGroup } from "../../src/evaluate/grouped-correlation.ts";
import { ruleExplanation } from "../../src/report/explanation.ts";
import { gaps } from "../../src/report/gaps.ts";
import { groupLine } from "../../src/report/group-line.ts";
import { renderMatches } from "../../src/report/matches.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderText } from "../../src/report/terminal.ts";
import type { CorrelationRule } from "../../src/rules/rule.ts";
import { load } from "../rules/load-text.ts";
import { event, HOSTILE, NPMRC_READ, report } from "./reports.ts";

const text = (raw: string) => ({ raw, folded: raw });
const COUNTS = [
  { ruleId: "key_read", total: 1200, distinct: undefined },
  { ruleId: "file_read", total: 3, distinct: 2 },
];
const IMAGE: CompletedGroup = {
  group: { by: "image", image: { exec_path: text("/bin/tar"), argv: ["tar", "c", "a b"].map(text) } },
  counts: COUNTS,
};
const ZONE: CompletedGroup = { group: { by: "zone", name: text(HOSTILE) }, counts: COUNTS };

const [, , SWEEP] = load(`
rule_sets:
  - ruleset_id: t/a
    rules:
      - {rule_id: key_read, event_type: file_open, condition: is_read, action: collect}
      - {rule_id: file_read, event_type: file_open, condition: is_read, action: collect, distinct: path}
      - rule_id: sweep
        type: correlation
        by: [image, installer, package]
        condition: rule.key_read.total_count > 0 && rule.file_read.distinct_count > 1
        action: detect
        max_alerts: 1
`).rules as [unknown, unknown, CorrelationRule];

const outcome = (more: Partial<Outcome> = {}): Outcome => {
  const rule: RuleOutcome = {
    rule: SWEEP,
    totalCount: 2,
    matches: [event(NPMRC_READ)],
    groups: [[IMAGE, ZONE]],
  };
  return { result: "detected", rules: [rule], ...more };
};

test("a group is one line, in which nothing of the job can break out", () => {
  expect(groupLine(IMAGE)).toBe("counted by image /bin/tar c 'a b': key_read 1,200, file_read 3 (2 values)");
  const line = groupLine(ZONE);
  expect(line.startsWith("counted by zone /tmp/:")).toBe(true);
  for (const char of ["\n", "\u202e", "\x07"]) expect(line).not.toContain(char);
  const counts = Array.from({ length: 25 }, (_, n) => ({ ruleId: `r${n}`, total: 1, distinct: undefined }));
  expect(groupLine({ ...IMAGE, counts })).toMatch(/, r19 1 and 5 more rules$/);
});

test("the terminal tells it below the match, and the summary beside it, escaped", () => {
  const lines = renderText(report({ outcome: outcome() })).split("\n");
  const at = lines.findLastIndex((line) => line.includes("opened /home/runner/.npmrc"));
  expect(lines.slice(at + 1, at + 3)).toEqual([`    ${groupLine(IMAGE)}`, `    ${groupLine(ZONE)}`]);
  const summary = renderSummary(report({ outcome: outcome() }));
  expect(summary).toContain(
    "<li>counted by image /bin/tar c &#39;a b&#39;: key_read 1,200, file_read 3 (2 values)</li>",
  );
  expect(summary).not.toContain("<img");
  expect(summary).toContain(
    "Details are kept of 1 match: the first 1 (max_alerts), the first of each package, step or program that came later, and the last.",
  );
});

test("matches.json has it as it is", () => {
  const [rule] = JSON.parse(renderMatches(report({ outcome: outcome() }))).rules;
  const counts = { key_read: { total_count: 1200 }, file_read: { total_count: 3, distinct_count: 2 } };
  expect(rule.matches).toEqual([
    {
      event_index: 0,
      groups: [
        { by: "image", exec_path: "/bin/tar", argv: ["tar", "c", "a b"], counts },
        { by: "zone", name: HOSTILE, counts },
      ],
      event: NPMRC_READ,
    },
  ]);
});

test("what could not be counted is told, and does not accuse the job", () => {
  const limits = [{ rule: SWEEP, groups: 1234, isFull: true }];
  const told = report({ outcome: { result: "passed", rules: [], limits } });
  expect(gaps(told)).toEqual([
    "t/a/sweep counts apart, and the counts of 1,234 groups were forgotten for want of room: it may have missed one of them.",
    "t/a/sweep met more distinct values than are kept: those that came later were not counted.",
  ]);
  expect(told.result).toBe("passed");
  expect(JSON.parse(renderMatches(told)).coverage.count_limits).toEqual([
    { rule: "t/a/sweep", forgotten_groups: 1234, is_full: true },
  ]);
});

test("explain tells with what an event is counted", () => {
  expect(ruleExplanation(SWEEP, event(NPMRC_READ), 0)).toEqual([
    "the rule is a correlation: it looks at no event, and counts how often these rules match in a job:",
    "  t/a/key_read",
    "  t/a/file_read",
    "by image, the event is counted with /usr/bin/cat /home/runner/.npmrc",
    "by installer, the event is counted with /usr/bin/npm install",
    "by package, the event is counted with no other: it has none",
    "one event does not decide it: replay the job's log",
  ]);
});
