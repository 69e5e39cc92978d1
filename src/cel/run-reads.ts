import type { Event, Image, Process } from "../events/event.ts";
import type { Text } from "../events/text.ts";
import type { ScalarValue } from "./compare.ts";
import * as fields from "./fields.ts";
import type { IntPlan, ListPlan, OwnerPlan, Plan, ScalarPlan, StringPlan } from "./plan.ts";
import type { Int } from "./tree.ts";

/** Computes a part of a condition for an event. Never throws. */
export type Read<T> = (event: Event) => T;
export type Holds = Read<boolean>;

/** What an `exists` is at; each one has its own, since conditions run one at a time. */
export interface Cell {
  text: string;
  value: Int | boolean;
  image: Image;
}

/** Makes the parts of a plan ready that are no tests: strings, ints, lists, and what they are read from. */
export class Reads {
  readonly #bool: (plan: Plan, cells: readonly Cell[]) => Holds;

  /** `bool` makes the tests ready that a ternary or a list has in it. */
  constructor(bool: (plan: Plan, cells: readonly Cell[]) => Holds) {
    this.#bool = bool;
  }

  string(plan: StringPlan, cells: readonly Cell[]): Read<string> {
    switch (plan.op) {
      case "constant":
        return () => plan.value;
      case "field":
        return this.#stringField(plan.of, plan.name, cells);
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
        return this.field(plan.of, plan.name, fields.intOf, cells);
      case "variable": {
        const cell = cellOf(cells, plan.level);
        return () => (typeof cell.value === "boolean" ? 0 : cell.value);
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

  /** The elements of a list that has no ancestors. */
  values(list: ListPlan, cells: readonly Cell[]): Read<readonly ScalarValue[]> {
    switch (list.op) {
      case "constants":
        return () => list.items;
      case "values": {
        const items = list.items.map((item) => this.scalar(item, cells));
        return (event) => items.map((item) => item(event));
      }
      case "texts": {
        const items = this.texts(list.of, list.name, cells);
        return (event) => items(event).map(foldedOf);
      }
      case "ancestors":
        return () => [];
    }
  }

  /** Nearly all that is looked through are arguments, and nearly all strings paths: these are read directly. */
  texts(of: OwnerPlan, name: string, cells: readonly Cell[]): Read<readonly Text[]> {
    if (name === "argv") {
      if (of.op === "process") return ({ process }) => process.argv;
      if (of.op === "image") {
        const cell = cellOf(cells, of.level);
        return () => cell.image.argv;
      }
    }
    return this.field(of, name, fields.textsOf, cells);
  }

  #stringField(of: OwnerPlan, name: string, cells: readonly Cell[]): Read<string> {
    if (of.op === "payload") return ({ payload }) => fields.stringOf(payload, name);
    if (name === "exec_path") {
      if (of.op === "process") return ({ process }) => process.exec_path.folded;
      if (of.op === "image") {
        const cell = cellOf(cells, of.level);
        return () => cell.image.exec_path.folded;
      }
    }
    return this.field(of, name, fields.stringOf, cells);
  }

  process(of: OwnerPlan, cells: readonly Cell[]): Read<Process> {
    return of.op === "owned process"
      ? this.field(of.of, of.name, fields.processOf, cells)
      : (event) => event.process;
  }

  field<T>(
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
        const process = this.process(of, cells);
        return (event) => read(process(event), name);
      }
    }
  }
}

function foldedOf({ folded }: Text): string {
  return folded;
}

/** The cell of one more `exists`. */
export function newCell(): Cell {
  return { text: "", value: 0, image: fields.NO_ANCESTOR };
}

/** The cells of the `exists` around a predicate, by their levels. */
export function withCell(cells: readonly Cell[], level: number, cell: Cell): Cell[] {
  const inner = cells.slice();
  inner[level] = cell;
  return inner;
}

/** The cell of a level. */
export function cellOf(cells: readonly Cell[], level: number): Cell {
  return cells[level] ?? newCell();
}
