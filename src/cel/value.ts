import type { Ancestor, Process } from "../events/event.ts";
import type { Text } from "../events/text.ts";
import type { ImageAnswers } from "./image-answers.ts";

/** Computes a part of a condition from what the condition is asked about. Never throws. */
export type Read<I, T> = (input: I) => T;

/** A number, or a bigint where a literal or a sum passes the integers that a number holds exactly. */
export type Int = number | bigint;

/** What of an event alone a part of a condition may depend on: its process, or one string of its payload. */
export type Subject = { readonly kind: "process" } | { readonly kind: "field"; readonly name: string };

/** A thing that a part of a condition depends on. */
export interface Root<I> {
  /** The string that results can be remembered by, where it is one. */
  readonly read: Read<I, string> | undefined;
  readonly subject?: Subject;
}

interface Computed<I> {
  /** Empty for a constant. */
  readonly roots: ReadonlySet<Root<I>>;
  /** What computing costs, about: 1 is one comparison of strings. */
  readonly weight: number;
}

export interface StringValue<I> extends Computed<I> {
  readonly type: "string";
  /** Folded. */
  readonly read: Read<I, string>;
}

export interface IntValue<I> extends Computed<I> {
  readonly type: "int";
  readonly read: Read<I, Int>;
}

export interface BoolValue<I> extends Computed<I> {
  readonly type: "bool";
  readonly read: Read<I, boolean>;
  /** For `&&`, what must be true for it to be; for `||`, what must be false for it not to be. */
  readonly operands?: Operands<I> | undefined;
  /** For a comparison of two strings, which those are. */
  readonly test?: TextTest<I> | undefined;
}

export interface Operands<I> {
  readonly of: "&&" | "||";
  readonly values: readonly BoolValue<I>[];
}

/** A comparison of a text with a part. */
export interface TextTest<I> {
  readonly method: "equals" | "startsWith" | "endsWith" | "contains";
  readonly text: StringValue<I>;
  readonly part: StringValue<I>;
}

export type ScalarValue<I> = StringValue<I> | IntValue<I> | BoolValue<I>;

/** A list; `none` is the element of an empty list literal, which goes with every type. */
export type ListValue<I> = Computed<I> & { readonly type: "list" } & (
    | { readonly element: "string"; readonly read: Read<I, readonly Text[]> }
    | { readonly element: "int"; readonly read: Read<I, readonly Int[]> }
    | { readonly element: "bool"; readonly read: Read<I, readonly boolean[]> }
    | {
        readonly element: "ancestor";
        readonly read: Read<I, readonly Ancestor[]>;
        /** Where they are all ancestors of a process; undefined for descendants. */
        readonly lineage: Lineage<I> | undefined;
      }
    | { readonly element: "none"; readonly read: Read<I, readonly never[]> }
  );

/** A process, and what is remembered about the images above it. */
export interface Lineage<I> {
  readonly process: Read<I, Process>;
  readonly answers: ImageAnswers;
}

/** A list whose elements can be compared. */
export type ScalarList<I> = Exclude<ListValue<I>, { readonly element: "ancestor" }>;

/** Something that a condition can only ask for its members: the process, an ancestor, the lists. */
export interface ObjectValue<I> {
  readonly type: "object";
  /** What a member is called in messages. */
  readonly noun: "field" | "list" | "rule";
  readonly members: ReadonlyMap<string, Value<I>>;
  /** More about a name that is no member, where there is more to say than the nearest one. */
  readonly explain?: (name: string) => string | undefined;
  /** Among the names of a whole condition: parts of other conditions that have the same names. */
  readonly shared?: SharedParts<I>;
}

/** Parts of conditions that several conditions may have, by their text. */
export interface SharedParts<I> {
  get(source: string): BoolValue<I> | undefined;
  add(source: string, part: BoolValue<I>): BoolValue<I>;
}

/** A part of a condition after its check: its type, and how to compute it. */
export type Value<I> = ScalarValue<I> | ListValue<I> | ObjectValue<I>;

/** The variable of an `exists`: its value for the predicate, and the place that the loop fills. */
export interface LoopVariable<I> {
  readonly value: Value<I>;
  /** Runs the predicate over the list. */
  readonly exists: (predicate: BoolValue<I>) => BoolValue<I>;
}

/** True for a value that is no list and no object. */
export function isScalar<I>(value: Value<I>): value is ScalarValue<I> {
  return value.type !== "list" && value.type !== "object";
}

/** The type of a value, in messages. */
export function typeName<I>(value: Value<I>): string {
  switch (value.type) {
    case "string":
      return "a string";
    case "int":
      return "an int";
    case "bool":
      return "a bool";
    case "list":
      return value.element === "none" ? "an empty list" : `a list of ${value.element}s`;
    case "object":
      return "an object";
  }
}

/** Everything that a value made of others depends on. */
export function rootsOf<I>(parts: readonly Computed<I>[]): ReadonlySet<Root<I>> {
  return new Set(parts.flatMap((part) => [...part.roots]));
}

/** The weights of parts, added. */
export function weightOf<I>(parts: readonly Computed<I>[]): number {
  return parts.reduce((sum, part) => sum + part.weight, 0);
}
