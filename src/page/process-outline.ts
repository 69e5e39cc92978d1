import { element } from "./dom.ts";
import type { PageJob, ProcessNumber } from "./job.ts";
import { List } from "./list.ts";
import { count } from "./text.ts";

/** A tree of no more processes is open when it is shown for the first time. */
const OPEN_LIMIT = 400;
/** Deeper ones stand no further to the right. */
const INDENT_LIMIT = 40;

/** The processes that did something of what a filter lets through, each below the one that it came from. */
export class ProcessOutline {
  readonly #job: PageJob;
  readonly #tree: HTMLElement;
  readonly #list: List;
  readonly #children: readonly (readonly ProcessNumber[])[];
  readonly #matches: Uint32Array;
  readonly #closed: Uint8Array;
  /** How many events of those that are shown it has itself, and with those below it. */
  #own: Uint32Array = new Uint32Array();
  #all: Uint32Array = new Uint32Array();
  #rows: { readonly process: ProcessNumber; readonly level: number }[] = [];
  #active: ProcessNumber = 0;

  constructor(
    job: PageJob,
    tree: HTMLElement,
    chosen: (process: ProcessNumber) => void,
    opened: (process: ProcessNumber) => void,
  ) {
    this.#job = job;
    this.#tree = tree;
    const children: ProcessNumber[][] = Array.from({ length: job.processCount + 1 }, () => []);
    for (let process = 1; process <= job.processCount; process++)
      children[job.parent(process)]?.push(process);
    this.#children = children;
    this.#matches = this.#withThoseBelow([...job.rulesOf.keys()]).all;
    this.#closed = new Uint8Array(job.processCount + 1);
    if (job.processCount > OPEN_LIMIT) {
      // The way to what matched stays open, and what is above all.
      for (let process = 1; process <= job.processCount; process++) {
        const isOnTheWay = (this.#matches[process] ?? 0) > 0 || children[process]?.length === 1;
        this.#closed[process] = isOnTheWay ? 0 : 1;
      }
    }
    this.#list = new List(tree, {
      row: (place) => this.#row(place),
      chosen: (place) => {
        this.#active = this.#rows[place]?.process ?? 0;
        chosen(this.#active);
      },
      key: ({ key }, place) => this.#key(key, place, opened),
    });
    tree.addEventListener("click", ({ target }) => {
      if (target instanceof Element && target.closest(".fold") !== null) this.#turn(this.#active);
    });
  }

  /** Shows the processes of these events. */
  show(events: Uint32Array): void {
    const { own, all } = this.#withThoseBelow(events);
    this.#own = own;
    this.#all = all;
    this.#arrange();
  }

  /** Moves to a process, and opens those above it. */
  reveal(process: ProcessNumber): void {
    for (const above of this.#job.lineage(this.#job.parent(process))) this.#closed[above] = 0;
    this.#active = process;
    this.#arrange();
    this.#list.activate(this.#rows.findIndex((row) => row.process === process));
    this.focus();
  }

  focus(): void {
    this.#tree.focus();
    if (this.#list.active < 0) this.#list.activate(0);
  }

  redraw(): void {
    this.#list.redraw();
  }

  #withThoseBelow(events: Iterable<number>): { own: Uint32Array; all: Uint32Array } {
    const own = new Uint32Array(this.#job.processCount + 1);
    for (const event of events) {
      const process = this.#job.process(event);
      own[process] = (own[process] ?? 0) + 1;
    }
    const all = own.slice();
    // Parents come before those that they made.
    for (let process = this.#job.processCount; process > 0; process--) {
      const parent = this.#job.parent(process);
      all[parent] = (all[parent] ?? 0) + (all[process] ?? 0);
    }
    return { own, all };
  }

  #shown(process: ProcessNumber): readonly ProcessNumber[] {
    return (this.#children[process] ?? []).filter((child) => (this.#all[child] ?? 0) > 0);
  }

  #arrange(): void {
    this.#rows = [];
    const waiting = this.#shown(0)
      .map((process) => ({ process, level: 1 }))
      .reverse();
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { process, level } = next;
      this.#rows.push(next);
      if (this.#closed[process] === 1) continue;
      for (const child of this.#shown(process).toReversed())
        waiting.push({ process: child, level: level + 1 });
    }
    const active = this.#rows.findIndex(({ process }) => process === this.#active);
    this.#list.show(this.#rows.length, active);
  }

  #turn(process: ProcessNumber): void {
    if (this.#shown(process).length === 0) return;
    this.#closed[process] = this.#closed[process] === 1 ? 0 : 1;
    this.#arrange();
  }

  #key(key: string, place: number, opened: (process: ProcessNumber) => void): boolean {
    const { process = 0, level = 0 } = this.#rows[place] ?? {};
    const isClosed = this.#closed[process] === 1;
    const hasChildren = this.#shown(process).length > 0;
    switch (key) {
      case "ArrowRight":
        if (hasChildren && isClosed) this.#turn(process);
        else if (hasChildren) this.#list.activate(place + 1);
        return true;
      case "ArrowLeft":
        if (hasChildren && !isClosed) this.#turn(process);
        else if (level > 1) {
          const parent = this.#job.parent(process);
          this.#list.activate(this.#rows.findIndex((row) => row.process === parent));
        }
        return true;
      case " ":
        this.#turn(process);
        return true;
      case "Enter":
        opened(process);
        return true;
      default:
        return false;
    }
  }

  #row(place: number): HTMLElement {
    const job = this.#job;
    const { process = 0, level = 0 } = this.#rows[place] ?? {};
    const hasChildren = this.#shown(process).length > 0;
    const isClosed = this.#closed[process] === 1;
    const matches = this.#matches[process] ?? 0;
    const pid = job.pid(process);
    const events = isClosed ? this.#all[process] : this.#own[process];
    const row = element(
      "div",
      {
        class: "row",
        role: "treeitem",
        "aria-level": level,
        ...(hasChildren ? { "aria-expanded": String(!isClosed) } : {}),
      },
      element("span", { class: "fold", "aria-hidden": "true" }, hasChildren ? (isClosed ? "▸" : "▾") : ""),
      ...(matches > 0 ? [element("span", { class: "mark" }, count(matches, "match", "matches")), " "] : []),
      job.line(process),
      element("span", { class: "muted" }, `${pid > 0 ? ` [pid ${pid}]` : ""} ${count(events ?? 0, "event")}`),
    );
    row.style.paddingLeft = `${8 + 16 * (Math.min(level, INDENT_LIMIT) - 1)}px`;
    return row;
  }
}
