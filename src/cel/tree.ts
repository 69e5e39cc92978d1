import type { IpRange } from "./ip-range.ts";

/** Where a part stands in the text of its condition: offsets, without parentheses around it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A number, or a bigint where a literal or a sum passes the integers that a number holds exactly. */
export type Int = number | bigint;

export type Scalar = "string" | "int" | "bool";

/** The type of a part; a list literal without items has a type of its own, which goes with every other list. */
export type Type =
  | Scalar
  | "list of strings"
  | "list of ints"
  | "list of bools"
  | "list of ancestors"
  | "empty list"
  | "process"
  | "ancestor";

interface Part<Op extends string, T extends Type> {
  readonly op: Op;
  readonly type: T;
  readonly span: Span;
}

/** A string is folded, but where it is compared with one that is not; an int fits into 64 bits. */
export interface Literal<T extends Scalar, V> extends Part<"literal", T> {
  readonly value: V;
  /** Of a string that is not folded already, what it is where it is compared with its case. */
  readonly exact?: V;
}

/** A field of the event's payload. */
export interface FieldPart<T extends Type> extends Part<"field", T> {
  readonly name: string;
  /** Of a list of strings: they keep their case. */
  readonly isExact?: true;
}

/** A field of a process or of an ancestor. */
export interface MemberPart<T extends Type> extends Part<"member", T> {
  readonly of: ProcessTree | AncestorTree;
  readonly name: string;
  readonly isExact?: true;
}

/** The variable of the innermost `exists` around it that has one of this name. */
export interface VariablePart<T extends Type> extends Part<"variable", T> {
  readonly name: string;
  readonly isExact?: true;
}

/** What an event tells by itself, and not by a computation. */
export type ReadPart<T extends Type> = FieldPart<T> | MemberPart<T>;

/** The ternary. */
export interface Choice<T extends Scalar, V> extends Part<"choose", T> {
  readonly test: BoolTree;
  readonly yes: V;
  readonly no: V;
}

/** `&&` and `||`; a chain is one part, and no operand is a chain of the same kind. */
export interface Chain extends Part<"and" | "or", "bool"> {
  readonly operands: readonly BoolTree[];
}

export interface Negation extends Part<"not", "bool"> {
  readonly operand: BoolTree;
}

export type Ordering = "<" | "<=" | ">" | ">=";

/** Two scalars of one type. */
export interface Comparison extends Part<"compare", "bool"> {
  readonly operator: "==" | "!=" | Ordering;
  readonly left: ScalarTree;
  readonly right: ScalarTree;
}

/** Two lists of one type, which are equal where they are as long, and equal in every place. */
export interface ListComparison extends Part<"compare lists", "bool"> {
  readonly operator: "==" | "!=";
  readonly left: ValueListTree;
  readonly right: ValueListTree;
}

export interface Membership extends Part<"in", "bool"> {
  readonly value: ScalarTree;
  readonly list: ValueListTree;
}

export const TEXT_METHODS = ["startsWith", "endsWith", "contains"] as const;
export type TextMethod = (typeof TEXT_METHODS)[number];

export interface TextTest extends Part<"text", "bool"> {
  readonly method: TextMethod;
  readonly text: StringTree;
  readonly part: StringTree;
}

export interface Exists extends Part<"exists", "bool"> {
  readonly list: ListTree;
  readonly variable: string;
  readonly predicate: BoolTree;
}

export interface RangeTest extends Part<"inIpRange", "bool"> {
  readonly ip: StringTree;
  readonly range: IpRange | RangeVariable;
}

/** The variable of an `exists` over a list of nothing but ranges. */
export interface RangeVariable {
  readonly variable: VariablePart<"string">;
  /** The ranges by their texts in the list. */
  readonly ranges: ReadonlyMap<string, IpRange>;
}

export interface Sum extends Part<"sum", "int"> {
  readonly operator: "+" | "-";
  readonly left: IntTree;
  readonly right: IntTree;
}

/** How often a rule of the correlation's set was true, or with how many values: `rule.<id>.total_count`. */
export interface Count extends Part<"count", "int"> {
  readonly rule: string;
  readonly of: "total_count" | "distinct_count";
}

/** How many of some rules of the correlation's set were true: `matched(rule.<id>, rule.<id>)`. */
export interface Matched extends Part<"matched", "int"> {
  readonly rules: readonly string[];
}

/** A list of the rule set, its items folded; where they are compared with their case, as they are written. */
export interface NamedList extends Part<"named list", "list of strings"> {
  readonly name: string;
  readonly items: readonly string[];
  readonly exact?: readonly string[];
  readonly isExact?: true;
}

export interface ListLiteral<T extends Type, I> extends Part<"list", T> {
  readonly items: readonly I[];
}

export type StringTree =
  | Literal<"string", string>
  | ReadPart<"string">
  | VariablePart<"string">
  | Choice<"string", StringTree>;

export type IntTree =
  | Literal<"int", Int>
  | ReadPart<"int">
  | VariablePart<"int">
  | Choice<"int", IntTree>
  | Sum
  | Count
  | Matched;

export type BoolTree =
  | Literal<"bool", boolean>
  | ReadPart<"bool">
  | VariablePart<"bool">
  | Choice<"bool", BoolTree>
  | Chain
  | Negation
  | Comparison
  | ListComparison
  | Membership
  | TextTest
  | Exists
  | RangeTest;

export type ScalarTree = StringTree | IntTree | BoolTree;

/** A list of strings, ints or bools. */
export type ValueListTree =
  | ReadPart<"list of strings">
  | NamedList
  | ListLiteral<"list of strings", StringTree>
  | ListLiteral<"list of ints", IntTree>
  | ListLiteral<"list of bools", BoolTree>
  | ListLiteral<"empty list", never>;

export type ListTree = ValueListTree | ReadPart<"list of ancestors">;

/** The process of the event itself, or one that the event is about, which is a field of its payload. */
export type ProcessTree = Part<"process", "process"> | FieldPart<"process">;

export type AncestorTree = VariablePart<"ancestor">;

/** A checked condition, or a part of one: plain data, every part with its type and where it stands. */
export type Tree = ScalarTree | ListTree | ProcessTree | AncestorTree;

/** True for a part that is no list and no object. */
export function isScalar<T extends { readonly type: string }>(tree: T): tree is Extract<T, ScalarTree> {
  return tree.type === "string" || tree.type === "int" || tree.type === "bool";
}

/** True for a part that is a list. */
export function isList<T extends { readonly type: string }>(tree: T): tree is Extract<T, ListTree> {
  return tree.type.includes("list");
}

/** The parts that a part is made of, in the order of the text. */
export function partsOfTree(tree: Tree): readonly Tree[] {
  switch (tree.op) {
    case "literal":
    case "field":
    case "variable":
    case "process":
    case "named list":
    case "count":
    case "matched":
      return [];
    case "member":
      return [tree.of];
    case "list":
      return tree.items;
    case "and":
    case "or":
      return tree.operands;
    case "not":
      return [tree.operand];
    case "choose":
      return [tree.test, tree.yes, tree.no];
    case "compare":
    case "compare lists":
    case "sum":
      return [tree.left, tree.right];
    case "in":
      return [tree.value, tree.list];
    case "text":
      return [tree.text, tree.part];
    case "exists":
      return [tree.list, tree.predicate];
    case "inIpRange":
      return "variable" in tree.range ? [tree.ip, tree.range.variable] : [tree.ip];
  }
}
