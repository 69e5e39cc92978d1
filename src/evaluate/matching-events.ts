import { asksOf } from "../cel/asks.ts";
import type { Event } from "../events/event.ts";
import type { Rule } from "../rules/rule.ts";
import { Evaluation } from "./evaluation.ts";

/** Tells of each event of a job whether one of some rules matches by it; a correlation matches by the event that makes it true. */
export class MatchingEvents {
  readonly #evaluation: Evaluation;
  #isMatch = false;

  /** `all` has the rules that correlations count. */
  constructor(asked: readonly Rule[], all: readonly Rule[]) {
    const rules = all.filter((rule) => asked.includes(rule) || asked.some((other) => isCounted(rule, other)));
    this.#evaluation = new Evaluation(rules, undefined, (rule) => {
      if (asked.includes(rule)) this.#isMatch = true;
    });
  }

  /** To be asked of all events, in their order. */
  isMatch(event: Event): boolean {
    this.#isMatch = false;
    this.#evaluation.add(event);
    return this.#isMatch;
  }
}

function isCounted(rule: Rule, by: Rule): boolean {
  if (by.type !== "correlation" || rule.rulesetId !== by.rulesetId) return false;
  return asksOf(by.condition).rules.includes(rule.ruleId);
}
