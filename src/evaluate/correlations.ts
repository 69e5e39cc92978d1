import { distinctRulesOf } from "../cel/asks.ts";
import type { Event } from "../events/event.ts";
import type { CorrelationRule, EventRule } from "../rules/rule.ts";
import { type CompletedGroup, GroupedCorrelation } from "./grouped-correlation.ts";
import { RuleCounts } from "./rule-counts.ts";

/** Hears of each correlation that is true by an event; where it counts apart, of which groups. */
export type OnTrue = (rule: CorrelationRule, event: Event, groups: readonly CompletedGroup[]) => void;

/** Something of which a correlation counts no more than it knows, for want of room. */
export interface CountLimit {
  readonly rule: CorrelationRule;
  /** Groups whose counts were forgotten. */
  readonly groups: number;
  /** More distinct values than are kept. */
  readonly isFull: boolean;
}

/** In bytes, for the groups of all correlations. */
const GROUPS_BUDGET = 4 * 2 ** 20;
/** In bytes, for the distinct values that a set's correlations over the whole job count. */
const VALUES_BUDGET = 2 ** 20;

/** A correlation over the whole job that was not true, or not asked, so far. */
interface WaitingCorrelation {
  readonly rule: CorrelationRule;
  isAsked: boolean;
}

/** The correlations of a job: they count the matches of event rules, each of those of its own set. */
export class Correlations {
  readonly #onTrue: OnTrue;
  readonly #grouped: readonly GroupedCorrelation[];
  readonly #counts = new Map<string, RuleCounts>();
  readonly #whole: readonly CorrelationRule[];
  #waiting: WaitingCorrelation[];
  /** The rules that the event at hand matched, by their sets. */
  readonly #matched = new Map<string, EventRule[]>();

  /** `budget` is in bytes, for the groups; where it is not given, what a job needs. */
  constructor(rules: readonly CorrelationRule[], onTrue: OnTrue, budget = GROUPS_BUDGET) {
    const grouped = rules.filter(({ by }) => by.length > 0);
    this.#onTrue = onTrue;
    this.#whole = rules.filter(({ by }) => by.length === 0);
    this.#waiting = this.#whole.map((rule) => ({ rule, isAsked: false }));
    this.#grouped = grouped.map((rule) => new GroupedCorrelation(rule, budget / grouped.length));
    for (const { rulesetId } of this.#whole) {
      const ofSet = this.#whole.filter((rule) => rule.rulesetId === rulesetId);
      const distinct = new Set(ofSet.flatMap(({ condition }) => distinctRulesOf(condition)));
      this.#counts.set(rulesetId, new RuleCounts([...distinct], VALUES_BUDGET));
    }
  }

  /** An event rule is true for the event at hand. */
  matched(rule: EventRule): void {
    const ofSet = this.#matched.get(rule.rulesetId);
    if (ofSet === undefined) this.#matched.set(rule.rulesetId, [rule]);
    else ofSet.push(rule);
  }

  /** All rules were asked about the event. */
  finish(event: Event): void {
    if (this.#matched.size === 0) return;
    this.#askWhole(event);
    for (const correlation of this.#grouped) {
      const matched = this.#matched.get(correlation.rule.rulesetId);
      const groups = matched === undefined ? [] : correlation.add(matched, event);
      if (groups.length > 0) this.#onTrue(correlation.rule, event, groups);
    }
    this.#matched.clear();
  }

  limits(): CountLimit[] {
    const whole = this.#whole.map((rule) => ({ rule, groups: 0, isFull: this.#isFull(rule) }));
    const grouped = this.#grouped.map(({ rule, forgotten, isFull }) => ({ rule, groups: forgotten, isFull }));
    return [...whole, ...grouped].filter(({ groups, isFull }) => groups > 0 || isFull);
  }

  #isFull({ rulesetId, condition }: CorrelationRule): boolean {
    const counts = this.#counts.get(rulesetId);
    return distinctRulesOf(condition).some((ruleId) => counts?.isFullOf(ruleId) === true);
  }

  #askWhole(event: Event): void {
    if (this.#waiting.length === 0) return;
    for (const [rulesetId, rules] of this.#matched) {
      for (const rule of rules) this.#counts.get(rulesetId)?.add(rule, event);
    }
    const waiting: WaitingCorrelation[] = [];
    for (const each of this.#waiting) {
      const { rule } = each;
      const counts = this.#counts.get(rule.rulesetId);
      // The counts that it looks at are those of its set: as long as they are the same, so is what it says.
      const isNew = !each.isAsked || this.#matched.has(rule.rulesetId);
      each.isAsked = true;
      const isKnown = rule.isGrowing || !this.#isFull(rule);
      if (isNew && isKnown && counts !== undefined && rule.isTrue(counts)) this.#onTrue(rule, event, []);
      else waiting.push(each);
    }
    this.#waiting = waiting;
  }
}
