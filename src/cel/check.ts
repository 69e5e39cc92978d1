import { checkCall, checkMethod } from "./check-call.ts";
import { checkList, checkLiteral, checkNegative } from "./check-literal.ts";
import {
  checkChain,
  checkChoice,
  checkEquality,
  checkIn,
  checkNegation,
  checkOrdering,
  checkSum,
} from "./check-operators.ts";
import { type Language, memberNames, memberOf, type Names } from "./names.ts";
import { suggestion } from "./nearest.ts";
import {
  type ConditionFault,
  MAX_NESTING,
  type Node,
  nesting,
  offsetAfter,
  parseCondition,
  type Report,
} from "./parse.ts";
import { type BoolTree, isScalar, type Place, type ScalarTree, type StringTree, type Tree } from "./tree.ts";

/** What a condition can be checked against. */
export interface CheckContext {
  readonly language: Language;
  readonly names: Names;
}

/** A condition that can be asked, or all that is wrong with it. */
export type Checked = { readonly tree: BoolTree } | { readonly faults: readonly ConditionFault[] };

/** Parses and checks a condition. */
export function checkCondition(source: string, context: CheckContext): Checked {
  const parsed = parseCondition(source);
  if ("fault" in parsed) return { faults: [parsed.fault] };
  const faults: ConditionFault[] = [];
  const report: Report = (offset, code, message) => faults.push({ offset, code, message });
  const tree = new Checker({ ...context, source, report }).bool(parsed.ast, "a condition must be");
  return tree === undefined ? { faults } : { tree };
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

/** Makes the variable of an `exists`, where it is named. */
export type VariableAt = (place: Place) => Tree;

/** The variables of the `exists` around a part, the innermost first. */
interface Variable {
  readonly name: string;
  readonly at: VariableAt;
  readonly outer: Variable | undefined;
}

/**
 * Checks the parts of a syntax tree and gives them with their types. Reports every fault; undefined stands for a
 * part that has one.
 */
export class Checker {
  readonly context: CheckContext & { readonly source: string; readonly report: Report };
  readonly #variable: Variable | undefined;
  readonly #depth: number;

  constructor(context: Checker["context"], variable?: Variable, depth = 0) {
    this.context = context;
    this.#variable = variable;
    this.#depth = depth;
  }

  /** A part of any type, or names that belong together. */
  value(node: Node): Tree | Names | undefined {
    if (this.#depth > MAX_NESTING) {
      const fault = nesting(node.pos);
      return this.fail(fault.offset, fault.code, fault.message);
    }
    const below = new Checker(this.context, this.#variable, this.#depth + 1);
    switch (node.op) {
      case "value":
        return checkLiteral(this, node.args, placeOf(node));
      case "id":
        return this.#name(node.args, placeOf(node));
      case ".":
        return below.#member(node.args[0], node.args[1], node);
      case "list":
        return checkList(below, node.args, placeOf(node));
      case "&&":
      case "||":
        return checkChain(below, node, node.op);
      case "!_":
        return checkNegation(below, node.args, placeOf(node));
      case "-_":
        return checkNegative(below, node.args, placeOf(node));
      case "?:":
        return checkChoice(below, node.args, placeOf(node));
      case "==":
      case "!=":
        return checkEquality(below, node.op, node.args, placeOf(node));
      case "<":
      case "<=":
      case ">":
      case ">=":
        return checkOrdering(below, node.op, node.args, placeOf(node));
      case "in":
        return checkIn(below, node.args, placeOf(node));
      case "+":
      case "-":
        return checkSum(below, node.op, node.args, placeOf(node));
      case "*":
      case "/":
      case "%":
        return this.notAllowed(offsetAfter(this.context.source, node.args[0]), `"${node.op}"`);
      case "call":
        return checkCall(below, node.args, placeOf(node));
      case "rcall":
        return checkMethod(below, node.args, placeOf(node));
      case "[]":
      case ".?":
      case "[?]": {
        const offset = offsetAfter(this.context.source, node.args[0]);
        return this.notAllowed(offset, "indexing", "to look through a list, use exists");
      }
      case "map":
        return this.notAllowed(node.start, "a map literal");
    }
  }

  /** A part that must be bool; `why` begins the message if it is not. */
  bool(node: Node, why: string): BoolTree | undefined {
    const value = this.value(node);
    if (value === undefined || value.type === "bool") return value;
    return this.fail(node.start, "condition-type", `${why} a bool, and this is ${typeName(value)}`);
  }

  /** A part that must be a string; `why` begins the message if it is not. */
  string(node: Node, why: string): StringTree | undefined {
    const value = this.value(node);
    if (value === undefined || value.type === "string") return value;
    return this.fail(node.start, "condition-type", `${why} a string, and this is ${typeName(value)}`);
  }

  /** A part that must be a string, an int or a bool. */
  scalar(node: Node, why: string): ScalarTree | undefined {
    const value = this.value(node);
    if (value === undefined || isScalar(value)) return value;
    return this.fail(
      node.start,
      "condition-type",
      `${why} a string, an int or a bool, and this is ${typeName(value)}`,
    );
  }

  /** The checker for the predicate of an `exists`. */
  withVariable(name: string, at: VariableAt): Checker {
    return new Checker(this.context, { name, at, outer: this.#variable }, this.#depth);
  }

  /** Reports a fault; gives undefined, as the part's value. */
  fail(...fault: Parameters<Report>): undefined {
    this.context.report(...fault);
  }

  /** Reports a part of CEL that conditions do not have. */
  notAllowed(offset: number, what: string, instead?: string): undefined {
    const where = this.context.language === "event" ? "in a condition" : "in a correlation";
    this.fail(offset, "not-allowed", `${what} is not allowed ${where}${instead ? `; ${instead}` : ""}`);
  }

  #name(name: string, place: Place): Tree | Names | undefined {
    for (let variable = this.#variable; variable !== undefined; variable = variable.outer) {
      if (variable.name === name) return variable.at(place);
    }
    return this.#named(this.context.names, name, place, place.start);
  }

  #member(of: Node, name: string, node: Node): Tree | Names | undefined {
    const owner = this.value(of);
    if (owner === undefined) return undefined;
    switch (owner.type) {
      case "names":
        return this.#named(owner, name, placeOf(node), node.pos);
      case "process":
      case "ancestor": {
        const field = memberOf(owner, name, placeOf(node));
        return field ?? this.#unknown("field", name, suggestion(name, memberNames(owner)), node.pos);
      }
      default: {
        const message = `"${name}" is asked of ${typeName(owner)}, which has no fields`;
        return this.fail(node.pos, "unknown-name", message);
      }
    }
  }

  #named(names: Names, name: string, place: Place, offset: number): Tree | Names | undefined {
    const named = names.members.get(name);
    if (named !== undefined) return typeof named === "function" ? named(place) : named;
    const known = [...names.members.keys()];
    if (names === this.context.names) {
      for (let variable = this.#variable; variable !== undefined; variable = variable.outer) {
        known.push(variable.name);
      }
    }
    return this.#unknown(names.noun, name, names.explain?.(name) ?? suggestion(name, known), offset);
  }

  #unknown(noun: Names["noun"], name: string, more: string, offset: number): undefined {
    this.fail(offset, "unknown-name", `unknown ${noun} "${name}": ${more}`);
  }
}

function placeOf({ start, end }: Node): Place {
  return { start, end };
}
