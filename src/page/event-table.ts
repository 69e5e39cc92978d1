import { element } from "./dom.ts";
import type { PageJob } from "./job.ts";
import { List } from "./list.ts";
import { programName, sentence, timeOfDay } from "./text.ts";

/** The events that a filter lets through, one a row. */
export class EventTable {
  readonly #job: PageJob;
  readonly #grid: HTMLElement;
  readonly #list: List;
  #events: Uint32Array = new Uint32Array();

  /** `chosen` is called with the event that the reader has moved to, `opened` where its details are asked for. */
  constructor(job: PageJob, grid: HTMLElement, chosen: (event: number) => void, opened: () => void) {
    this.#job = job;
    this.#grid = grid;
    this.#list = new List(grid, {
      row: (place) => this.#row(place),
      chosen: (place) => chosen(this.#events[place] ?? 0),
      key: ({ key }) => {
        if (key === "Enter") opened();
        return key === "Enter";
      },
    });
  }

  /** Shows these; the row of `event` stays the one that is meant, where it is among them. */
  show(events: Uint32Array, event: number | undefined): void {
    this.#events = events;
    this.#grid.setAttribute("aria-rowcount", String(events.length + 1));
    this.#list.show(events.length, event === undefined ? -1 : events.indexOf(event));
  }

  focus(): void {
    this.#grid.focus();
    if (this.#list.active < 0) this.#list.activate(0);
  }

  redraw(): void {
    this.#list.redraw();
  }

  #row(place: number): HTMLElement {
    const job = this.#job;
    const event = this.#events[place] ?? 0;
    const process = job.process(event);
    const isMatched = job.rulesOf.has(event);
    const mark = isMatched ? [element("span", { class: "mark" }, "match"), " "] : [];
    const cells = [
      [timeOfDay(job.times[event] ?? Number.NaN)],
      [job.kind(event)],
      [programName(job, process)],
      [...mark, ...sentence(job, event)],
      [job.step(process)],
    ];
    return element(
      "div",
      { class: isMatched ? "row matched" : "row", role: "row", "aria-rowindex": place + 2 },
      ...cells.map((cell) => element("span", { role: "gridcell" }, ...cell)),
    );
  }
}
