import { expect, test } from "vitest";
import { MatchingEvents } from "../../src/evaluate/matching-events.ts";
import { loadRules } from "../../src/rules/load.ts";
import { event } from "../report/reports.ts";

const RULES = `rule_sets:
  - ruleset_id: t/one
    rules:
      - {rule_id: read, event_type: file_open, condition: is_read, action: collect}
      - {rule_id: write, event_type: file_open, condition: is_write, action: collect}
      - rule_id: twice
        type: correlation
        condition: rule.read.total_count >= 2 && rule.write.total_count >= 1
        action: detect
`;

const { rules } = loadRules([{ name: "r.yaml", text: RULES, origin: "project" }]);

function open(is_read: boolean) {
  return event({ event_type: "file_open", payload: { path: "/x", is_read, is_write: !is_read } });
}

test.each([
  ["read", [true, false, true, false, true]],
  ["write", [false, true, false, true, false]],
  ["twice", [false, false, true, false, false]],
])("of the rule %s, the events are told that it matches by", (id, expected) => {
  const matches = new MatchingEvents(
    rules.filter(({ ruleId }) => ruleId === id),
    rules,
  );
  expect([true, false, true, false, true].map((isRead) => matches.isMatch(open(isRead)))).toEqual(expected);
});
