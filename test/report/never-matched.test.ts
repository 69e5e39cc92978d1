import { expect, test } from "vitest";
import { neverMatched } from "../../src/report/never-matched.ts";
import { load } from "../rules/load-text.ts";
import { CURL_EXEC, event, report } from "./reports.ts";

const { rules } = load(`rule_sets:
  - ruleset_id: "t/\\u001b[2J"
    rules:
      - {rule_id: exec, event_type: process_exec, condition: is_memfd, action: detect}
      - {rule_id: curl, event_type: process_exec, condition: process.exec_path.endsWith("/curl"), action: detect}
      - {rule_id: name, event_type: domain, condition: domain == "a.com", action: collect}
      - {rule_id: both, type: correlation, condition: rule.exec.total_count > 1, action: detect}
`);

test("rules that never matched are told with how much they were asked", () => {
  const matched = rules.filter(({ ruleId }) => ruleId === "curl");
  const outcome = {
    result: "detected" as const,
    rules: matched.map((rule) => ({ rule, totalCount: 1, matches: [event(CURL_EXEC)] })),
  };
  expect(neverMatched(rules, report({ outcome }))).toBe(`
Never matched: 3 of 4 rules
  - t/\\x1b[2J/exec: 12 events of process_exec
  - t/\\x1b[2J/name: there was no domain
  - t/\\x1b[2J/both: a correlation
`);
});

test("where all have matched, none is named", () => {
  expect(neverMatched([], report({}))).toBe("\nNever matched: 0 of 0 rules\n");
});
