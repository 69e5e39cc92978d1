import {
  EVENT_COLUMNS,
  EVENT_SECTIONS,
  type EventColumn,
  NumberReader,
  type PageModifier,
  type PageReport,
  PROCESS_COLUMNS,
  type ProcessColumn,
  unzigzag,
} from "../report/html/format.ts";

/** A piece of a sentence: our words, or what came from the job. */
export type Piece = { readonly kind: "words" | "data"; readonly text: string };

/** Names a process by its row; 0 is none. */
export type ProcessNumber = number;

/** The rows of a section: its columns, and the strings that they name. */
interface Rows<Column extends string> {
  readonly strings: readonly string[];
  readonly columns: Readonly<Record<Column, readonly number[]>>;
}

/** A match of a rule: its event, what was counted together, and what is proposed where it is as it should be. */
interface JobMatch {
  readonly event: number;
  readonly groups: readonly string[];
  readonly modifier?: PageModifier;
}

/** All that the page has of a job. Events are known by their place, in the order in which they happened. */
export class PageJob {
  readonly report: PageReport;
  /** How many events there are. */
  readonly size: number;
  readonly processCount: number;
  /** Milliseconds since 1970; NaN where it is not known. */
  readonly times: Float64Array;
  readonly kinds: Uint8Array;
  readonly processes: Uint32Array;
  /** Places of the rules that the event is one of the matches of; most events have none. */
  readonly rulesOf = new Map<number, number[]>();
  /** For each rule the events that match it and are kept. */
  readonly matchesOf: readonly (readonly JobMatch[])[];
  readonly strings: readonly string[];
  /** 0 for none, else a string, one more. */
  readonly hosts: Uint32Array;
  readonly #indexes: Float64Array;
  readonly #sentences: Uint32Array;
  /** Where the data of each event begin; one more than there are events. */
  readonly #starts: Uint32Array;
  readonly #data: Uint32Array;
  readonly #tags: Uint32Array;
  readonly #counts: Float64Array;
  readonly #ofProcess: Rows<ProcessColumn>;
  readonly #stepTitles: ReadonlyMap<string, string>;
  readonly #packageTitles: ReadonlyMap<string, string>;

  constructor(report: PageReport, processes: Rows<ProcessColumn>, sections: readonly Rows<EventColumn>[]) {
    this.report = report;
    this.#ofProcess = processes;
    this.#stepTitles = new Map(report.steps);
    this.#packageTitles = new Map(report.packages);
    this.processCount = processes.columns.pid.length;
    const merged = merge(sections);
    const { order, sources, size } = merged;
    this.size = size;
    this.strings = sections.flatMap(({ strings }) => strings);
    this.times = new Float64Array(size);
    this.kinds = new Uint8Array(size);
    this.processes = new Uint32Array(size);
    this.hosts = new Uint32Array(size);
    this.#indexes = new Float64Array(size);
    this.#sentences = new Uint32Array(size);
    this.#starts = new Uint32Array(size + 1);
    this.#tags = new Uint32Array(size);
    this.#counts = new Float64Array(size);
    const data: number[] = [];
    const placeOfMatch = new Map<number, number>();
    for (let place = 0; place < size; place++) {
      const source = sources[merged.sectionOf[order[place] ?? 0] ?? 0];
      const row = merged.rowOf[order[place] ?? 0] ?? 0;
      if (source === undefined) continue;
      const { columns, indexes, times, starts, base } = source;
      const at = (column: EventColumn): number => columns[column][row] ?? 0;
      const string = (number: number): number => (number === 0 ? 0 : number + base);
      this.#indexes[place] = indexes[row] ?? 0;
      this.times[place] = times[row] ?? Number.NaN;
      this.kinds[place] = at("kind");
      this.processes[place] = at("process");
      this.hosts[place] = string(at("host"));
      this.#sentences[place] = at("sentence") + base;
      this.#tags[place] = string(at("tags"));
      this.#counts[place] = at("count");
      this.#starts[place] = data.length;
      const start = starts[row] ?? 0;
      for (let part = 0; part < at("parts"); part++) data.push((columns.data[start + part] ?? 0) + base);
      if (source.isMatches) placeOfMatch.set(indexes[row] ?? 0, place);
    }
    this.#starts[size] = data.length;
    this.#data = Uint32Array.from(data);
    const matches = sources.find(({ isMatches }) => isMatches);
    this.matchesOf = report.rules.map((rule, number) =>
      rule.matches.flatMap(({ row, groups, modifier }) => {
        const event = placeOfMatch.get(matches?.indexes[row] ?? -1);
        if (event === undefined) return [];
        this.rulesOf.set(event, [...(this.rulesOf.get(event) ?? []), number]);
        return [{ event, groups, ...(modifier && { modifier }) }];
      }),
    );
  }

  /** Its place in the log. */
  index(event: number): number {
    return this.#indexes[event] ?? 0;
  }

  kind(event: number): string {
    return this.report.kinds[this.kinds[event] ?? 0] ?? "";
  }

  /** How many it stands for. */
  count(event: number): number {
    return this.#counts[event] ?? 1;
  }

  tags(event: number): string {
    return this.stringOrNone(this.#tags[event] ?? 0);
  }

  host(event: number): string {
    return this.stringOrNone(this.hosts[event] ?? 0);
  }

  process(event: number): ProcessNumber {
    return this.processes[event] ?? 0;
  }

  /** The strings that are data of it. */
  data(event: number): Uint32Array {
    return this.#data.subarray(this.#starts[event], this.#starts[event + 1]);
  }

  sentence(event: number): Piece[] {
    const data = this.data(event);
    const parts = (this.strings[this.#sentences[event] ?? 0] ?? "").split("\t");
    return parts.flatMap((words, n): Piece[] => [
      ...(n === 0 ? [] : [{ kind: "data" as const, text: this.strings[data[n - 1] ?? 0] ?? "" }]),
      ...(words.trim() === "" ? [] : [{ kind: "words" as const, text: words.trim() }]),
    ]);
  }

  stringOrNone(number: number): string {
    return number === 0 ? "" : (this.strings[number - 1] ?? "");
  }

  parent(process: ProcessNumber): ProcessNumber {
    return this.#process(process, "parent");
  }

  pid(process: ProcessNumber): number {
    return this.#process(process, "pid");
  }

  path(process: ProcessNumber): string {
    return this.#processString(process, "path");
  }

  /** Its command line. */
  line(process: ProcessNumber): string {
    return process === 0 ? "(unknown program)" : this.#processString(process, "line");
  }

  /** Milliseconds since 1970; NaN where it is not known. */
  started(process: ProcessNumber): number {
    const started = this.#process(process, "started");
    return started === 0 ? Number.NaN : unzigzag(started - 1);
  }

  /** Its package as people know it, with the version where that is known. */
  package(process: ProcessNumber): string {
    const title = this.#packageTitles.get(this.#processString(process, "folder"));
    return title ?? this.#processString(process, "package");
  }

  /** What people call its step: its first line, or the action; else the name of the script. */
  step(process: ProcessNumber): string {
    const action = this.#processString(process, "action");
    const path = this.#processString(process, "step");
    const name = action === "" ? path.slice(path.lastIndexOf("/") + 1) : action;
    return this.#stepTitles.get(path) ?? name;
  }

  /** From the process up to the first that is known. */
  lineage(process: ProcessNumber): ProcessNumber[] {
    const found: ProcessNumber[] = [];
    for (let at = process; at > 0; at = this.parent(at)) found.push(at);
    return found;
  }

  #process(process: ProcessNumber, column: ProcessColumn): number {
    return process === 0 ? 0 : (this.#ofProcess.columns[column][process - 1] ?? 0);
  }

  #processString(process: ProcessNumber, column: ProcessColumn): string {
    return process === 0 ? "" : (this.#ofProcess.strings[this.#process(process, column)] ?? "");
  }
}

/** A section with what its columns come to. */
interface ReadSection {
  readonly columns: Rows<EventColumn>["columns"];
  readonly indexes: Float64Array;
  readonly times: Float64Array;
  /** Where the data of each row begin. */
  readonly starts: Uint32Array;
  /** What its strings begin at, among those of all sections. */
  readonly base: number;
  readonly isMatches: boolean;
}

interface Merged {
  readonly sources: readonly ReadSection[];
  /** The order of the rows of all sections, by the index of the event. */
  readonly order: readonly number[];
  readonly sectionOf: Uint8Array;
  readonly rowOf: Uint32Array;
  readonly size: number;
}

/** The events of all sections in one order; an event that matched stands in two of them, and counts in that of matches. */
function merge(sections: readonly Rows<EventColumn>[]): Merged {
  let base = 0;
  const sources = sections.map(({ columns, strings }, number): ReadSection => {
    const rows = columns.index.length;
    const indexes = new Float64Array(rows);
    const times = new Float64Array(rows);
    const starts = new Uint32Array(rows);
    let [index, time, start] = [0, 0, 0];
    for (let row = 0; row < rows; row++) {
      index += unzigzag(columns.index[row] ?? 0);
      indexes[row] = index;
      const difference = columns.time[row] ?? 0;
      if (difference > 0) time += unzigzag(difference - 1);
      times[row] = difference > 0 ? time : Number.NaN;
      starts[row] = start;
      start += columns.parts[row] ?? 0;
    }
    const source = { columns, indexes, times, starts, base, isMatches: EVENT_SECTIONS[number] === "matches" };
    base += strings.length;
    return source;
  });
  const total = sources.reduce((sum, { indexes }) => sum + indexes.length, 0);
  const sectionOf = new Uint8Array(total);
  const rowOf = new Uint32Array(total);
  const indexes = new Float64Array(total);
  let next = 0;
  // Matches first: of rows with one index, sorting keeps their order.
  for (const [number, source] of [...sources.entries()].reverse()) {
    for (let row = 0; row < source.indexes.length; row++, next++) {
      sectionOf[next] = number;
      rowOf[next] = row;
      indexes[next] = source.indexes[row] ?? 0;
    }
  }
  const sorted = Array.from(indexes.keys()).sort((a, b) => (indexes[a] ?? 0) - (indexes[b] ?? 0));
  const order = sorted.filter((row, n) => n === 0 || indexes[row] !== indexes[sorted[n - 1] ?? 0]);
  return { sources, order, sectionOf, rowOf, size: order.length };
}

/** Reads the data of a page. */
export async function readJob(text: string): Promise<PageJob> {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const blocks = await Promise.all(
    lines.map(async (line) => {
      const [name = "", base64 = ""] = line.split(" ");
      return { name, bytes: await inflate(base64) };
    }),
  );
  const of = (name: string): Uint8Array[] =>
    blocks.filter((block) => block.name === name).map(({ bytes }) => bytes);
  // Written by us, into the same file as this.
  const report = JSON.parse(new TextDecoder().decode(of("report")[0])) as PageReport;
  const sections = EVENT_SECTIONS.map((name) => rowsOf(of(name), EVENT_COLUMNS));
  return new PageJob(report, rowsOf(of("processes"), PROCESS_COLUMNS), sections);
}

async function inflate(base64: string): Promise<Uint8Array> {
  const packed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function rowsOf<Column extends string>(
  blocks: readonly Uint8Array[],
  names: readonly Column[],
): Rows<Column> {
  const strings: string[] = [];
  const columns = names.map((): number[] => []);
  const decoder = new TextDecoder();
  for (const block of blocks) {
    const reader = new NumberReader(block);
    const count = reader.number();
    const text = decoder.decode(reader.bytes(reader.number()));
    if (count > 0) for (const string of text.split("\n")) strings.push(string);
    for (const column of columns)
      for (let left = reader.number(); left > 0; left--) column.push(reader.number());
  }
  const byName = Object.fromEntries(names.map((name, n) => [name, columns[n] ?? []]));
  return { strings, columns: byName as unknown as Rows<Column>["columns"] };
}
