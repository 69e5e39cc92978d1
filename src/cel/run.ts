import { anyTextTest, inOrder, isBool, isString, same, sameItems, TEXT_TESTS } from "./compare.ts";
import * as fields from "./fields.ts";
import { inherited } from "./inherited.ts";
import { isInIpRange, parseIp } from "./ip-range.ts";
import type {
  AnyTextPlan,
  ComparisonPlan,
  ExistsPlan,
  InheritedPlan,
  MembershipPlan,
  Plan,
  RangePlan,
  RangesPlan,
  RememberedPlan,
} from "./plan.ts";
import { printPlan } from "./print.ts";
import { subjectOf } from "./roots.ts";
import { type Cell, cellOf, newCell, processRead, Reads, type Test, withCell } from "./run-reads.ts";
import type { Together } from "./together.ts";

/** Makes plans ready to run: of each part becomes a function, once, which is then called for each event. */
export class Runner {
  readonly #reads = new Reads((plan, cells) => this.test(plan, cells));
  readonly #together: Together;
  readonly #remember: (plan: RememberedPlan, part: Test) => Test;

  /** `remember` gives what asks for a part whose results are remembered by its subject. */
  constructor(together: Together, remember: (plan: RememberedPlan, part: Test) => Test) {
    this.#together = together;
    this.#remember = remember;
  }

  /** The test that a plan says; `cells` are those of the `exists` around it, and a whole term has none. */
  test(plan: Plan, cells: readonly Cell[] = []): Test {
    switch (plan.op) {
      case "constant":
        return () => plan.value;
      case "field":
        return this.#reads.field(plan, fields.boolOf, cells);
      case "variable": {
        const cell = cellOf(cells, plan.level);
        return () => cell.bool;
      }
      case "choose": {
        const test = this.test(plan.test, cells);
        const [yes, no] = [this.test(plan.yes, cells), this.test(plan.no, cells)];
        return (event) => (test(event) ? yes(event) : no(event));
      }
      case "and":
        return every(plan.operands.map((operand) => this.test(operand, cells)));
      case "or":
        return some(plan.operands.map((operand) => this.test(operand, cells)));
      case "not": {
        const operand = this.test(plan.operand, cells);
        return (event) => !operand(event);
      }
      case "compare":
        return this.#comparison(plan, cells);
      case "same list": {
        const [left, right] = [this.#reads.values(plan.left, cells), this.#reads.values(plan.right, cells)];
        return (event) => sameItems(left(event), right(event));
      }
      case "in":
        return this.#membership(plan, cells);
      case "text": {
        const test = TEXT_TESTS[plan.method];
        const [text, part] = [this.#reads.string(plan.text, cells), this.#reads.string(plan.part, cells)];
        return (event) => test(text(event), part(event));
      }
      case "any text":
        return this.#anyText(plan, cells);
      case "in ranges":
        return this.#inRanges(plan, cells);
      case "in range":
        return this.#inRange(plan, cells);
      case "exists":
        return this.#shared(plan, () => this.#exists(plan, cells));
      case "inherited":
        return this.#shared(plan, () => this.#inherited(plan, cells));
      case "remembered":
        return this.#remember(plan, this.test(plan.part, cells));
    }
  }

  #comparison({ operator, left: leftPlan, right: rightPlan }: ComparisonPlan, cells: readonly Cell[]): Test {
    const [left, right] = [this.#reads.scalar(leftPlan, cells), this.#reads.scalar(rightPlan, cells)];
    if (operator === "==") return (event) => same(left(event), right(event));
    return (event) => inOrder(operator, left(event), right(event));
  }

  #membership(plan: MembershipPlan, cells: readonly Cell[]): Test {
    const [value, list] = [this.#reads.scalar(plan.value, cells), this.#reads.values(plan.list, cells)];
    return (event) => {
      const wanted = value(event);
      for (const item of list(event)) if (same(item, wanted)) return true;
      return false;
    };
  }

  #anyText({ method, text: plan, parts }: AnyTextPlan, cells: readonly Cell[]): Test {
    const test = anyTextTest(method, parts);
    if (plan.op === "variable") {
      const cell = cellOf(cells, plan.level);
      return () => test(cell.text);
    }
    const text = this.#reads.string(plan, cells);
    return (event) => test(text(event));
  }

  #inRanges({ ip: plan, ranges }: RangesPlan, cells: readonly Cell[]): Test {
    const ip = this.#reads.string(plan, cells);
    return (event) => {
      const address = parseIp(ip(event));
      for (const range of ranges) if (isInIpRange(address, range)) return true;
      return false;
    };
  }

  #inRange({ ip: plan, range, ranges }: RangePlan, cells: readonly Cell[]): Test {
    const [ip, cell] = [this.#reads.string(plan, cells), cellOf(cells, range.level)];
    return (event) => {
      const found = ranges.get(cell.text);
      return found !== undefined && isInIpRange(parseIp(ip(event)), found);
    };
  }

  /** What depends on the event's process alone is shared by all rules that ask it. */
  #shared(plan: ExistsPlan | InheritedPlan, make: () => Test): Test {
    const subject = subjectOf(plan);
    const isOfProcess = subject?.kind === "process" && subject.process.op === "process";
    return isOfProcess ? this.#together.ofProcess(printPlan(plan), make) : make();
  }

  #inherited({ process: of, level, predicate }: InheritedPlan, cells: readonly Cell[]): Test {
    const cell = newCell();
    const test = this.test(predicate, withCell(cells, level, cell));
    const isTrue = inherited(this.#together.answers, `$${level} ${printPlan(predicate)}`, (image, event) => {
      cell.image = image;
      return test(event);
    });
    const process = processRead(of);
    return (event) => isTrue(process(event), event);
  }

  #exists({ list, level, predicate }: ExistsPlan, cells: readonly Cell[]): Test {
    const cell = newCell();
    const test = this.test(predicate, withCell(cells, level, cell));
    switch (list.op) {
      case "texts": {
        const items = this.#reads.texts(list, cells);
        return (event) => {
          for (const { folded } of items(event)) {
            cell.text = folded;
            if (test(event)) return true;
          }
          return false;
        };
      }
      case "ancestors": {
        const items = this.#reads.field(list, fields.ancestorsOf, cells);
        return (event) => {
          for (const item of items(event)) {
            cell.image = item;
            if (test(event)) return true;
          }
          return false;
        };
      }
      case "constants":
      case "values": {
        const items = this.#reads.values(list, cells);
        return (event) => {
          for (const item of items(event)) {
            if (isString(item)) cell.text = item;
            else if (isBool(item)) cell.bool = item;
            else cell.int = item;
            if (test(event)) return true;
          }
          return false;
        };
      }
    }
  }
}

function every(operands: readonly Test[]): Test {
  const [first, second, ...others] = operands;
  if (first !== undefined && second !== undefined && others.length === 0) {
    return (event) => first(event) && second(event);
  }
  return (event) => {
    for (const operand of operands) if (!operand(event)) return false;
    return true;
  };
}

function some(operands: readonly Test[]): Test {
  const [first, second, ...others] = operands;
  if (first !== undefined && second !== undefined && others.length === 0) {
    return (event) => first(event) || second(event);
  }
  return (event) => {
    for (const operand of operands) if (operand(event)) return true;
    return false;
  };
}
