import type { Event, Process } from "../events/event.ts";
import type { Text } from "../events/text.ts";
import { NO_PROCESS, processOf } from "./fields.ts";
import type { OwnerPlan, Subject } from "./plan.ts";

/** Room for what is known about each subject that comes: `width` words each, 0 at first. */
export interface SubjectSlots {
  /** Finds the room of the event's subject; it is then at `start` of `words`. */
  find(event: Event): void;
  readonly words: Int32Array;
  readonly start: number;
}

/** The room for a kind of subject. */
export function slotsOf(subject: Subject, width: number): SubjectSlots {
  return subject.kind === "process"
    ? new ProcessSlots(subject.of, width)
    : new TextSlots(subject.field, width);
}

/** Room for each process, which is gone with it. */
class ProcessSlots implements SubjectSlots {
  words: Int32Array;
  readonly start = 0;
  readonly #of: OwnerPlan;
  readonly #width: number;
  readonly #slots = new WeakMap<Process, Int32Array>();
  #last: Process | undefined;

  constructor(of: OwnerPlan, width: number) {
    this.#of = of;
    this.#width = width;
    this.words = new Int32Array(width);
  }

  find(event: Event): void {
    const process = this.#of.op === "process" ? event.process : processAt(this.#of, event);
    if (process === this.#last) return;
    let words = this.#slots.get(process);
    if (words === undefined) {
      words = new Int32Array(this.#width);
      this.#slots.set(process, words);
    }
    this.words = words;
    this.#last = process;
  }
}

/** A process that an event is about, such as `target`. */
function processAt(of: OwnerPlan, event: Event): Process {
  switch (of.op) {
    case "process":
      return event.process;
    case "owned process":
      return processOf(of.of.op === "payload" ? event.payload : processAt(of.of, event), of.name);
    case "payload":
    case "image":
      return NO_PROCESS;
  }
}

/** Texts with room in one array; a kind of event meets few of all texts, so there are many small arrays. */
const PAGE = 1024;

const NO_TEXT: Text = { raw: "", folded: "" };

/** Room for each interned text that a field of the payload has. */
class TextSlots implements SubjectSlots {
  words: Int32Array;
  start = 0;
  readonly #field: string;
  readonly #width: number;
  readonly #pages: (Int32Array | undefined)[] = [];
  /** For a text that has no number, and about which nothing is remembered. */
  readonly #unnumbered: Int32Array;

  constructor(field: string, width: number) {
    this.#field = field;
    this.#width = width;
    this.#unnumbered = new Int32Array(width);
    this.words = this.#unnumbered;
  }

  find(event: Event): void {
    // A rule only sees events of its own kind, which have the field.
    const { number } = (event.payload as Readonly<Record<string, Text>>)[this.#field] ?? NO_TEXT;
    if (number === undefined) {
      this.words = this.#unnumbered.fill(0);
      this.start = 0;
      return;
    }
    const page = Math.floor(number / PAGE);
    this.words = this.#pages[page] ??= new Int32Array(PAGE * this.#width);
    this.start = (number % PAGE) * this.#width;
  }
}
