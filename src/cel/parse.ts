import { type ASTNode, Environment, ParseError } from "@marcbachmann/cel-js";
import { MAX_NESTING, tooDeepAt } from "./nesting.ts";
import { shortened } from "./print.ts";
import { syntaxRemedy } from "./syntax-remedy.ts";

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

/** What the library's tokens are in a condition. */
const TOKENS: Readonly<Record<string, string>> = {
  EOF: "the end of the condition",
  RPAREN: '")"',
  LPAREN: '"("',
  RBRACKET: '"]"',
  LBRACKET: '"["',
  RBRACE: '"}"',
  LBRACE: '"{"',
  COLON: '":"',
  QUESTION: '"?"',
  COMMA: '","',
  DOT: '"."',
  IDENTIFIER: "a name",
  NUMBER: "a number",
  STRING: "a string",
  AND: '"&&"',
  OR: '"||"',
  NOT: '"!"',
  EQ: '"=="',
  NE: '"!="',
  LT: '"<"',
  LE: '"<="',
  GT: '">"',
  GE: '">="',
  PLUS: '"+"',
  MINUS: '"-"',
  MULTIPLY: '"*"',
  DIVIDE: '"/"',
  MODULO: '"%"',
};

function sentence(error: ParseError, source: string): string {
  if (source.trim() === "") return "the condition is empty";
  const meant = syntaxRemedy(source, error.range?.start ?? 0);
  if (meant !== undefined) return meant;
  if (error.code === "invalid_macro_argument") return "the first argument must be a name: exists(x, x == …)";
  if (error.code === "unterminated_string" || error.summary.startsWith("Newlines")) {
    return 'the string has no end: a quote is missing, or YAML took " #" in it for a comment (then write it below "|")';
  }
  const said = error.summary.replace(/\b[A-Z]+\b/g, (token) => TOKENS[token] ?? token);
  const missing = /^Expected (.*), got (.*)$/.exec(said);
  if (missing !== null) return `${missing[1]} is missing before ${missing[2]}`;
  const unexpected = /^Unexpected token: (.*)$/.exec(said);
  if (unexpected !== null) {
    return unexpected[1] === TOKENS.EOF
      ? "something is missing at the end"
      : `${unexpected[1]} cannot stand here`;
  }
  return said;
}

/** The text of a part as it is written, for messages; of a long one, its beginning. */
export function sourceOf(source: string, { start, end }: AstNode): string {
  return shortened(source.slice(start, end).replaceAll(/\s+/g, " "), SHOWN);
}

const SHOWN = 60;

/** The offset of the operator, the method's name or the bracket that follows an operand. */
export function offsetAfter(source: string, operand: AstNode): number {
  AFTER_OPERAND.lastIndex = operand.end;
  return operand.end + (AFTER_OPERAND.exec(source)?.[0].length ?? 0);
}

/** Space, comments, closing parentheses around the operand, and the dot before a method's name. */
const AFTER_OPERAND = /(?:[\s).]|\/\/[^\n]*)*/y;
