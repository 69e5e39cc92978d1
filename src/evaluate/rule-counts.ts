import type { MatchCounts } from "../cel/value.ts";
import type { Event } from "../events/event.ts";
import { distinctValue } from "../rules/distinct-field.ts";
import type { EventRule } from "../rules/rule.ts";

/** What a count takes: its place in a Map. */
const COUNT_SIZE = 48;
/** What a value takes besides its characters. */
const VALUE_SIZE = 48;

/** How often rules were true, and with which values: in a whole job, or in one group of its events. */
export class RuleCounts implements MatchCounts {
  readonly #budget: number;
  readonly #totals = new Map<string, number>();
  readonly #values: ReadonlyMap<string, Set<string>>;
  #valuesSize = 0;
  #isFull = false;

  /** Of the rules with the ids `distinct` values are kept, as long as they take no more bytes than `budget`. */
  constructor(distinct: readonly string[], budget: number) {
    this.#budget = budget;
    this.#values = new Map(distinct.map((ruleId) => [ruleId, new Set<string>()]));
  }

  readonly total: MatchCounts["total"] = (ruleId) => this.#totals.get(ruleId) ?? 0;

  readonly distinct: MatchCounts["distinct"] = (ruleId) => this.#values.get(ruleId)?.size ?? 0;

  /** There were more values than are kept: those that came later are not counted. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** In bytes, about. */
  get size(): number {
    return this.#totals.size * COUNT_SIZE + this.#valuesSize;
  }

  /** The ids of the rules that were true. */
  rules(): string[] {
    return [...this.#totals.keys()];
  }

  add({ ruleId, distinct }: EventRule, event: Event): void {
    this.#totals.set(ruleId, this.total(ruleId) + event.count);
    const values = this.#values.get(ruleId);
    if (values === undefined || distinct === undefined) return;
    const value = distinctValue(distinct, event);
    if (values.has(value)) return;
    const size = VALUE_SIZE + 2 * value.length;
    if (this.#valuesSize + size > this.#budget) {
      this.#isFull = true;
      return;
    }
    this.#valuesSize += size;
    values.add(value);
  }
}
