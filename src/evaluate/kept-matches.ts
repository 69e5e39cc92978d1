import type { Event } from "../events/event.ts";
import { KeptImages } from "../events/kept-images.ts";
import { EVENT_KINDS } from "../kinds/index.ts";
import type { Ancestor, Field, FieldValue, Process, Text } from "../kinds/value.ts";
import type { CompletedGroup } from "./grouped-correlation.ts";

/** Of one rule, beside its first matches and the last. */
const OTHERS_LIMIT = 32;
/** In bytes, of what is kept so of all rules: about that, for what two events share may be counted with one of them. */
const OTHERS_BUDGET = 2 * 2 ** 20;
const EVENT_SIZE = 600;

/** A match with all that it tells. */
export interface KeptMatch {
  readonly event: Event;
  /** Of a correlation that counts apart, those of which it is true by this event. */
  readonly groups: readonly CompletedGroup[];
}

/** The room that the matches of all rules have which are neither a rule's first nor its last. */
export class MatchRoom {
  readonly #images = new KeptImages();
  #left: number;

  /** `budget` is in bytes. */
  constructor(budget = OTHERS_BUDGET) {
    this.#left = budget;
  }

  /** False where there is none for this event. */
  take(event: Event): boolean {
    const processes = [event.process, ...(event.kind === "process_access" ? [event.payload.target] : [])];
    const size = processes.reduce((sum, process) => sum + this.#images.sizeOf(process), sizeOf(event));
    if (size > this.#left) return false;
    this.#left -= size;
    for (const process of processes) this.#images.hold(process);
    return true;
  }
}

/**
 * The matches of a rule that are kept: the first, as many as the rule says; then the first of each package, step or program
 * that was not among them, as long as there is room; and the last. So a few decoys cannot hide what comes behind them. What
 * is kept depends on the matches alone.
 */
export class KeptMatches {
  readonly #limit: number;
  readonly #room: MatchRoom;
  readonly #kept: KeptMatch[] = [];
  #last: KeptMatch | undefined;
  /** Who did what is kept; made when the first are full. */
  #doers: Set<string> | undefined;
  /** The image of the last match: it often has the next one too. */
  #image: number | undefined;

  constructor(limit: number, room: MatchRoom) {
    this.#limit = limit;
    this.#room = room;
  }

  add(event: Event, groups: readonly CompletedGroup[]): void {
    const match = { event, groups };
    if (this.#kept.length < this.#limit) {
      this.#kept.push(match);
      return;
    }
    this.#last = match;
    if (this.#kept.length - this.#limit >= OTHERS_LIMIT) return;
    const { imageNumber } = event.process;
    if (imageNumber !== undefined && imageNumber === this.#image) return;
    this.#image = imageNumber;
    this.#doers ??= new Set(this.#kept.map((kept) => doerOf(kept.event.process)));
    const doer = doerOf(event.process);
    if (this.#doers.has(doer) || !this.#room.take(event)) return;
    this.#doers.add(doer);
    this.#kept.push(match);
  }

  /** In the order in which they came. */
  list(): KeptMatch[] {
    const last = this.#last;
    return last === undefined || this.#kept.at(-1) === last ? [...this.#kept] : [...this.#kept, last];
  }
}

/** What tells one who did something from another: the package, the step, and the program. */
export function doerOf({ package: of, step, exec_path }: Process): string {
  return `${of?.raw ?? ""}\0${step?.raw ?? ""}\0${exec_path.raw}`;
}

/** In bytes, of an event without its processes. */
function sizeOf({ kind, payload }: Event): number {
  const fields: readonly Field[] = EVENT_KINDS[kind].fields;
  const values = payload as Readonly<Record<string, FieldValue | undefined>>;
  return fields.reduce((sum, { name }) => sum + textsSize(values[name]), EVENT_SIZE);
}

function textsSize(value: FieldValue | undefined): number {
  if (typeof value !== "object") return 0;
  if ("raw" in value) return 2 * value.raw.length;
  return Array.isArray(value)
    ? value.reduce((sum: number, each: Text | Ancestor) => sum + ("raw" in each ? 2 * each.raw.length : 0), 0)
    : 0;
}
