import type { EventKind } from "../kinds/index.ts";
import { contradiction } from "./contradiction.ts";
import { fieldRead, impossibleInt, impossibleString, type StringTest } from "./impossible.ts";
import { planCondition } from "./plan-condition.ts";
import { printTree, shortened } from "./print.ts";
import {
  type BoolTree,
  type Comparison,
  type ListTree,
  type Membership,
  partsOfTree,
  type ScalarTree,
  type StringTree,
  type Tree,
} from "./tree.ts";

/** A part of a condition that is right, and that nobody can have meant: it is the same whatever happens. */
export interface Doubt {
  readonly offset: number;
  readonly always: boolean;
  readonly message: string;
}

/** Finds them in a condition over events of a kind; where there is none, the whole of it is looked at. */
export function doubtsOf(tree: BoolTree, kind: EventKind): readonly Doubt[] {
  const doubts: Doubt[] = [];
  new Search(kind, doubts).search(tree, new Map());
  if (doubts.length > 0) return doubts;
  const plan = planCondition(tree);
  if (plan.op !== "constant") return [];
  const message = plan.value ? "this is always true" : "this can never be true";
  return [{ offset: tree.span.start, always: plan.value, message }];
}

/** The lists of the `exists` around a part, by their variables. */
type ListsAround = ReadonlyMap<string, ListTree>;

class Search {
  readonly #kind: EventKind;
  readonly #doubts: Doubt[];

  constructor(kind: EventKind, doubts: Doubt[]) {
    this.#kind = kind;
    this.#doubts = doubts;
  }

  search(tree: Tree, lists: ListsAround): void {
    switch (tree.op) {
      case "exists":
        this.search(tree.list, lists);
        this.search(tree.predicate, new Map([...lists, [tree.variable, tree.list]]));
        return;
      case "and": {
        const reason = contradiction(tree.operands);
        if (reason !== undefined) this.#never(tree, reason);
        break;
      }
      case "compare":
        this.#comparison(tree, lists);
        break;
      case "in":
        this.#membership(tree, lists);
        break;
      case "text":
        this.#strings(tree, tree.text, tree.method, tree.part, lists);
        break;
    }
    for (const part of partsOfTree(tree)) this.search(part, lists);
  }

  #comparison(tree: Comparison, lists: ListsAround): void {
    const { left, right, operator } = tree;
    if (left.type === "int" && right.type === "int") {
      if (right.op === "literal") this.#int(tree, left, operator, right.value);
      else if (left.op === "literal") this.#int(tree, right, MIRRORED[operator], left.value);
    }
    // Of `!=` it is the same slip: what it is compared with is nothing that can be.
    if (left.type !== "string" || right.type !== "string" || !(operator === "==" || operator === "!="))
      return;
    this.#strings(tree, left, "equals", right, lists);
    this.#strings(tree, right, "equals", left, lists);
  }

  #membership(tree: Membership, lists: ListsAround): void {
    const { value, list } = tree;
    if (value.type === "string") this.#eachString(tree, value, "equals", writtenIn(list), lists);
    if (value.op !== "literal" || (list.op !== "field" && list.op !== "member")) return;
    const field = fieldRead(list, this.#kind);
    const reason = field && impossibleString(field, "equals", String(value.value));
    if (reason !== undefined) this.#never(tree, reason);
  }

  #strings(tree: BoolTree, text: StringTree, test: StringTest, part: StringTree, lists: ListsAround): void {
    const list = part.op === "variable" ? lists.get(part.name) : undefined;
    const texts = part.op === "literal" ? [part.value] : list === undefined ? [] : writtenIn(list);
    this.#eachString(tree, text, test, texts, lists);
  }

  #eachString(
    tree: BoolTree,
    read: StringTree,
    test: StringTest,
    texts: readonly string[],
    lists: ListsAround,
  ): void {
    const part = read.op === "variable" ? lists.get(read.name) : read;
    if (part?.op !== "field" && part?.op !== "member") return;
    const field = fieldRead(part, this.#kind);
    if (field === undefined) return;
    let told = 0;
    for (const text of texts) {
      const reason = impossibleString(field, test, text);
      if (reason === undefined) continue;
      this.#never(tree, `${shortened(JSON.stringify(text), SHOWN)}: ${reason}`);
      if (++told === MAX_ITEMS) return;
    }
  }

  #int(tree: BoolTree, read: ScalarTree, operator: Comparison["operator"], int: number | bigint): void {
    if (read.op !== "field" && read.op !== "member") return;
    const field = fieldRead(read, this.#kind);
    const reason = field && impossibleInt(field, operator, int);
    if (reason !== undefined) this.#never(tree, reason);
  }

  #never(tree: BoolTree, reason: string): void {
    const always = tree.op === "compare" && tree.operator === "!=";
    const shown = shortened(printTree(tree), SHOWN);
    const message = `${shown} is ${always ? "always" : "never"} true: ${reason}`;
    this.#doubts.push({ offset: tree.span.start, always, message });
  }
}

const MIRRORED = {
  "==": "==",
  "!=": "!=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
} as const satisfies Record<Comparison["operator"], Comparison["operator"]>;

/** The strings of a list that are written down. */
function writtenIn(list: ListTree): readonly string[] {
  if (list.op === "named list") return list.items;
  if (list.op !== "list" || list.type !== "list of strings") return [];
  return list.items.flatMap((item) => (item.op === "literal" ? [item.value] : []));
}

/** Items of one list that are told: who wrote as many wrote them all alike. */
const MAX_ITEMS = 5;

const SHOWN = 100;
