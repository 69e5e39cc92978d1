import type { MatchCounts } from "../cel/value.ts";
import type { Event } from "../events/event.ts";
import { distinctValue } from "../rules/distinct-field.ts";
import type { EventRule } from "../rules/rule.ts";

/** What a count takes: its place in a Map. */
const COUNT_SIZE = 48;
/** What a value takes besides its characters. */
const VALUE_SIZE = 48;

/** Of one rule. */
interface DistinctValues {
  readonly known: Set<string>;
  /** In bytes, about. */
  size: number;
  isFull: boolean;
}

/** How often rules were true, and with which values: in a whole job, or in one group of its events. */
export class RuleCounts implements MatchCounts {
  readonly #share: number;
  readonly #totals = new Map<string, number>();
  readonly #values: ReadonlyMap<string, DistinctValues>;
  #isFull = false;

  /**
   * Of the rules with the ids `distinct` values are kept, as long as they take no more bytes than `budget`. Each has an
   * equal share of it: the values of one leave the others theirs.
   */
  constructor(distinct: readonly string[], budget: number) {
    this.#share = budget / distinct.length;
    this.#values = new Map(
      distinct.map((ruleId) => [ruleId, { known: new Set<string>(), size: 0, isFull: false }]),
    );
  }

  readonly total: MatchCounts["total"] = (ruleId) => this.#totals.get(ruleId) ?? 0;

  readonly distinct: MatchCounts["distinct"] = (ruleId) => this.#values.get(ruleId)?.known.size ?? 0;

  /** There were more values than are kept, of one rule or more: those that came later are not counted. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** That is so of this rule. */
  isFullOf(ruleId: string): boolean {
    return this.#values.get(ruleId)?.isFull === true;
  }

  /** In bytes, about. */
  get size(): number {
    return [...this.#values.values()].reduce((sum, { size }) => sum + size, this.#totals.size * COUNT_SIZE);
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
    if (values.known.has(value)) return;
    const size = VALUE_SIZE + 2 * value.length;
    if (values.size + size > this.#share) {
      values.isFull = true;
      this.#isFull = true;
      return;
    }
    values.size += size;
    values.known.add(value);
  }
}
