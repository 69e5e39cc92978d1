import { asksOf, distinctRulesOf } from "../cel/asks.ts";
import { BoundedMap } from "../events/bounded-map.ts";
import type { Event } from "../events/event.ts";
import type { CorrelationRule, EventRule } from "../rules/rule.ts";
import { type Group, groupOf } from "./group.ts";
import { RuleCounts } from "./rule-counts.ts";

/** A group of which a correlation became true, with what was counted of it until then. */
export interface CompletedGroup {
  readonly group: Group;
  /** Of the rules that the correlation counts, those that were true, in its order. */
  readonly counts: readonly GroupCount[];
}

export interface GroupCount {
  readonly ruleId: string;
  readonly total: number;
  /** Where the correlation counts them. */
  readonly distinct: number | undefined;
}

/** `whole` where none of its matches can have been forgotten; `done` once the correlation was true of it. */
type Counted = { readonly counts: RuleCounts; readonly isWhole: boolean } | "done";

/** The part of a correlation's budget that the values of one group can take. */
const PART_OF_GROUP = 1 / 4;

/** A correlation whose counts are kept apart, group by group. */
export class GroupedCorrelation {
  readonly rule: CorrelationRule;
  readonly #counted: readonly string[];
  readonly #distinct: readonly string[];
  readonly #valuesBudget: number;
  readonly #groups: BoundedMap<string, Counted>;
  /** No group was forgotten, so that one which is not known is new. */
  #isWhole = true;
  #forgotten = 0;
  #isFull = false;

  /** `budget` is in bytes, for all its groups. */
  constructor(rule: CorrelationRule, budget: number) {
    this.rule = rule;
    this.#counted = asksOf(rule.condition).rules;
    this.#distinct = distinctRulesOf(rule.condition);
    this.#valuesBudget = budget * PART_OF_GROUP;
    this.#groups = new BoundedMap(budget, sizeOf, (forgotten) => {
      this.#isWhole = false;
      if (forgotten !== "done") this.#forgotten++;
    });
  }

  /** Groups whose counts were forgotten before the correlation was true of them. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** A group had more distinct values than are kept. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Counts an event that rules of the correlation's set were true for; gives the groups of which it is true now. */
  add(matched: readonly EventRule[], event: Event): CompletedGroup[] {
    const counted = matched.filter(({ ruleId }) => this.#counted.includes(ruleId));
    if (counted.length === 0) return [];
    return this.rule.by.flatMap((by) => {
      const found = groupOf(by, event);
      if (found === undefined) return [];
      const counts = this.#countsOf(found.key, counted, event);
      return counts === undefined ? [] : [{ group: found.group, counts: this.#shown(counts) }];
    });
  }

  /** The counts of a group of which the correlation becomes true by an event. */
  #countsOf(key: string, counted: readonly EventRule[], event: Event): RuleCounts | undefined {
    const known = this.#groups.get(key) ?? {
      counts: new RuleCounts(this.#distinct, this.#valuesBudget),
      isWhole: this.#isWhole,
    };
    if (known === "done") return undefined;
    const { counts, isWhole } = known;
    for (const rule of counted) counts.add(rule, event);
    if (counts.isFull) this.#isFull = true;
    // What is not sure to be all can say that a rule was not true which was.
    const isAsked = this.rule.isGrowing || (isWhole && !counts.isFull);
    const isDone = isAsked && this.rule.isTrue(counts);
    this.#groups.set(key, isDone ? "done" : known);
    return isDone ? counts : undefined;
  }

  #shown(counts: RuleCounts): GroupCount[] {
    return this.#counted
      .filter((ruleId) => counts.total(ruleId) > 0)
      .map((ruleId) => ({
        ruleId,
        total: counts.total(ruleId),
        distinct: this.#distinct.includes(ruleId) ? counts.distinct(ruleId) : undefined,
      }));
  }
}

/** What an object with its maps takes besides what is in them. */
const GROUP_SIZE = 256;

function sizeOf(key: string, counted: Counted): number {
  return 2 * key.length + (counted === "done" ? 0 : GROUP_SIZE + counted.counts.size);
}
