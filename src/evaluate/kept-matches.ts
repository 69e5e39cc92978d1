import type { Event } from "../events/event.ts";
import { KeptImages } from "../events/kept-images.ts";
import { EVENT_KINDS } from "../kinds/index.ts";
import type { Ancestor, Field, FieldValue, Process, Text } from "../kinds/value.ts";
import { isFailing, type Rule } from "../rules/rule.ts";
import type { CompletedGroup } from "./grouped-correlation.ts";

/** Of one rule, beside its first matches and the last. */
const OTHERS_LIMIT = 32;
/** In bytes, of what is kept so of all rules: about that, for what two events share may be counted with one of them. */
const OTHERS_BUDGET = 2 * 2 ** 20;
/** What of it those rules have that fail no job: as often as these are true, the others keep their room. */
const COLLECTING_PART = 1 / 4;
/** What of each part its rules have one by one, in equal shares; the rest is there for who comes first. */
const SHARES_PART = 1 / 2;
const EVENT_SIZE = 600;
/** How often a rule may ask for room and get none: what a match takes costs more to know than most rules cost. */
const REFUSED_LIMIT = 256;

/** A match with all that it tells. */
export interface KeptMatch {
  readonly event: Event;
  /** Of a correlation that counts apart, those of which it is true by this event. */
  readonly groups: readonly CompletedGroup[];
}

/** Bytes that are left. */
interface BytesLeft {
  left: number;
}

/**
 * The room that the matches of all rules have which are neither a rule's first nor its last. No rule can take the share of
 * another, and no rule that fails no job can take anything of those that do: who makes one true again and again would leave
 * no room for what another has to show.
 */
export class MatchRooms {
  readonly #images = new KeptImages();
  readonly #failing: RoomOfRules;
  readonly #collecting: RoomOfRules;

  /** `budget` is in bytes. */
  constructor(rules: readonly Pick<Rule, "action">[], budget = OTHERS_BUDGET) {
    const failing = rules.filter(isFailing).length;
    this.#failing = new RoomOfRules(failing, budget * (1 - COLLECTING_PART));
    this.#collecting = new RoomOfRules(rules.length - failing, budget * COLLECTING_PART);
  }

  /** The room of a rule; of each, once. */
  of(rule: Pick<Rule, "action">): MatchRoom {
    const { share, common } = isFailing(rule) ? this.#failing : this.#collecting;
    return new MatchRoom([{ left: share }, common], this.#images);
  }
}

/** What rules have one by one, and what they have together. */
class RoomOfRules {
  readonly share: number;
  readonly common: BytesLeft;

  constructor(rules: number, budget: number) {
    this.share = rules === 0 ? 0 : (budget * SHARES_PART) / rules;
    this.common = { left: budget * (1 - SHARES_PART) };
  }
}

/** The room of one rule: its own, and then that which it has with others. */
export class MatchRoom {
  readonly #rooms: readonly BytesLeft[];
  readonly #images: KeptImages;

  constructor(rooms: readonly BytesLeft[], images: KeptImages) {
    this.#rooms = rooms;
    this.#images = images;
  }

  /** False where there is none for this event. */
  take(event: Event): boolean {
    const processes = [event.process, ...(event.kind === "process_access" ? [event.payload.target] : [])];
    const size = processes.reduce((sum, process) => sum + this.#images.sizeOf(process), sizeOf(event));
    const room = this.#rooms.find(({ left }) => size <= left);
    if (room === undefined) return false;
    room.left -= size;
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
  #refused = 0;

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
    if (this.#kept.length - this.#limit >= OTHERS_LIMIT || this.#refused >= REFUSED_LIMIT) return;
    const { imageNumber } = event.process;
    if (imageNumber !== undefined && imageNumber === this.#image) return;
    this.#image = imageNumber;
    this.#doers ??= new Set(this.#kept.map((kept) => doerOf(kept.event.process)));
    const doer = doerOf(event.process);
    if (this.#doers.has(doer)) return;
    if (!this.#room.take(event)) {
      this.#refused++;
      return;
    }
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
