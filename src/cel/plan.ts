import type { ScalarValue } from "./compare.ts";
import type { IpRange } from "./ip-range.ts";
import type { Int, Ordering, Scalar, TextMethod } from "./tree.ts";

/** The process of the event itself, or one that the event is about, which is a field of its payload. */
export type ProcessPlan =
  | { readonly op: "process" }
  | { readonly op: "payload process"; readonly name: string };

/** What has fields. An image is the ancestor that the `exists` of its level is at; the outermost is level 0. */
export type OwnerPlan =
  | { readonly op: "payload" }
  | ProcessPlan
  | { readonly op: "image"; readonly level: number };

/** A field, and what it is read from. */
export interface FieldOf {
  readonly of: OwnerPlan;
  readonly name: string;
}

interface Typed<Op extends string, T extends Scalar> {
  readonly op: Op;
  readonly type: T;
}

/** A value that is the same for every event. */
export interface Constant<T extends Scalar, V> extends Typed<"constant", T> {
  readonly value: V;
}

export interface FieldPlan<T extends Scalar> extends Typed<"field", T>, FieldOf {}

/** What the `exists` of its level is at, where that is no ancestor. */
export interface VariablePlan<T extends Scalar> extends Typed<"variable", T> {
  readonly level: number;
}

export interface ChoicePlan<T extends Scalar, V> extends Typed<"choose", T> {
  readonly test: Plan;
  readonly yes: V;
  readonly no: V;
}

type ScalarOf<T extends Scalar, V> = Constant<T, V> | FieldPlan<T> | VariablePlan<T>;

export type StringPlan = ScalarOf<"string", string> | ChoicePlan<"string", StringPlan>;
export type IntPlan = ScalarOf<"int", Int> | ChoicePlan<"int", IntPlan>;
export type ScalarPlan = StringPlan | IntPlan | Plan;

/** A list that is the same for every event. */
export interface ConstantsPlan {
  readonly op: "constants";
  readonly items: readonly ScalarValue[];
}

/** A list of strings, ints or bools. */
export type ValueListPlan =
  | ConstantsPlan
  | { readonly op: "values"; readonly items: readonly ScalarPlan[] }
  | ({ readonly op: "texts" } & FieldOf);

export type ListPlan = ValueListPlan | ({ readonly op: "ancestors" } & FieldOf);

export interface ChainPlan extends Typed<"and" | "or", "bool"> {
  /** The cheap ones first. */
  readonly operands: readonly Plan[];
}

export interface NegationPlan extends Typed<"not", "bool"> {
  readonly operand: Plan;
}

export interface ComparisonPlan extends Typed<"compare", "bool"> {
  readonly operator: "==" | Ordering;
  readonly left: ScalarPlan;
  readonly right: ScalarPlan;
}

export interface ListComparisonPlan extends Typed<"same list", "bool"> {
  readonly left: ValueListPlan;
  readonly right: ValueListPlan;
}

export interface MembershipPlan extends Typed<"in", "bool"> {
  readonly value: ScalarPlan;
  readonly list: ValueListPlan;
}

/** A text starts with, ends with or contains another one. */
export interface TextPlan extends Typed<"text", "bool"> {
  readonly method: TextMethod;
  readonly text: StringPlan;
  readonly part: StringPlan;
}

/** A text equals, starts with, ends with or contains one of some strings. */
export interface AnyTextPlan extends Typed<"any text", "bool"> {
  readonly method: TextMethod | "equals";
  readonly text: StringPlan;
  readonly parts: readonly string[];
}

/** An address lies in one of some ranges. */
export interface RangesPlan extends Typed<"in ranges", "bool"> {
  readonly ip: StringPlan;
  readonly ranges: readonly IpRange[];
}

/** An address lies in the range that the `exists` of a level is at. */
export interface RangePlan extends Typed<"in range", "bool"> {
  readonly ip: StringPlan;
  readonly range: VariablePlan<"string">;
  /** All that it can be at, by their texts. */
  readonly ranges: ReadonlyMap<string, IpRange>;
}

export interface ExistsPlan extends Typed<"exists", "bool"> {
  readonly list: ListPlan;
  readonly level: number;
  readonly predicate: Plan;
}

/**
 * True of an ancestor of a process, where the predicate asks of nothing but the ancestor's own image: so what is
 * found out about an image holds for all that came from it.
 */
export interface InheritedPlan extends Typed<"inherited", "bool"> {
  readonly process: ProcessPlan;
  readonly level: number;
  readonly predicate: Plan;
}

/** A part that depends on one subject alone, and is worth to be remembered by it. */
export interface RememberedPlan extends Typed<"remembered", "bool"> {
  readonly subject: Subject;
  readonly part: Plan;
}

/** What alone of an event a part may depend on: a process, or one string of the payload. */
export type Subject =
  | { readonly kind: "process"; readonly process: ProcessPlan }
  | { readonly kind: "text"; readonly field: string };

/** How a condition is computed, or a part of it that is a bool: plain data, as the tree is. */
export type Plan =
  | ScalarOf<"bool", boolean>
  | ChoicePlan<"bool", Plan>
  | ChainPlan
  | NegationPlan
  | ComparisonPlan
  | ListComparisonPlan
  | MembershipPlan
  | TextPlan
  | AnyTextPlan
  | RangesPlan
  | RangePlan
  | ExistsPlan
  | InheritedPlan
  | RememberedPlan;

/** How a rule over events is computed: it is true where all its terms are. */
export interface RulePlan {
  /** One for each subject, and one for all that depends on more than one, or on another thing. */
  readonly terms: readonly Term[];
  /** Where it asks for fields that few events have: the same for all others, in which these are empty. */
  readonly usual?: { readonly empty: readonly string[]; readonly terms: readonly Term[] };
}

export interface Term {
  readonly subject: Subject | undefined;
  readonly plan: Plan;
}

/** A plan of a condition, or any part of one. */
export type PlanPart = ScalarPlan | ListPlan | OwnerPlan;

/** The parts that a part is made of. What is written down, such as the items of a list of constants, is none. */
export function partsOfPlan(plan: PlanPart): readonly PlanPart[] {
  switch (plan.op) {
    case "payload":
    case "process":
    case "payload process":
    case "image":
    case "constant":
    case "constants":
    case "variable":
      return [];
    case "field":
    case "texts":
    case "ancestors":
      return [plan.of];
    case "values":
      return plan.items;
    case "choose":
      return [plan.test, plan.yes, plan.no];
    case "and":
    case "or":
      return plan.operands;
    case "not":
      return [plan.operand];
    case "compare":
    case "same list":
      return [plan.left, plan.right];
    case "in":
      return [plan.value, plan.list];
    case "text":
      return [plan.text, plan.part];
    case "any text":
      return [plan.text];
    case "in ranges":
      return [plan.ip];
    case "in range":
      return [plan.ip, plan.range];
    case "exists":
      return [plan.list, plan.predicate];
    case "inherited":
      return [plan.process, plan.predicate];
    case "remembered":
      return [plan.part];
  }
}

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
