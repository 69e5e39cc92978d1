import { suggestion } from "../shape/nearest.ts";
import { asksOf } from "./asks.ts";
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
import { type CheckContext, Checker, type ExistsVariable, typeName } from "./checker.ts";
import { habitOf, memberNames, memberOf, type Names } from "./names.ts";
import { MAX_NESTING } from "./nesting.ts";
import {
  type AstNode,
  type ConditionFault,
  nesting,
  offsetAfter,
  parseCondition,
  type ReportFault,
} from "./parse.ts";
import type { BoolTree, Span, Tree } from "./tree.ts";

/** A condition that can be asked, or all that is wrong with it. */
export type Checked = { readonly tree: BoolTree } | { readonly faults: readonly ConditionFault[] };

/** Parses and checks a condition. */
export function checkCondition(source: string, context: CheckContext): Checked {
  const parsed = parseCondition(source);
  if ("fault" in parsed) return { faults: [parsed.fault] };
  const faults: ConditionFault[] = [];
  const report: ReportFault = (offset, code, message) => faults.push({ offset, code, message });
  const tree = new TreeChecker({ ...context, source, report }).bool(parsed.ast, "a condition must be");
  if (tree !== undefined && context.language === "correlation" && asksOf(tree).rules.length === 0) {
    report(0, "not-allowed", "a correlation counts at least one rule: rule.<rule_id>.total_count");
  }
  return tree === undefined || faults.length > 0 ? { faults } : { tree };
}

/** The variables of the `exists` around a part, the innermost first. */
interface Variable extends ExistsVariable {
  readonly outer: Variable | undefined;
}

/** Knows for each kind of part who checks it, and what a name means where it stands. */
class TreeChecker extends Checker {
  readonly #variable: Variable | undefined;
  readonly #depth: number;

  constructor(context: Checker["context"], variable?: Variable, depth = 0) {
    super(context);
    this.#variable = variable;
    this.#depth = depth;
  }

  value(node: AstNode): Tree | Names | undefined {
    if (this.#depth > MAX_NESTING) {
      const fault = nesting(node.pos);
      return this.fail(fault.offset, fault.code, fault.message);
    }
    const below = new TreeChecker(this.context, this.#variable, this.#depth + 1);
    switch (node.op) {
      case "value":
        return checkLiteral(this, node.args, spanOf(node));
      case "id":
        return this.#name(node.args, spanOf(node));
      case ".":
        return below.#member(node.args[0], node.args[1], node);
      case "list":
        return checkList(below, node.args, spanOf(node));
      case "&&":
      case "||":
        return checkChain(below, node, node.op);
      case "!_":
        return checkNegation(below, node.args, spanOf(node));
      case "-_":
        return checkNegative(below, node.args, spanOf(node));
      case "?:":
        return checkChoice(below, node.args, spanOf(node));
      case "==":
      case "!=":
        return checkEquality(below, node.op, node.args, spanOf(node));
      case "<":
      case "<=":
      case ">":
      case ">=":
        return checkOrdering(below, node.op, node.args, spanOf(node));
      case "in":
        return checkIn(below, node.args, spanOf(node));
      case "+":
      case "-":
        return checkSum(below, node.op, node.args, spanOf(node));
      case "*":
      case "/":
      case "%":
        return this.notAllowed(offsetAfter(this.context.source, node.args[0]), `"${node.op}"`);
      case "call":
        return checkCall(below, node.args, spanOf(node));
      case "rcall":
        return checkMethod(below, node.args, spanOf(node));
      case "[]":
        return below.#indexed(node.args[0], node.args[1]);
      case ".?":
      case "[?]":
        return this.#refuseIndex(node.args[0]);
      case "map":
        return this.notAllowed(node.start, "a map literal");
    }
  }

  withVariable(variable: ExistsVariable): TreeChecker {
    return new TreeChecker(this.context, { ...variable, outer: this.#variable }, this.#depth);
  }

  variableOf(name: string): ExistsVariable | undefined {
    let variable = this.#variable;
    while (variable !== undefined && variable.name !== name) variable = variable.outer;
    return variable;
  }

  #name(name: string, span: Span): Tree | Names | undefined {
    const variable = this.variableOf(name);
    return variable === undefined
      ? this.#named(this.context.names, name, span, span.start)
      : variable.at(span);
  }

  #member(of: AstNode, name: string, node: AstNode): Tree | Names | undefined {
    const owner = this.value(of);
    if (owner === undefined) return undefined;
    switch (owner.type) {
      case "names":
        return this.#named(owner, name, spanOf(node), node.pos);
      case "process":
      case "ancestor": {
        const field = memberOf(owner, name, spanOf(node));
        return (
          field ??
          this.#unknown("field", name, habitOf(name) ?? suggestion(name, memberNames(owner)), node.pos)
        );
      }
      default: {
        const message = `"${name}" is asked of ${typeName(owner)}, which has no fields`;
        return this.fail(node.pos, "unknown-name", message);
      }
    }
  }

  /** `rule["x"]` is `rule.x`, as files of before write it. Nothing else has an index. */
  #indexed(of: AstNode, index: AstNode): Tree | Names | undefined {
    const isRule = of.op === "id" && of.args === "rule";
    if (!isRule) return this.#refuseIndex(of);
    if (index.op !== "value" || typeof index.args !== "string") {
      return this.fail(
        index.start,
        "condition-type",
        'a rule is named by a string literal: rule["<rule_id>"]',
      );
    }
    const rules = this.value(of);
    // In a condition over events there are none, and that has been told.
    return rules?.type === "names" ? this.#named(rules, index.args, spanOf(index), index.start) : undefined;
  }

  #refuseIndex(of: AstNode): undefined {
    const offset = offsetAfter(this.context.source, of);
    const isList = of.op === "id" && of.args === "list";
    const remedy = isList ? "name a list by list.<name>" : "to look through a list, use exists";
    return this.notAllowed(offset, "indexing", remedy);
  }

  #named(names: Names, name: string, span: Span, offset: number): Tree | Names | undefined {
    const named = names.members.get(name);
    if (named !== undefined) return typeof named === "function" ? named(span) : named;
    const known = [...names.members.keys()];
    if (names === this.context.names) {
      for (let variable = this.#variable; variable !== undefined; variable = variable.outer) {
        known.push(variable.name);
      }
    }
    const more = names.explain?.(name) ?? suggestion(name, known);
    const isText =
      names === this.context.names && this.context.language === "event" && more.startsWith("known:");
    return this.#unknown(names.noun, name, isText ? `${more}; a text is written in quotes` : more, offset);
  }

  #unknown(noun: Names["noun"], name: string, more: string, offset: number): undefined {
    this.fail(offset, "unknown-name", `unknown ${noun} "${name}": ${more}`);
  }
}

function spanOf({ start, end }: AstNode): Span {
  return { start, end };
}
