import type { ListPlan, OwnerPlan, Plan, ScalarPlan, Subject } from "./plan.ts";
import { printSubject } from "./plan.ts";

/** What a plan depends on, and what it costs. */
export interface Weight {
  /** By name: subjects, variables, and one for all other fields. Empty for a constant. */
  readonly roots: ReadonlyMap<string, Subject | undefined>;
  /** About: 1 is one comparison of strings. */
  readonly cost: number;
}

/** How many elements a list of an event is taken to have. */
const USUAL_ELEMENTS = 8;
/** What it costs to look for all prefixes or suffixes at once. */
const AFFIXES = 2;
/** What reading an address costs. */
const ADDRESS = 16;
/** What finding a remembered result costs. */
const REMEMBERED = 2;

/**
 * Of plans that are made of others; the weight of the rest is found at once. Many plans live shortly, which a WeakMap
 * is slow with; so this one is emptied where a plan is ready, and where it is full.
 */
const weights = new Map<object, Weight>();
const MAX_WEIGHTS = 1 << 12;

/** Lets go of the plans that were weighed. */
export function forgetWeights(): void {
  weights.clear();
}

const NO_ROOTS: Weight["roots"] = new Map();
const MORE: Weight["roots"] = new Map([["more", undefined]]);

/** Weighs a plan; each part is looked at once, however often it is asked for. */
export function weigh(plan: ScalarPlan | ListPlan): Weight {
  switch (plan.op) {
    case "constant":
      return { roots: NO_ROOTS, cost: 0 };
    case "constants":
      return { roots: NO_ROOTS, cost: plan.items.length };
    case "variable":
      return { roots: rootsOf(variableRoot(plan.level), undefined), cost: 0 };
    case "field":
      return { roots: fieldRoots(plan.of, plan.name, plan.type), cost: 0 };
    case "texts":
    case "ancestors":
      return { roots: fieldRoots(plan.of, plan.name, plan.op), cost: USUAL_ELEMENTS };
    default: {
      const known = weights.get(plan);
      if (known !== undefined) return known;
      const found = weighed(plan);
      if (weights.size >= MAX_WEIGHTS) weights.clear();
      weights.set(plan, found);
      return found;
    }
  }
}

type Made = Exclude<
  ScalarPlan | ListPlan,
  { op: "constant" | "constants" | "variable" | "field" | "texts" | "ancestors" }
>;

/** The one subject that a plan depends on; undefined where there is none, or where there is more. */
export function subjectOf(plan: Plan): Subject | undefined {
  const [first, ...others] = weigh(plan).roots.values();
  return others.length === 0 ? first : undefined;
}

/** The name of a variable among the roots. */
export function variableRoot(level: number): string {
  return `$${level}`;
}

function weighed(plan: Made): Weight {
  switch (plan.op) {
    case "values":
      return weight(plan.items, plan.items.length);
    case "choose":
      return weight([plan.test, plan.yes, plan.no], 0);
    case "and":
    case "or":
      return weight(plan.operands, 0);
    case "not":
      return weight([plan.operand], 0);
    case "compare":
    case "same list":
      return weight([plan.left, plan.right], 1);
    case "in":
      return weight([plan.value, plan.list], 1);
    case "text":
      return weight([plan.text, plan.part], 1);
    case "any text":
      return weight([plan.text], anyTextCost(plan.method, plan.parts.length));
    case "in ranges":
      return weight([plan.ip], ADDRESS + plan.ranges.length);
    case "exists": {
      const items = Math.max(1, weigh(plan.list).cost);
      return overList([plan.list], plan.level, plan.predicate, items);
    }
    case "inherited": {
      const ancestors = { op: "ancestors", of: plan.process, name: "ancestors" } as const;
      return overList([ancestors], plan.level, plan.predicate, USUAL_ELEMENTS);
    }
    case "remembered":
      return { roots: weigh(plan.part).roots, cost: REMEMBERED };
  }
}

function weight(parts: readonly (ScalarPlan | ListPlan)[], own: number): Weight {
  let roots = NO_ROOTS;
  let cost = own;
  for (const part of parts) {
    const inner = weigh(part);
    roots = both(roots, inner.roots);
    cost += inner.cost;
  }
  return { roots, cost };
}

function both(roots: Weight["roots"], others: Weight["roots"]): Weight["roots"] {
  if (roots.size === 0 || roots === others) return others;
  const added = [...others].filter(([name]) => !roots.has(name));
  return added.length === 0 ? roots : new Map([...roots, ...added]);
}

function overList(lists: readonly ListPlan[], level: number, predicate: Plan, items: number): Weight {
  const roots = new Map(weight([...lists, predicate], 0).roots);
  roots.delete(variableRoot(level));
  return { roots, cost: items * Math.max(1, weigh(predicate).cost) };
}

function anyTextCost(method: string, parts: number): number {
  if (method === "contains") return parts;
  return method === "equals" || parts === 1 ? 1 : AFFIXES;
}

/** All fields of a process are known with it; of those of a payload, results are remembered by strings alone. */
function fieldRoots(of: OwnerPlan, name: string, type: string): Weight["roots"] {
  if (of.op !== "payload") return ownerRoots(of);
  if (type !== "string") return MORE;
  return subjectRoots({ kind: "text", field: name });
}

function ownerRoots(of: Exclude<OwnerPlan, { op: "payload" }>): Weight["roots"] {
  if (of.op === "image") return rootsOf(variableRoot(of.level), undefined);
  if (of.op === "owned process" && of.of.op !== "payload") return ownerRoots(of.of);
  return subjectRoots({ kind: "process", of });
}

function subjectRoots(subject: Subject): Weight["roots"] {
  return rootsOf(printSubject(subject), subject);
}

/** There are few roots, and they are asked for again and again. */
const single = new Map<string, Weight["roots"]>();

function rootsOf(name: string, subject: Subject | undefined): Weight["roots"] {
  let roots = single.get(name);
  if (roots === undefined) {
    roots = new Map([[name, subject]]);
    single.set(name, roots);
  }
  return roots;
}
