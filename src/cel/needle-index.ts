import { type Bits, putAll, putBit, wordsFor } from "./bits.ts";
import type { Needle } from "./needles.ts";

/** What stands for the start of a text, and for its end, among the classes of code units; 0 is what no needle has. */
const [START, END] = [1, 2];

/** What all needles of a kind of event may take: two bytes for each cell of a table of so many. */
const MAX_CELLS = 512 * 1024;
const MAX_STATES = 0xffff;

/** Of a longer needle, so many UTF-16 code units are looked for. */
const MAX_LENGTH = 48;

interface TextState {
  readonly next: Map<number, number>;
  /** The rules of which a needle ends here. */
  rules: Bits | undefined;
}

/**
 * Looks for the needles of many rules at once, in one pass through a text: the automaton of Aho and Corasick over UTF-16
 * code units, with a sign for the start of the text and one for its end. What it takes has a bound; rules for whose
 * needles there is no room, those with most of them, may hold for every text.
 */
export class NeedleIndex {
  readonly #classes = new Map<number, number>();
  /** The classes of the first 128 code units. */
  readonly #ascii = new Uint16Array(128);
  readonly #states: TextState[] = [{ next: new Map(), rules: undefined }];
  readonly #words: number;
  /** The rules that are not told apart by needles. */
  readonly #others: Bits;
  readonly #found: Bits;
  /** For each state and class, the next state. */
  readonly #table: Uint16Array;
  readonly #width: number;

  /** For rules with the numbers below `count`; `needles` has those of which there are some. */
  constructor(count: number, needles: ReadonlyMap<number, readonly Needle[]>) {
    this.#words = wordsFor(count);
    this.#found = new Int32Array(this.#words);
    this.#others = new Int32Array(this.#words);
    for (let rule = 0; rule < count; rule++) if (!needles.has(rule)) putBit(this.#others, rule);
    const wanted = [...needles].map(([rule, all]) => ({ rule, units: all.map(unitsOf) }));
    wanted.sort((a, b) => a.units.flat().length - b.units.flat().length);
    for (const { rule, units } of wanted) {
      if (units.some(({ length }) => length === 0) || !this.#hasRoomFor(units.flat()))
        putBit(this.#others, rule);
      else for (const needle of units) this.#add(rule, needle);
    }
    this.#width = this.#classes.size + END + 1;
    for (const [unit, name] of this.#classes) if (unit < this.#ascii.length) this.#ascii[unit] = name;
    this.#table = this.#close();
  }

  /** The rules of which the text has a needle, and those that have none; the set is overwritten by the next call. */
  rulesFor(text: string): Bits {
    const [table, width, ascii] = [this.#table, this.#width, this.#ascii];
    this.#found.set(this.#others);
    let state = this.#enter(table[START] ?? 0);
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      const name = unit < ascii.length ? ascii[unit] : this.#classes.get(unit);
      state = this.#enter(table[state * width + (name ?? 0)] ?? 0);
    }
    this.#enter(table[state * width + END] ?? 0);
    return this.#found;
  }

  #enter(state: number): number {
    const rules = this.#states[state]?.rules;
    if (rules !== undefined) putAll(this.#found, rules);
    return state;
  }

  #hasRoomFor(units: readonly number[]): boolean {
    const states = this.#states.length + units.length;
    const added = new Set(units.filter((unit) => unit >= 0 && !this.#classes.has(unit)));
    const classes = this.#classes.size + END + 1 + added.size;
    return states <= MAX_STATES && states * classes <= MAX_CELLS;
  }

  #add(rule: number, units: readonly number[]): void {
    let at = 0;
    for (const unit of units) {
      const name = this.#classOf(unit);
      const state = this.#states[at];
      let next = state?.next.get(name);
      if (next === undefined) {
        next = this.#states.push({ next: new Map(), rules: undefined }) - 1;
        state?.next.set(name, next);
      }
      at = next;
    }
    const last = this.#states[at];
    if (last === undefined) return;
    last.rules ??= new Int32Array(this.#words);
    putBit(last.rules, rule);
  }

  #classOf(unit: number): number {
    if (unit < 0) return -unit;
    const name = this.#classes.get(unit) ?? this.#classes.size + END + 1;
    this.#classes.set(unit, name);
    return name;
  }

  /** Says of each state where every class leads, by the longest end of what was read that a needle begins with. */
  #close(): Uint16Array {
    const width = this.#width;
    const table = new Uint16Array(this.#states.length * width);
    const shorter = new Uint16Array(this.#states.length);
    const order = [0];
    for (const at of order) {
      const state = this.#states[at];
      const fallback = (shorter[at] ?? 0) * width;
      for (let name = 0; name < width; name++) {
        const next = state?.next.get(name);
        const other = at === 0 ? 0 : (table[fallback + name] ?? 0);
        table[at * width + name] = next ?? other;
        if (next === undefined) continue;
        shorter[next] = other;
        order.push(next);
        this.#inherit(next, other);
      }
    }
    return table;
  }

  /** What ends in the end of what was read, ends there too. */
  #inherit(at: number, other: number): void {
    const [state, from] = [this.#states[at], this.#states[other]?.rules];
    if (state === undefined || from === undefined) return;
    state.rules ??= new Int32Array(this.#words);
    putAll(state.rules, from);
  }
}

/** What to look for: code units, and negative the signs for start and end. A part of a long needle does. */
function unitsOf({ string, atStart, atEnd }: Needle): number[] {
  const isLong = string.length > MAX_LENGTH;
  const isFromStart = atStart && !(isLong && atEnd);
  const part = isFromStart ? string.slice(0, MAX_LENGTH) : string.slice(-MAX_LENGTH);
  const units = Array.from({ length: part.length }, (_, index) => part.charCodeAt(index));
  return [...(isFromStart ? [-START] : []), ...units, ...(atEnd && !(isLong && isFromStart) ? [-END] : [])];
}
