import type { Event, Image, Process } from "../events/event.ts";
import type { Text } from "../events/text.ts";
import type { ScalarValue } from "./compare.ts";
import * as fields from "./fields.ts";
import type { FieldOf, IntPlan, Plan, ProcessPlan, ScalarPlan, StringPlan, ValueListPlan } from "./plan.ts";
import type { Int } from "./tree.ts";

/** Computes a part of a condition for an event. Never throws. */
export type Read<T> = (event: Event) => T;
export type Test = Read<boolean>;

/**
 * What an `exists` is at: one of these, by the type of its list. Each `exists` has its own cell, which it writes
 * before its predicate is asked, since conditions run one at a time.
 */
export interface Cell {
  text: string;
  int: Int;
  bool: boolean;
  image: Image;
}

/** Makes the parts of a plan ready that are no tests: strings, ints, lists, and what they are read from. */
export class Reads {
  readonly #bool: (plan: Plan, cells: readonly Cell[]) => Test;

  /** `bool` makes the tests ready that a ternary or a list has in it. */
  constructor(bool: (plan: Plan, cells: readonly Cell[]) => Test) {
    this.#bool = bool;
  }

  string(plan: StringPlan, cells: readonly Cell[]): Read<string> {
    switch (plan.op) {
      case "constant":
        return () => plan.value;
      case "field":
        return this.#stringField(plan, cells);
      case "variable": {
        const cell = cellOf(cells, plan.level);
        return () => cell.text;
      }
      case "choose": {
        const test = this.#bool(plan.test, cells);
        const [yes, no] = [this.string(plan.yes, cells), this.string(plan.no, cells)];
        return (event) => (test(event) ? yes(event) : no(event));
      }
    }
  }

  int(plan: IntPlan, cells: readonly Cell[]): Read<Int> {
    switch (plan.op) {
      case "constant":
        return () => plan.value;
      case "field":
        return this.field(plan, fields.intOf, cells);
      case "variable": {
        const cell = cellOf(cells, plan.level);
        return () => cell.int;
      }
      case "choose": {
        const test = this.#bool(plan.test, cells);
        const [yes, no] = [this.int(plan.yes, cells), this.int(plan.no, cells)];
        return (event) => (test(event) ? yes(event) : no(event));
      }
    }
  }

  scalar(plan: ScalarPlan, cells: readonly Cell[]): Read<ScalarValue> {
    switch (plan.type) {
      case "string":
        return this.string(plan, cells);
      case "int":
        return this.int(plan, cells);
      case "bool":
        return this.#bool(plan, cells);
    }
  }

  /** The elements of a list. */
  values(list: ValueListPlan, cells: readonly Cell[]): Read<readonly ScalarValue[]> {
    switch (list.op) {
      case "constants":
        return () => list.items;
      case "values": {
        const items = list.items.map((item) => this.scalar(item, cells));
        return (event) => items.map((item) => item(event));
      }
      case "texts": {
        const items = this.texts(list, cells);
        return (event) => items(event).map(foldedOf);
      }
    }
  }

  /** Nearly all that is looked through are arguments, and nearly all strings paths: these are read directly. */
  texts(list: FieldOf, cells: readonly Cell[]): Read<readonly Text[]> {
    const { of, name } = list;
    if (name === "argv") {
      if (of.op === "process") return ({ process }) => process.argv;
      if (of.op === "image") {
        const cell = cellOf(cells, of.level);
        return () => cell.image.argv;
      }
    }
    return this.field(list, fields.textsOf, cells);
  }

  #stringField(field: FieldOf, cells: readonly Cell[]): Read<string> {
    const { of, name } = field;
    if (of.op === "payload") return ({ payload }) => fields.stringOf(payload, name);
    if (name === "exec_path") {
      if (of.op === "process") return ({ process }) => process.exec_path.folded;
      if (of.op === "image") {
        const cell = cellOf(cells, of.level);
        return () => cell.image.exec_path.folded;
      }
    }
    return this.field(field, fields.stringOf, cells);
  }

  field<T>(
    { of, name }: FieldOf,
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
      case "payload process": {
        const process = processRead(of);
        return (event) => read(process(event), name);
      }
    }
  }
}

/** The process of the event, or one that it is about. */
export function processRead(process: ProcessPlan): Read<Process> {
  if (process.op === "process") return (event) => event.process;
  return ({ payload }) => fields.processOf(payload, process.name);
}

function foldedOf({ folded }: Text): string {
  return folded;
}

/** The cell of one more `exists`; nothing of it is read before it is written. */
export function newCell(): Cell {
  return { text: "", int: 0, bool: false, image: fields.NO_ANCESTOR };
}

/** The cells of the `exists` around a predicate, by their levels. */
export function withCell(cells: readonly Cell[], level: number, cell: Cell): Cell[] {
  const inner = cells.slice();
  inner[level] = cell;
  return inner;
}

/** The cell of a level. */
export function cellOf(cells: readonly Cell[], level: number): Cell {
  const cell = cells[level];
  if (cell === undefined)
    throw new Error(`the plan is wrong: no exists of level ${level} is around the part`);
  return cell;
}
