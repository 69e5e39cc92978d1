import type { PlanPart } from "./plan.ts";

const MAX_PARTS = 1 << 12;

/**
 * What was found out about parts of plans. Many of these live shortly, which a WeakMap is slow with; so this is
 * emptied where it is full.
 */
export class PlanMap<Value> {
  readonly #found = new Map<PlanPart, Value>();

  /** What was found for a part; where nothing was, `find` finds it. */
  get<Part extends PlanPart>(part: Part, find: (part: Part) => Value): Value {
    const known = this.#found.get(part);
    if (known !== undefined) return known;
    const value = find(part);
    if (this.#found.size >= MAX_PARTS) this.#found.clear();
    this.#found.set(part, value);
    return value;
  }
}
