import type { Process } from "../events/event.ts";
import { anyTextTest, inOrder, same, sameItems, TEXT_TESTS } from "./compare.ts";
import * as fields from "./fields.ts";
import { type ImageAnswers, inherited } from "./inherited.ts";
import { isInIpRange, parseIp } from "./ip-range.ts";
import { type ExistsPlan, type InheritedPlan, type Plan, printPlan, type RememberedPlan } from "./plan.ts";
import { type Cell, cellOf, type Holds, newCell, Reads, withCell } from "./run-reads.ts";
import { subjectOf } from "./weigh.ts";

/** What conditions that are asked about the same events have together. */
export interface Together {
  readonly answers: ImageAnswers;
  /** The parts that depend on the event's process alone, by their text: rules repeat them. */
  readonly parts: Map<string, Holds>;
}

/** Makes plans ready to run. */
export class Runner {
  readonly #reads = new Reads((plan, cells) => this.#bool(plan, cells));
  readonly #together: Together;
  readonly #remember: (plan: RememberedPlan, holds: Holds) => Holds;

  /** `remember` gives what asks for a part whose results are remembered by its subject. */
  constructor(together: Together, remember: (plan: RememberedPlan, holds: Holds) => Holds) {
    this.#together = together;
    this.#remember = remember;
  }

  /** The plan of a whole term, which has no variables around it. */
  holds(plan: Plan): Holds {
    return this.#bool(plan, []);
  }

  #bool(plan: Plan, cells: readonly Cell[]): Holds {
    switch (plan.op) {
      case "constant":
        return () => plan.value;
      case "field":
        return this.#reads.field(plan.of, plan.name, fields.boolOf, cells);
      case "variable": {
        const cell = cellOf(cells, plan.level);
        return () => cell.value === true;
      }
      case "choose": {
        const test = this.#bool(plan.test, cells);
        const [yes, no] = [this.#bool(plan.yes, cells), this.#bool(plan.no, cells)];
        return (event) => (test(event) ? yes(event) : no(event));
      }
      case "and":
        return every(plan.operands.map((operand) => this.#bool(operand, cells)));
      case "or":
        return some(plan.operands.map((operand) => this.#bool(operand, cells)));
      case "not": {
        const operand = this.#bool(plan.operand, cells);
        return (event) => !operand(event);
      }
      case "compare": {
        const [left, right] = [this.#reads.scalar(plan.left, cells), this.#reads.scalar(plan.right, cells)];
        const { operator } = plan;
        if (operator === "==") return (event) => same(left(event), right(event));
        return (event) => inOrder(operator, left(event), right(event));
      }
      case "same list": {
        const [left, right] = [this.#reads.values(plan.left, cells), this.#reads.values(plan.right, cells)];
        return (event) => sameItems(left(event), right(event));
      }
      case "in": {
        const [value, list] = [this.#reads.scalar(plan.value, cells), this.#reads.values(plan.list, cells)];
        return (event) => {
          const wanted = value(event);
          for (const item of list(event)) if (same(item, wanted)) return true;
          return false;
        };
      }
      case "text": {
        const test = TEXT_TESTS[plan.method];
        const [text, part] = [this.#reads.string(plan.text, cells), this.#reads.string(plan.part, cells)];
        return (event) => test(text(event), part(event));
      }
      case "any text": {
        const test = anyTextTest(plan.method, plan.parts);
        if (plan.text.op === "variable") {
          const cell = cellOf(cells, plan.text.level);
          return () => test(cell.text);
        }
        const text = this.#reads.string(plan.text, cells);
        return (event) => test(text(event));
      }
      case "in ranges": {
        const ip = this.#reads.string(plan.ip, cells);
        return (event) => {
          const address = parseIp(ip(event));
          for (const range of plan.ranges) if (isInIpRange(address, range)) return true;
          return false;
        };
      }
      case "exists":
        return this.#shared(plan, () => this.#exists(plan, cells));
      case "inherited":
        return this.#shared(plan, () => this.#inherited(plan, cells));
      case "remembered":
        return this.#remember(plan, this.#bool(plan.part, cells));
    }
  }

  /** A part that depends on the event's process alone is made once, and asked once where rule after rule asks it. */
  #shared(plan: ExistsPlan | InheritedPlan, make: () => Holds): Holds {
    const subject = subjectOf(plan);
    if (subject?.kind !== "process" || subject.of.op !== "process") return make();
    const text = printPlan(plan);
    const known = this.#together.parts.get(text);
    if (known !== undefined) return known;
    const part = lastOf(make());
    this.#together.parts.set(text, part);
    return part;
  }

  #inherited({ process: of, level, predicate }: InheritedPlan, cells: readonly Cell[]): Holds {
    const cell = newCell();
    const test = this.#bool(predicate, withCell(cells, level, cell));
    const isTrue = inherited(this.#together.answers, `$${level} ${printPlan(predicate)}`, (image, event) => {
      cell.image = image;
      return test(event);
    });
    if (of.op === "process") return (event) => isTrue(event.process, event);
    const process = this.#reads.process(of, cells);
    return (event) => isTrue(process(event), event);
  }

  #exists({ list, level, predicate }: ExistsPlan, cells: readonly Cell[]): Holds {
    const cell = newCell();
    const test = this.#bool(predicate, withCell(cells, level, cell));
    switch (list.op) {
      case "texts": {
        const items = this.#reads.texts(list.of, list.name, cells);
        return (event) => {
          for (const { folded } of items(event)) {
            cell.text = folded;
            if (test(event)) return true;
          }
          return false;
        };
      }
      case "ancestors": {
        const items = this.#reads.field(list.of, list.name, fields.ancestorsOf, cells);
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
            if (typeof item === "string") cell.text = item;
            else cell.value = item;
            if (test(event)) return true;
          }
          return false;
        };
      }
    }
  }
}

function every(operands: readonly Holds[]): Holds {
  const [first, second, ...others] = operands;
  if (first !== undefined && second !== undefined && others.length === 0) {
    return (event) => first(event) && second(event);
  }
  return (event) => {
    for (const operand of operands) if (!operand(event)) return false;
    return true;
  };
}

function some(operands: readonly Holds[]): Holds {
  const [first, second, ...others] = operands;
  if (first !== undefined && second !== undefined && others.length === 0) {
    return (event) => first(event) || second(event);
  }
  return (event) => {
    for (const operand of operands) if (operand(event)) return true;
    return false;
  };
}

function lastOf(holds: Holds): Holds {
  let last: Process | undefined;
  let answer = false;
  return (event) => {
    if (event.process !== last) {
      answer = holds(event);
      last = event.process;
    }
    return answer;
  };
}
