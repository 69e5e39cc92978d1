import { nearest } from "./nearest.ts";
import type { ObjectValue, Value } from "./value.ts";

/** Gives the total count of an event rule of the correlation's own set. */
export type TotalCounts = (ruleId: string) => number;

/** What a correlation can name: `rule.<id>.total_count` for the event rules of its set. */
export function correlationNames(
  eventRuleIds: readonly string[],
  correlationIds: readonly string[],
): ObjectValue<TotalCounts> {
  const rules = eventRuleIds.map((id): [string, Value<TotalCounts>] => [id, ruleValue(id)]);
  const rule: ObjectValue<TotalCounts> = {
    type: "object",
    noun: "rule",
    members: new Map(rules),
    explain: (name) =>
      correlationIds.includes(name) ? "a correlation, which another correlation cannot count" : undefined,
  };
  return {
    type: "object",
    noun: "field",
    members: new Map([["rule", rule]]),
    explain: (name) =>
      nearest(name, ["rule"]) === undefined
        ? "a correlation can name nothing but rule.<rule_id>.total_count"
        : undefined,
  };
}

function ruleValue(id: string): ObjectValue<TotalCounts> {
  const root = { read: undefined };
  return {
    type: "object",
    noun: "field",
    members: new Map([
      ["total_count", { type: "int", read: (count) => count(id), roots: new Set([root]), weight: 1 }],
    ]),
  };
}
