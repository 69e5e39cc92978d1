import { type ASTNode, Environment, ParseError } from "@marcbachmann/cel-js";
import { MAX_NESTING, tooDeepAt } from "./nesting.ts";

export type AstNode = ASTNode;

/** Why a condition cannot be used; one code for each remedy. */
export type ConditionFaultCode =
  | "condition-syntax"
  | "condition-type"
  | "condition-nesting"
  | "not-allowed"
  | "unknown-name"
  | "invalid-cidr"
  | "int-out-of-range";

/** One thing that is wrong in a condition, at an offset in its text. */
export interface ConditionFault {
  readonly offset: number;
  readonly code: ConditionFaultCode;
  readonly message: string;
}

/** Takes a fault; the check goes on after it, to find the others. */
export type ReportFault = (offset: number, code: ConditionFaultCode, message: string) => void;

/** The parser counts the whole expression as one level. The other limits leave room for conditions of 100 kB. */
const environment = new Environment({
  limits: {
    maxDepth: MAX_NESTING + 1,
    maxAstNodes: 200_000,
    maxListElements: 100_000,
    maxCallArguments: 32,
  },
});

/** The syntax tree of a condition, or what is wrong with its text. */
export function parseCondition(source: string): { ast: AstNode } | { fault: ConditionFault } {
  const tooDeep = tooDeepAt(source);
  if (tooDeep !== undefined) return { fault: nesting(tooDeep) };
  try {
    return { ast: environment.parse(source).ast };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const offset = error.range?.start ?? 0;
    if (error.code === "limit_exceeded" && error.summary.includes("maxDepth"))
      return { fault: nesting(offset) };
    return { fault: { offset, code: "condition-syntax", message: sentence(error, source) } };
  }
}

/** The fault of a condition that nests too deep. */
export function nesting(offset: number): ConditionFault {
  return {
    offset,
    code: "condition-nesting",
    message: `nested more than ${MAX_NESTING} deep; use a list, or split the rule`,
  };
}

function sentence(error: ParseError, source: string): string {
  if (source.trim() === "") return "the condition is empty";
  if (source[error.range?.start ?? 0] === "=") return 'unexpected "="; to compare, write "=="';
  if (error.code === "invalid_macro_argument") return "the first argument must be a name: exists(x, x == …)";
  return error.summary.replace("EOF", "the end of the condition");
}

/** The offset of the operator, the method's name or the bracket that follows an operand. */
export function offsetAfter(source: string, operand: AstNode): number {
  AFTER_OPERAND.lastIndex = operand.end;
  return operand.end + (AFTER_OPERAND.exec(source)?.[0].length ?? 0);
}

/** Space, comments, closing parentheses around the operand, and the dot before a method's name. */
const AFTER_OPERAND = /(?:[\s).]|\/\/[^\n]*)*/y;
