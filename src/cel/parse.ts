import { type ASTNode, Environment, ParseError } from "@marcbachmann/cel-js";

export type Node = ASTNode;

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
export type Report = (offset: number, code: ConditionFaultCode, message: string) => void;

/** How deep a condition may nest. */
export const MAX_NESTING = 250;

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
export function parseCondition(source: string): { ast: Node } | { fault: ConditionFault } {
  const tooDeep = nestingFault(source);
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
export function offsetAfter(source: string, operand: Node): number {
  AFTER_OPERAND.lastIndex = operand.end;
  return operand.end + (AFTER_OPERAND.exec(source)?.[0].length ?? 0);
}

/** Space, comments, closing parentheses around the operand, and the dot before a method's name. */
const AFTER_OPERAND = /(?:[\s).]|\/\/[^\n]*)*/y;

/**
 * The offset at which brackets and the operators `!` and `-` before an operand nest too deep; undefined where
 * they do not. The library's parser calls itself for each of these operators without a limit, so this looks
 * first.
 */
function nestingFault(source: string): number | undefined {
  /** For each open bracket, the operators that wait for its operand. */
  const open: number[] = [];
  let depth = 0;
  let afterOperand = false;
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at);
    switch (character) {
      case "!":
      case "-":
        if (source[at + 1] === "=") break;
        if (!afterOperand && ++depth > MAX_NESTING) return at;
        afterOperand = false;
        break;
      case "(":
      case "[":
      case "{":
        open.push(depth);
        if (++depth > MAX_NESTING) return at;
        afterOperand = false;
        break;
      case ")":
      case "]":
      case "}":
        open.pop();
        depth = enclosing(open);
        afterOperand = true;
        break;
      case '"':
      case "'":
        at = stringEnd(source, at) - 1;
        depth = enclosing(open);
        afterOperand = true;
        break;
      case "/":
        if (source[at + 1] === "/") at = lineEnd(source, at);
        break;
      case " ":
      case "\t":
      case "\n":
      case "\r":
        break;
      default:
        depth = enclosing(open);
        afterOperand = /\w/.test(character);
    }
  }
  return undefined;
}

function enclosing(open: readonly number[]): number {
  const depth = open.at(-1);
  return depth === undefined ? 0 : depth + 1;
}

/** The offset after a string literal that starts here; the end of the source where it is not closed. */
function stringEnd(source: string, start: number): number {
  const quote = source.charAt(start);
  const delimiter = source.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
  let at = start + delimiter.length;
  while (at < source.length && !source.startsWith(delimiter, at)) at += source[at] === "\\" ? 2 : 1;
  return at + delimiter.length;
}

function lineEnd(source: string, start: number): number {
  const end = source.indexOf("\n", start);
  return end === -1 ? source.length : end;
}
