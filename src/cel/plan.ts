import { type IpRange, printIpRange } from "./ip-range.ts";
import type { Int, Ordering, Scalar, TextMethod } from "./tree.ts";

/** What has fields. A variable stands for what the `exists` of its level is at; the outermost is level 0. */
export type OwnerPlan =
  | { readonly op: "payload" }
  | { readonly op: "process" }
  | { readonly op: "owned process"; readonly of: OwnerPlan; readonly name: string }
  | { readonly op: "image"; readonly level: number };

interface Typed<Op extends string, T extends Scalar> {
  readonly op: Op;
  readonly type: T;
}

/** A value that is the same for every event. */
export interface Constant<T extends Scalar, V> extends Typed<"constant", T> {
  readonly value: V;
}

export interface FieldPlan<T extends Scalar> extends Typed<"field", T> {
  readonly of: OwnerPlan;
  readonly name: string;
}

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

export type ListPlan =
  | {
      readonly op: "constants";
      readonly element: Scalar;
      readonly items: readonly (string | Int | boolean)[];
    }
  | { readonly op: "values"; readonly element: Scalar; readonly items: readonly ScalarPlan[] }
  | { readonly op: "texts"; readonly of: OwnerPlan; readonly name: string }
  | { readonly op: "ancestors"; readonly of: OwnerPlan; readonly name: string };

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

export interface ListComparison extends Typed<"same list", "bool"> {
  readonly left: ListPlan;
  readonly right: ListPlan;
}

export interface MembershipPlan extends Typed<"in", "bool"> {
  readonly value: ScalarPlan;
  readonly list: ListPlan;
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
  readonly process: OwnerPlan;
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
  | { readonly kind: "process"; readonly of: OwnerPlan }
  | { readonly kind: "text"; readonly field: string };

/** How a condition is computed: plain data, as the tree is. */
export type Plan =
  | ScalarOf<"bool", boolean>
  | ChoicePlan<"bool", Plan>
  | ChainPlan
  | NegationPlan
  | ComparisonPlan
  | ListComparison
  | MembershipPlan
  | TextPlan
  | AnyTextPlan
  | RangesPlan
  | ExistsPlan
  | InheritedPlan
  | RememberedPlan;

/** How a rule over events is computed: it is true where all its terms are. */
export interface RulePlan {
  /** One for each subject, and one for all that depends on more than one, or on another thing. */
  readonly terms: readonly Term[];
}

export interface Term {
  readonly subject: Subject | undefined;
  readonly holds: Plan;
}

/** A plan on one line. Two plans that are computed alike have one text. */
export function printPlan(plan: ScalarPlan | ListPlan | OwnerPlan): string {
  switch (plan.op) {
    case "constant":
      return shown(plan.value);
    case "payload":
    case "process":
      return plan.op;
    case "image":
    case "variable":
      return `$${plan.level}`;
    case "field":
    case "owned process":
    case "texts":
    case "ancestors":
      return plan.of.op === "payload" ? plan.name : `${printPlan(plan.of)}.${plan.name}`;
    case "constants":
      return `[${plan.items.map(shown).join(", ")}]`;
    case "values":
      return `[${plan.items.map(printPlan).join(", ")}]`;
    case "choose":
      return call("choose", [plan.test, plan.yes, plan.no].map(printPlan));
    case "and":
    case "or":
      return call(plan.op, plan.operands.map(printPlan));
    case "not":
      return call("not", [printPlan(plan.operand)]);
    case "compare":
      return `(${printPlan(plan.left)} ${plan.operator} ${printPlan(plan.right)})`;
    case "same list":
      return `(${printPlan(plan.left)} == ${printPlan(plan.right)})`;
    case "in":
      return `(${printPlan(plan.value)} in ${printPlan(plan.list)})`;
    case "text":
      return call(plan.method, [printPlan(plan.text), printPlan(plan.part)]);
    case "any text":
      return call(plan.method, [printPlan(plan.text), ...plan.parts.map(shown)]);
    case "in ranges":
      return call("inIpRange", [printPlan(plan.ip), ...plan.ranges.map(printIpRange)]);
    case "exists":
      return call("exists", [printPlan(plan.list), `$${plan.level}`, printPlan(plan.predicate)]);
    case "inherited":
      return call("inherited", [printPlan(plan.process), `$${plan.level}`, printPlan(plan.predicate)]);
    case "remembered":
      return call("remembered", [printSubject(plan.subject), printPlan(plan.part)]);
  }
}

/** A subject as text; two are the same where their texts are. */
export function printSubject(subject: Subject): string {
  return subject.kind === "process" ? printPlan(subject.of) : `text ${subject.field}`;
}

function call(name: string, args: readonly string[]): string {
  return `${name}(${args.join(", ")})`;
}

function shown(value: string | Int | boolean): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
