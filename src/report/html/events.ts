import type { Ancestor, Event, Image, Process } from "../../events/event.ts";
import { NEWEST } from "../../events/lineage-node.ts";
import { EVENT_KIND_NAMES, type EventKind } from "../../kinds/index.ts";
import { commandLine } from "../lineage-lines.ts";
import { count, describe, timeOfDay } from "../phrase.ts";
import { visible } from "../visible.ts";
import {
  EVENT_COLUMNS,
  EVENT_SECTIONS,
  type EventColumn,
  type EventSection,
  PROCESS_COLUMNS,
  zigzag,
} from "./format.ts";
import { PackedRows } from "./packed-rows.ts";
import { Remembered } from "./remembered.ts";

/** Of all that is packed of events and processes; a third more of it in the page. Real jobs of 500,000 events have some 3 MB. */
const PACKED_LIMIT = 8 * 1024 * 1024;
/** The part of it that processes can have. */
const PROCESSES_PART = 1 / 3;
/** What matches can have besides. */
const MATCHES_LIMIT = 6 * 1024 * 1024;

/** For strings whose numbers are remembered, of each section; and for processes. */
const STRINGS_BUDGET = 1024 * 1024;
const PROCESSES_BUDGET = 1024 * 1024;

const DATA_LIMIT = 1000;
/** Of a path; steps and packages are found by theirs. */
export const PATH_LIMIT = 400;
const TAG_LIMIT = 200;

/** Above any pid of Linux, so that it and the number of an image make one number. */
const PIDS = 2 ** 23;
/** Later times than people look at would not be exact as differences. */
const TIME_LIMIT_MS = 2 ** 50;

const KIND_NUMBERS = new Map<EventKind, number>(EVENT_KIND_NAMES.map((kind, number) => [kind, number]));
const CHANGES = new Set<EventKind>(["file_remove", "file_move", "file_link", "file_truncate"]);

/** The places of the columns. */
const AT = Object.fromEntries(EVENT_COLUMNS.map((name, place) => [name, place])) as Record<
  EventColumn,
  number
>;

/** What was left out of one section. */
interface LeftOut {
  count: number;
  sinceNs: bigint | undefined;
}

class EventRows {
  readonly section: PackedRows;
  isClosed = false;
  readonly leftOut: LeftOut = { count: 0, sinceNs: undefined };
  /** When each block began, and what waits for one. */
  readonly #begun: (bigint | undefined)[] = [];
  #isBegun = false;
  #index = 0;
  #timeMs = 0;

  constructor(name: EventSection) {
    this.section = new PackedRows(name, EVENT_COLUMNS.length, STRINGS_BUDGET);
  }

  /** Adds an event; true where a block was made. */
  add(event: Event, process: number): boolean {
    const { section } = this;
    if (!this.#isBegun) this.#begun.push(event.timeNs);
    section.put(AT.index, zigzag(event.index - this.#index));
    this.#index = event.index;
    section.put(AT.time, this.#time(event.timeNs));
    section.put(AT.kind, KIND_NUMBERS.get(event.kind) ?? 0);
    section.put(AT.process, process);
    this.#sentence(event);
    const host = hostOf(event);
    section.put(AT.host, host === "" ? 0 : section.string(host, shownData) + 1);
    section.put(AT.tags, event.tags.length === 0 ? 0 : section.string(event.tags.join(" "), shownTags) + 1);
    section.put(AT.count, event.count);
    const isMade = section.end();
    this.#isBegun = !isMade;
    return isMade;
  }

  /** Takes no more events, and forgets those that wait for a block, or else the last block; false where there is none. */
  drop(): boolean {
    this.isClosed = true;
    const before = this.section.rows;
    if (this.#isBegun) this.section.dropWaiting();
    else if (!this.section.dropLast()) return false;
    this.#isBegun = false;
    this.leftOut.count += before - this.section.rows;
    this.leftOut.sinceNs = this.#begun.pop();
    return true;
  }

  /** Counts an event that it does not take. */
  leave({ timeNs }: Event): void {
    this.leftOut.count++;
    this.leftOut.sinceNs ??= timeNs;
  }

  #time(timeNs: bigint | undefined): number {
    const ms = timeNs === undefined ? Number.NaN : Math.floor(Number(timeNs) / 1e6);
    if (!(Math.abs(ms) < TIME_LIMIT_MS)) return 0;
    const difference = ms - this.#timeMs;
    this.#timeMs = ms;
    return zigzag(difference) + 1;
  }

  #sentence(event: Event): void {
    const { section } = this;
    let words = "";
    let parts = 0;
    for (const { kind, text } of describe(event)) {
      if (words !== "") words += " ";
      if (kind === "words") {
        words += text;
      } else {
        words += "\t";
        parts++;
        section.put(AT.data, section.string(text, shownData));
      }
    }
    // By a key of their own: what is data of one event can be words of another.
    section.put(AT.sentence, section.string(`\0${words}`, shownWords));
    section.put(AT.parts, parts);
  }
}

function shownData(raw: string): string {
  return visible(raw, DATA_LIMIT);
}

function shownPath(raw: string): string {
  return visible(raw, PATH_LIMIT);
}

function shownTags(raw: string): string {
  return visible(raw, TAG_LIMIT);
}

function asItIs(text: string): string {
  return text;
}

function shownWords(key: string): string {
  const words = key.slice(1).split("\t");
  return words.map(shownData).join("\t");
}

/** The host that an event is about. */
function hostOf({ kind, payload }: Event): string {
  switch (kind) {
    case "network_connect":
      return payload.remote_domains[0]?.raw ?? payload.remote_ip.raw;
    case "domain":
      return payload.domain.raw;
    case "http_request":
      return payload.host.raw;
    default:
      return "";
  }
}

/** The section of an event that did not match. */
function sectionOf(event: Event): Exclude<EventSection, "matches"> {
  if (event.kind === "file_open") return event.payload.is_write ? "files" : "reads";
  return CHANGES.has(event.kind) ? "files" : "others";
}

/** In the order in which they are left out, and what is said of each. */
const LEFT_OUT_NAMES: Readonly<Record<Exclude<EventSection, "matches">, string>> = {
  reads: "files that were opened, but not for writing",
  files: "files that were opened for writing, removed, moved, linked or cut",
  others: "all other kinds",
};

/** What is told of a process besides its image and its pid, and of an ancestor in part. */
type KnownOfProcess = Partial<Pick<Process, "startedMs" | "step" | "action" | "package" | "packageFolder">>;

/**
 * The events of a job for report.html, packed while they come, in a memory that has nothing to do with how many they are:
 * where there is no more room, the latest of those that matter least are left out, and counted.
 */
export class HtmlEvents {
  readonly #rows = new Map(EVENT_SECTIONS.map((name) => [name, new EventRows(name)]));
  readonly #processes = new PackedRows("processes", PROCESS_COLUMNS.length, STRINGS_BUDGET);
  readonly #numbers = new Remembered<string | number>(PROCESSES_BUDGET);
  #last: Process | undefined;
  #lastNumber = 0;
  /** All events have come. */
  #isMatching = false;
  #isFinished = false;
  readonly #limit: number;

  /** `limit` is in bytes, for all that is packed but matches. */
  constructor(limit = PACKED_LIMIT) {
    this.#limit = limit;
  }

  /** No event has come: only those that matched are to be told. */
  isEmpty = true;

  /** Takes an event, in the order of the job. */
  add(event: Event): void {
    this.isEmpty = false;
    const rows = this.#of(sectionOf(event));
    if (rows.isClosed) rows.leave(event);
    else if (rows.add(event, this.#process(event.process))) this.#makeRoom();
  }

  /** Comes once, when all events have come: adds one that matched, and gives its row; undefined where there is no room. */
  match(event: Event): number | undefined {
    this.#isMatching = true;
    const rows = this.#of("matches");
    if (rows.section.size + this.#processes.size > this.#processesLimit) return undefined;
    rows.add(event, this.#process(event.process));
    return rows.section.rows - 1;
  }

  /** What was left out, one sentence for each part. */
  leftOut(): string[] {
    return (["reads", "files", "others"] as const).flatMap((name) => {
      const { count: events, sinceNs } = this.#of(name).leftOut;
      if (events === 0) return [];
      const time = timeOfDay(sinceNs);
      const since = time === "" ? "" : `, the first of them at ${time}`;
      return [
        `${count(events, "event")} (${LEFT_OUT_NAMES[name]}) are left out of this page for its size${since}. The event log has them.`,
      ];
    });
  }

  /** The lines of the page's data. No event can come any more. */
  *lines(): Generator<string> {
    const sections = [this.#processes, ...[...this.#rows.values()].map(({ section }) => section)];
    if (!this.#isFinished) for (const section of sections) section.flush();
    this.#isFinished = true;
    for (const section of sections) yield* section.lines();
  }

  #of(name: EventSection): EventRows {
    const rows = this.#rows.get(name);
    if (rows === undefined) throw new Error(`There is no section ${name}.`);
    return rows;
  }

  get #processesLimit(): number {
    return this.#limit * PROCESSES_PART + (this.#isMatching ? MATCHES_LIMIT : 0);
  }

  #makeRoom(): void {
    const all = [...this.#rows.values()];
    const packed = (): number => all.reduce((sum, { section }) => sum + section.size, this.#processes.size);
    for (const rows of all) while (packed() > this.#limit && rows.drop());
  }

  /** The number of a process, with those above it; 0 where there is no room for it. */
  #process(process: Process): number {
    if (process === this.#last) return this.#lastNumber;
    this.#last = process;
    this.#lastNumber = this.#numberOf(process);
    return this.#lastNumber;
  }

  #numberOf(process: Process): number {
    const { imageNumber, pid, ancestors_left_out: leftOut = 0 } = process;
    if (imageNumber === undefined) {
      const parent = this.#listed(process.ancestors, leftOut);
      const key = `${parent} ${pid} ${commandLine(process)}`;
      return this.#numbers.get(key) ?? this.#add(key, process, pid, parent);
    }
    const key = imageNumber * PIDS + pid;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const above = process.above;
    const parent = above === undefined ? this.#listed(process.ancestors, leftOut) : this.#numberOf(above);
    return this.#add(key, process, pid, parent);
  }

  /** The number of the first of some ancestors, each of which came from the next. */
  #listed(ancestors: readonly Ancestor[], leftOut: number): number {
    let parent = 0;
    for (let place = ancestors.length - 1; place >= 0; place--) {
      if (leftOut > 0 && place === NEWEST - 1) parent = this.#gap(parent, leftOut);
      const image = ancestors[place];
      if (image === undefined) continue;
      const { imageNumber, pid = 0 } = image;
      // A fork has its parent's image.
      const isKnown = imageNumber !== undefined && pid > 0;
      const key = isKnown
        ? imageNumber * PIDS + pid
        : `${parent} ${pid} ${imageNumber ?? commandLine(image)}`;
      parent = this.#numbers.get(key) ?? this.#add(key, image, pid, parent);
    }
    return parent;
  }

  /** Stands for the ancestors that are left out below one. */
  #gap(parent: number, leftOut: number): number {
    const key = `${parent} … ${leftOut}`;
    return (
      this.#numbers.get(key) ?? this.#addRow(key, [parent, 0, 0, "", `… ${count(leftOut, "more program")} …`])
    );
  }

  #add(key: string | number, image: Image & KnownOfProcess, pid: number, parent: number): number {
    const { exec_path, step, action, package: of, packageFolder, startedMs = Number.NaN } = image;
    const started = Math.abs(startedMs) < TIME_LIMIT_MS ? zigzag(Math.floor(startedMs)) + 1 : 0;
    const names = [step?.raw, action?.raw, of?.raw, packageFolder?.path].map((name = "") => shownPath(name));
    return this.#addRow(key, [parent, pid, started, shownPath(exec_path.raw), commandLine(image), ...names]);
  }

  /** Adds a row of numbers and of strings that are visible already; where there is no room it is its parent's. */
  #addRow(key: string | number, values: readonly [parent: number, ...(number | string)[]]): number {
    const section = this.#processes;
    if (section.size > this.#processesLimit) return values[0];
    for (const column of PROCESS_COLUMNS.keys()) {
      const value = values[column] ?? "";
      section.put(column, typeof value === "number" ? value : section.string(value, asItIs));
    }
    section.end();
    this.#numbers.set(key, section.rows);
    return section.rows;
  }
}
