import type { Event } from "../events/event.ts";
import type { Rule } from "../rules/rule.ts";
import type { Place } from "../shape/shape.ts";
import { Evaluation } from "./evaluation.ts";

/** What a rule must make of some events. */
export interface RuleCase extends Place {
  readonly expected: "match" | "no match";
  /** One event; for a correlation also several, in their order. */
  readonly events: readonly Event[];
}

/** The cases of one rule in a file. */
export interface RuleTest extends Place {
  readonly file: string;
  /** Its set and its own id: `acme/supply-chain/credential_read`. */
  readonly rule: string;
  readonly cases: readonly RuleCase[];
}

/** A rule's name as rule tests write it. */
export function ruleName({ rulesetId, ruleId }: Pick<Rule, "rulesetId" | "ruleId">): string {
  return `${rulesetId}/${ruleId}`;
}

/** The cases that come out otherwise than the test says. `rules` are all that are loaded, with the test's own. */
export function failedCases(test: RuleTest, rules: readonly Rule[]): RuleCase[] {
  const subject = rules.find((rule) => ruleName(rule) === test.rule);
  const set = rules.filter(({ rulesetId }) => rulesetId === subject?.rulesetId);
  return test.cases.filter(({ expected, events }) => {
    const evaluation = new Evaluation(set);
    for (const event of events) evaluation.add(event);
    const isMatch = evaluation.outcome().rules.some(({ rule }) => rule === subject);
    return isMatch !== (expected === "match");
  });
}
