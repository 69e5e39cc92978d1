import { checkCall, checkMethod } from "./check-call.ts";
import { checkEquality, checkIn, checkOrdering, checkSum } from "./check-comparison.ts";
import { checkList, checkLiteral, checkNegative } from "./check-literal.ts";
import type { Report } from "./condition-fault.ts";
import { allOf, anyOf, choose, not } from "./logic.ts";
import { suggestion } from "./nearest.ts";
import { MAX_NESTING } from "./nesting.ts";
import { type Node, nesting, offsetAfter } from "./parse.ts";
import {
  type BoolValue,
  isScalar,
  type ObjectValue,
  type ScalarValue,
  type StringValue,
  typeName,
  type Value,
} from "./value.ts";

/** The two languages: over the fields of an event, or over the counts of rules. */
export type Language = "event" | "correlation";

/** What one condition is checked against. */
export interface CheckContext<I> {
  readonly source: string;
  readonly language: Language;
  readonly names: ObjectValue<I>;
  readonly report: Report;
}

/** The variables of the `exists` around a part, the innermost first. */
interface Variable<I> {
  readonly name: string;
  readonly value: Value<I>;
  readonly outer: Variable<I> | undefined;
}

/**
 * Checks the parts of a syntax tree and gives their values, ready to compute. Reports every fault; undefined
 * stands for a part that has one.
 */
export class Checker<I> {
  readonly context: CheckContext<I>;
  readonly #variable: Variable<I> | undefined;
  readonly #depth: number;

  constructor(context: CheckContext<I>, variable?: Variable<I>, depth = 0) {
    this.context = context;
    this.#variable = variable;
    this.#depth = depth;
  }

  /** A part of any type. */
  value(node: Node): Value<I> | undefined {
    if (this.#depth > MAX_NESTING) {
      const fault = nesting(node.pos);
      return this.fail(fault.offset, fault.code, fault.message);
    }
    const below = new Checker(this.context, this.#variable, this.#depth + 1);
    switch (node.op) {
      case "value":
        return checkLiteral(this, node.args, node.start);
      case "id":
        return this.#name(node.args, node.start);
      case ".":
        return below.#member(node.args[0], node.args[1], node.pos);
      case "list":
        return checkList(below, node.args, node.start);
      case "&&":
      case "||":
        return below.#chain(node, node.op);
      case "!_": {
        const operand = below.bool(node.args, '"!" takes');
        return operand && not(operand);
      }
      case "-_":
        return checkNegative(below, node.args, node.start);
      case "?:":
        return below.#choice(node.args);
      case "==":
      case "!=":
        return checkEquality(below, node.op, node.args);
      case "<":
      case "<=":
      case ">":
      case ">=":
        return checkOrdering(below, node.op, node.args);
      case "in":
        return checkIn(below, node.args);
      case "+":
      case "-":
        return checkSum(below, node.op, node.args);
      case "*":
      case "/":
      case "%":
        return this.notAllowed(offsetAfter(this.context.source, node.args[0]), `"${node.op}"`);
      case "call":
        return checkCall(below, node.args, node.start);
      case "rcall":
        return checkMethod(below, node, node.args);
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
  bool(node: Node, why: string): BoolValue<I> | undefined {
    const value = this.value(node);
    if (value === undefined || value.type === "bool") return value;
    return this.fail(node.start, "condition-type", `${why} a bool, and this is ${typeName(value)}`);
  }

  /** A part that must be a string; `why` begins the message if it is not. */
  string(node: Node, why: string): StringValue<I> | undefined {
    const value = this.value(node);
    if (value === undefined || value.type === "string") return value;
    return this.fail(node.start, "condition-type", `${why} a string, and this is ${typeName(value)}`);
  }

  /** A part that must be a string, an int or a bool. */
  scalar(node: Node, why: string): ScalarValue<I> | undefined {
    const value = this.value(node);
    if (value === undefined || isScalar(value)) return value;
    return this.fail(
      node.start,
      "condition-type",
      `${why} a string, an int or a bool, and this is ${typeName(value)}`,
    );
  }

  /** The text of a part that can be shared with other conditions; undefined inside an `exists`. */
  shareable(node: Node): string | undefined {
    return this.#variable === undefined ? this.context.source.slice(node.start, node.end) : undefined;
  }

  /** The checker for the predicate of an `exists`. */
  withVariable(name: string, value: Value<I>): Checker<I> {
    return new Checker(this.context, { name, value, outer: this.#variable }, this.#depth);
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

  #name(name: string, offset: number): Value<I> | undefined {
    for (let variable = this.#variable; variable !== undefined; variable = variable.outer) {
      if (variable.name === name) return variable.value;
    }
    return this.context.names.members.get(name) ?? this.#unknown(this.context.names, name, offset);
  }

  #member(of: Node, name: string, offset: number): Value<I> | undefined {
    const owner = this.value(of);
    if (owner === undefined) return undefined;
    if (owner.type !== "object") {
      const message = `"${name}" is asked of ${typeName(owner)}, which has no fields`;
      return this.fail(offset, "unknown-name", message);
    }
    return owner.members.get(name) ?? this.#unknown(owner, name, offset);
  }

  #unknown(owner: ObjectValue<I>, name: string, offset: number): undefined {
    const known = [...owner.members.keys()];
    if (owner === this.context.names) {
      for (let variable = this.#variable; variable !== undefined; variable = variable.outer) {
        known.push(variable.name);
      }
    }
    const more = owner.explain?.(name) ?? suggestion(name, known);
    this.fail(offset, "unknown-name", `unknown ${owner.noun} "${name}": ${more}`);
  }

  /** A chain such as a || b || c is one level, however long: the parser nests it to the left. */
  #chain(node: Node, operator: "&&" | "||"): BoolValue<I> | undefined {
    const operands: Node[] = [];
    let rest = node;
    while (rest.op === operator) {
      operands.push(rest.args[1]);
      rest = rest.args[0];
    }
    operands.push(rest);
    const values = operands.reverse().map((operand) => this.bool(operand, `"${operator}" takes`));
    const sound = values.filter((value) => value !== undefined);
    if (sound.length < values.length) return undefined;
    return operator === "&&" ? allOf(sound) : anyOf(sound);
  }

  #choice([test, yes, no]: readonly [Node, Node, Node]): ScalarValue<I> | undefined {
    const condition = this.bool(test, '"?" takes');
    const then = this.scalar(yes, '"?:" gives');
    const otherwise = this.scalar(no, '"?:" gives');
    if (condition === undefined || then === undefined || otherwise === undefined) return undefined;
    if (then.type !== otherwise.type) {
      const message = `the branches of "?:" are ${typeName(then)} and ${typeName(otherwise)}`;
      return this.fail(no.start, "condition-type", message);
    }
    return choose(condition, then, otherwise);
  }
}
