import type { Event, Process } from "../events/event.ts";
import type { Text } from "../events/text.ts";
import { affixTest } from "./affixes.ts";
import { inOrder, type ScalarValue, same, TEXT_TESTS } from "./compare.ts";
import * as fields from "./fields.ts";
import { type ImageAnswers, InheritedQuestion } from "./inherited.ts";
import { isInIpRange, parseIp } from "./ip-range.ts";
import {
  type AnyTextPlan,
  type ExistsPlan,
  type InheritedPlan,
  type IntPlan,
  type ListPlan,
  type OwnerPlan,
  type Plan,
  printPlan,
  type RememberedPlan,
  type ScalarPlan,
  type StringPlan,
} from "./plan.ts";
import type { Int } from "./tree.ts";
import { subjectOf } from "./weigh.ts";

/** Computes a part of a condition for an event. Never throws. */
export type Read<T> = (event: Event) => T;
export type Holds = Read<boolean>;

/** What conditions that are asked about the same events have together. */
export interface Together {
  readonly answers: ImageAnswers;
  /** The parts that depend on the event's process alone, by their text: rules repeat them. */
  readonly parts: Map<string, Holds>;
}

/** What an `exists` is at; each one has its own, since conditions run one at a time. */
interface Cell {
  text: string;
  value: Int | boolean;
  image: object;
}

/** Makes plans ready to run. */
export class Runner {
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
        return this.#field(plan.of, plan.name, fields.boolOf, cells);
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
        const [left, right] = [this.#scalar(plan.left, cells), this.#scalar(plan.right, cells)];
        const { operator } = plan;
        if (operator === "==") return (event) => same(left(event), right(event));
        return (event) => inOrder(operator, left(event), right(event));
      }
      case "same list": {
        const [left, right] = [this.#values(plan.left, cells), this.#values(plan.right, cells)];
        return (event) => sameItems(left(event), right(event));
      }
      case "in": {
        const [value, list] = [this.#scalar(plan.value, cells), this.#values(plan.list, cells)];
        return (event) => {
          const wanted = value(event);
          for (const item of list(event)) if (same(item, wanted)) return true;
          return false;
        };
      }
      case "text": {
        const test = TEXT_TESTS[plan.method];
        const [text, part] = [this.#string(plan.text, cells), this.#string(plan.part, cells)];
        return (event) => test(text(event), part(event));
      }
      case "any text": {
        const text = this.#string(plan.text, cells);
        const test = anyTextTest(plan);
        return (event) => test(text(event));
      }
      case "in ranges": {
        const ip = this.#string(plan.ip, cells);
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
    // The predicate asks of nothing but the image, whatever the event.
    let event: Event | undefined;
    const question = new InheritedQuestion(
      this.#together.answers,
      `$${level} ${printPlan(predicate)}`,
      (image) => {
        cell.image = image;
        return event !== undefined && test(event);
      },
    );
    const process = this.#process(of, cells);
    return (asked) => {
      event = asked;
      return question.ask(process(asked));
    };
  }

  #exists({ list, level, predicate }: ExistsPlan, cells: readonly Cell[]): Holds {
    const cell = newCell();
    const test = this.#bool(predicate, withCell(cells, level, cell));
    switch (list.op) {
      case "texts": {
        const items = this.#field(list.of, list.name, fields.textsOf, cells);
        return (event) => {
          for (const { folded } of items(event)) {
            cell.text = folded;
            if (test(event)) return true;
          }
          return false;
        };
      }
      case "ancestors": {
        const items = this.#field(list.of, list.name, fields.ancestorsOf, cells);
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
        const items = this.#values(list, cells);
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

  #string(plan: StringPlan, cells: readonly Cell[]): Read<string> {
    switch (plan.op) {
      case "constant":
        return () => plan.value;
      case "field":
        return this.#field(plan.of, plan.name, fields.stringOf, cells);
      case "variable": {
        const cell = cellOf(cells, plan.level);
        return () => cell.text;
      }
      case "choose": {
        const test = this.#bool(plan.test, cells);
        const [yes, no] = [this.#string(plan.yes, cells), this.#string(plan.no, cells)];
        return (event) => (test(event) ? yes(event) : no(event));
      }
    }
  }

  #int(plan: IntPlan, cells: readonly Cell[]): Read<Int> {
    switch (plan.op) {
      case "constant":
        return () => plan.value;
      case "field":
        return this.#field(plan.of, plan.name, fields.intOf, cells);
      case "variable": {
        const cell = cellOf(cells, plan.level);
        return () => (typeof cell.value === "boolean" ? 0 : cell.value);
      }
      case "choose": {
        const test = this.#bool(plan.test, cells);
        const [yes, no] = [this.#int(plan.yes, cells), this.#int(plan.no, cells)];
        return (event) => (test(event) ? yes(event) : no(event));
      }
    }
  }

  #scalar(plan: ScalarPlan, cells: readonly Cell[]): Read<ScalarValue> {
    switch (plan.type) {
      case "string":
        return this.#string(plan, cells);
      case "int":
        return this.#int(plan, cells);
      case "bool":
        return this.#bool(plan, cells);
    }
  }

  /** The elements of a list that has no ancestors. */
  #values(list: ListPlan, cells: readonly Cell[]): Read<readonly ScalarValue[]> {
    switch (list.op) {
      case "constants":
        return () => list.items;
      case "values": {
        const items = list.items.map((item) => this.#scalar(item, cells));
        return (event) => items.map((item) => item(event));
      }
      case "texts": {
        const items = this.#field(list.of, list.name, fields.textsOf, cells);
        return (event) => items(event).map(foldedOf);
      }
      case "ancestors":
        return () => [];
    }
  }

  #process(of: OwnerPlan, cells: readonly Cell[]): Read<Process> {
    return of.op === "owned process"
      ? this.#field(of.of, of.name, fields.processOf, cells)
      : (event) => event.process;
  }

  #field<T>(
    of: OwnerPlan,
    name: string,
    read: (owner: fields.Owner, name: string) => T,
    cells: readonly Cell[],
  ): Read<T> {
    switch (of.op) {
      case "payload":
        return ({ payload }) => read(payload, name);
      case "process":
        return ({ process }) => read(process, name);
      case "image": {
        const cell = cellOf(cells, of.level);
        return () => read(cell.image, name);
      }
      case "owned process": {
        const process = this.#process(of, cells);
        return (event) => read(process(event), name);
      }
    }
  }
}

function every(operands: readonly Holds[]): Holds {
  return (event) => {
    for (const operand of operands) if (!operand(event)) return false;
    return true;
  };
}

function some(operands: readonly Holds[]): Holds {
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

function anyTextTest({ method, parts }: AnyTextPlan): (text: string) => boolean {
  const [only = "", ...more] = parts;
  switch (method) {
    case "equals": {
      if (more.length === 0) return (text) => text === only;
      const all = new Set(parts);
      return (text) => all.has(text);
    }
    case "contains":
      return (text) => parts.some((part) => text.includes(part));
    case "startsWith":
      return more.length === 0 ? (text) => text.startsWith(only) : affixTest("start", parts);
    case "endsWith":
      return more.length === 0 ? (text) => text.endsWith(only) : affixTest("end", parts);
  }
}

function sameItems(left: readonly ScalarValue[], right: readonly ScalarValue[]): boolean {
  if (left.length !== right.length) return false;
  return left.every((item, place) => {
    const other = right[place];
    return other !== undefined && same(item, other);
  });
}

function foldedOf({ folded }: Text): string {
  return folded;
}

function newCell(): Cell {
  return { text: "", value: 0, image: fields.NO_ANCESTOR };
}

function withCell(cells: readonly Cell[], level: number, cell: Cell): Cell[] {
  const inner = cells.slice();
  inner[level] = cell;
  return inner;
}

function cellOf(cells: readonly Cell[], level: number): Cell {
  return cells[level] ?? newCell();
}
