import type { Language, Names } from "./names.ts";
import type { AstNode, ReportFault } from "./parse.ts";
import {
  type BoolTree,
  isScalar,
  type ListTree,
  type ScalarTree,
  type Span,
  type StringTree,
  type Tree,
} from "./tree.ts";

/** What a condition can be checked against. */
export interface CheckContext {
  readonly language: Language;
  readonly names: Names;
}

/** Makes the variable of an `exists`, where it is named. */
export type VariableAt = (span: Span) => Tree;

/** The variable of an `exists`, and the list of which it is an element. */
export interface ExistsVariable {
  readonly name: string;
  readonly at: VariableAt;
  readonly list: ListTree;
  /** All that it can be is written down: it has its case where it is compared with what has. */
  readonly canBeExact: boolean;
}

/**
 * What the check of a part asks of the checks of the parts in it. Each reports the faults that it finds; undefined
 * stands for a part that has one.
 */
export abstract class Checker {
  readonly context: CheckContext & { readonly source: string; readonly report: ReportFault };

  constructor(context: Checker["context"]) {
    this.context = context;
  }

  /** A part of any type, or names that belong together. */
  abstract value(node: AstNode): Tree | Names | undefined;

  /** The checker for the predicate of an `exists`. */
  abstract withVariable(variable: ExistsVariable): Checker;

  /** The variable that a name means where the part stands; undefined where it means none. */
  abstract variableOf(name: string): ExistsVariable | undefined;

  /** A part that must be bool; `why` begins the message if it is not. */
  bool(node: AstNode, why: string): BoolTree | undefined {
    const value = this.value(node);
    if (value === undefined || value.type === "bool") return value;
    return this.fail(node.start, "condition-type", `${why} a bool, and this is ${typeName(value)}`);
  }

  /** A part that must be a string; `why` begins the message if it is not. */
  string(node: AstNode, why: string): StringTree | undefined {
    const value = this.value(node);
    if (value === undefined || value.type === "string") return value;
    return this.fail(node.start, "condition-type", `${why} a string, and this is ${typeName(value)}`);
  }

  /** A part that must be a string, an int or a bool. */
  scalar(node: AstNode, why: string): ScalarTree | undefined {
    const value = this.value(node);
    if (value === undefined || isScalar(value)) return value;
    return this.fail(
      node.start,
      "condition-type",
      `${why} a string, an int or a bool, and this is ${typeName(value)}`,
    );
  }

  /** Reports a fault; gives undefined, as the part's value. */
  fail(...fault: Parameters<ReportFault>): undefined {
    this.context.report(...fault);
  }

  /** Reports a part of CEL that conditions do not have. */
  notAllowed(offset: number, what: string, instead?: string): undefined {
    const where = this.context.language === "event" ? "in a condition" : "in a correlation";
    this.fail(offset, "not-allowed", `${what} is not allowed ${where}${instead ? `; ${instead}` : ""}`);
  }
}

/** The type of a part, in messages. */
export function typeName({ type }: Tree | Names): string {
  switch (type) {
    case "process":
    case "ancestor":
    case "names":
      return "an object";
    case "int":
    case "empty list":
      return `an ${type}`;
    default:
      return `a ${type}`;
  }
}
