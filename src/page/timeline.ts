import { byId } from "./dom.ts";
import type { PageJob } from "./job.ts";
import { count, timeOfDay } from "./text.ts";

/** Places of the two that bound the time. */
const STEPS = 1000;
/** Pixels of the strip below the bars that says which steps ran. */
const STRIP = 16;

/** When things happened: bars of how many events, and of how many that matched; and the time that is looked at. */
export class Timeline {
  readonly #job: PageJob;
  readonly #chart = byId("chart", HTMLCanvasElement);
  readonly #from = byId("from", HTMLInputElement);
  readonly #to = byId("to", HTMLInputElement);
  readonly #changed: () => void;
  readonly #first: number;
  readonly #last: number;
  /** When each step had its first event and its last. */
  readonly #steps: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  #events: Uint32Array = new Uint32Array();

  constructor(job: PageJob, changed: () => void) {
    this.#job = job;
    this.#changed = changed;
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const time of job.times) {
      if (time < first) first = time;
      if (time > last) last = time;
    }
    this.#first = first;
    this.#last = last;
    this.#steps = stepsOf(job);
    // Without any time there is nothing to show.
    byId("timeline", HTMLElement).hidden = first > last;
    for (const input of [this.#from, this.#to]) {
      input.addEventListener("input", () => {
        this.#tell();
        this.#changed();
      });
    }
    this.#listenToMouse();
    new ResizeObserver(() => this.#draw()).observe(this.#chart);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw());
    this.#tell();
  }

  /** The time that is looked at, in milliseconds; undefined where it has no bound. */
  range(): { readonly from: number | undefined; readonly to: number | undefined } {
    const [from, to] = this.#places();
    return {
      from: from <= 0 ? undefined : this.#timeAt(from),
      to: to >= STEPS ? undefined : this.#timeAt(to),
    };
  }

  reset(): void {
    this.#set(0, STEPS);
  }

  /** Shows these events. */
  show(events: Uint32Array): void {
    this.#events = events;
    this.#draw();
  }

  #places(): [from: number, to: number] {
    const places = [Number(this.#from.value), Number(this.#to.value)] as const;
    return [Math.min(...places), Math.max(...places)];
  }

  #set(from: number, to: number): void {
    this.#from.value = String(from);
    this.#to.value = String(to);
    this.#tell();
  }

  #timeAt(place: number): number {
    return this.#first + ((this.#last - this.#first) * place) / STEPS;
  }

  #tell(): void {
    for (const [input, id] of [
      [this.#from, "from-time"],
      [this.#to, "to-time"],
    ] as const) {
      const time = timeOfDay(Math.round(this.#timeAt(Number(input.value))));
      input.setAttribute("aria-valuetext", time);
      byId(id, HTMLElement).textContent = time;
    }
  }

  #listenToMouse(): void {
    const placeOf = ({ clientX }: MouseEvent): number => {
      const { left, width } = this.#chart.getBoundingClientRect();
      return Math.max(0, Math.min(STEPS, Math.round(((clientX - left) / width) * STEPS)));
    };
    this.#chart.addEventListener("pointerdown", (down) => {
      const start = placeOf(down);
      this.#chart.setPointerCapture(down.pointerId);
      const move = (event: PointerEvent): void => {
        const here = placeOf(event);
        this.#set(Math.min(start, here), Math.max(start, here));
        this.#draw();
      };
      this.#chart.addEventListener("pointermove", move);
      this.#chart.addEventListener(
        "pointerup",
        (up) => {
          this.#chart.removeEventListener("pointermove", move);
          // A click alone asks for all again.
          if (placeOf(up) === start) this.reset();
          this.#changed();
        },
        { once: true },
      );
    });
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: whole } = this.#chart;
    const height = whole - STRIP;
    const context = this.#chart.getContext("2d");
    if (context === null || width === 0) return;
    this.#chart.width = width * devicePixelRatio;
    this.#chart.height = whole * devicePixelRatio;
    context.scale(devicePixelRatio, devicePixelRatio);
    const bars = this.#count(Math.max(1, Math.floor(width / 3)));
    const most = bars.events.reduce((a, b) => Math.max(a, b), 1);
    const colour = (name: string): string =>
      getComputedStyle(document.documentElement).getPropertyValue(name);
    for (const [bar, events] of bars.events.entries()) {
      // By the logarithm: one event is to be seen beside a thousand.
      const size = events === 0 ? 0 : 2 + (Math.log1p(events) / Math.log1p(most)) * (height - 12);
      context.fillStyle = colour("--bar");
      context.fillRect(bar * 3, height - size, 2, size);
      if (bars.matches[bar] === 0) continue;
      context.fillStyle = colour("--bad");
      context.fillRect(bar * 3 - 1, 0, 4, 8);
      context.fillRect(bar * 3, 8, 2, height);
    }
    this.#drawSteps(context, width, height, colour);
    const [from, to] = this.#places();
    context.fillStyle = colour("--accent");
    context.globalAlpha = 0.25;
    context.fillRect(0, 0, (from / STEPS) * width, whole);
    context.fillRect((to / STEPS) * width, 0, width, whole);
    const matched = bars.matches.reduce((a, b) => a + b, 0);
    const steps = this.#steps.length === 0 ? "" : `, in ${count(this.#steps.length, "step")}`;
    const range = `from ${timeOfDay(this.#first)} to ${timeOfDay(this.#last)}${steps}`;
    this.#chart.ariaLabel = `${count(this.#events.length, "event")} over time, ${count(matched, "match", "matches")} among them, ${range}`;
  }

  #drawSteps(
    context: CanvasRenderingContext2D,
    width: number,
    top: number,
    colour: (name: string) => string,
  ): void {
    const scale = width / Math.max(1, this.#last - this.#first);
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "middle";
    for (const { name, from, to } of this.#steps) {
      const left = (from - this.#first) * scale;
      const size = Math.max(1, (to - from) * scale - 1);
      context.fillStyle = colour("--line");
      context.fillRect(left, top + 1, size, STRIP - 1);
      context.save();
      context.beginPath();
      context.rect(left, top, size, STRIP);
      context.clip();
      context.fillStyle = colour("--text");
      context.fillText(name, left + 4, top + STRIP / 2 + 1);
      context.restore();
    }
  }

  #count(size: number): { events: Uint32Array; matches: Uint32Array } {
    const bars = { events: new Uint32Array(size), matches: new Uint32Array(size) };
    const scale = size / (this.#last - this.#first + 1);
    for (const event of this.#events) {
      const bar = Math.floor(((this.#job.times[event] ?? Number.NaN) - this.#first) * scale);
      if (Number.isNaN(bar)) continue;
      bars.events[bar] = (bars.events[bar] ?? 0) + 1;
      if (this.#job.rulesOf.has(event)) bars.matches[bar] = (bars.matches[bar] ?? 0) + 1;
    }
    return bars;
  }
}

function stepsOf(job: PageJob): { name: string; from: number; to: number }[] {
  const ofProcess = Array.from({ length: job.processCount + 1 }, (_, process) => job.step(process));
  const steps = new Map<string, { name: string; from: number; to: number }>();
  for (let event = 0; event < job.size; event++) {
    const name = ofProcess[job.process(event)] ?? "";
    const time = job.times[event] ?? Number.NaN;
    if (name === "" || Number.isNaN(time)) continue;
    const step = steps.get(name);
    if (step === undefined) {
      steps.set(name, { name, from: time, to: time });
    } else {
      step.from = Math.min(step.from, time);
      step.to = Math.max(step.to, time);
    }
  }
  return [...steps.values()];
}
