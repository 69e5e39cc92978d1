import {
  EVENT_KINDS,
  type EventKind,
  RECORD_KIND_NAMES,
  RECORD_KINDS,
  type RecordKind,
} from "../kinds/index.ts";
import type {
  AnyEventKind,
  AnyRecordKind,
  DecodeContext,
  Inside,
  MountStore,
  MountTree,
  ProcessIdentity,
  Termination,
  TerminationStore,
} from "../kinds/kind.ts";
import { align8, HEADER, memberOffset, RECORD_HEADER_SIZE, type RecordLayout } from "../kinds/layout.ts";
import type { ORIGIN_FIELDS } from "../kinds/origin.ts";
import { absolutePath, goesBack, isCutPath } from "../kinds/path.ts";
import type { RecordHead, TextString, WalkString } from "../kinds/record.ts";
import type { Process, ValuesOf } from "../kinds/value.ts";
import type { LogStart } from "../log/document.ts";
import type { LogFault } from "../log/fault.ts";
import { layoutsOf } from "../log/layouts.ts";
import { BoundedMap } from "./bounded-map.ts";
import { cutTags, markedCut } from "./cut-tags.ts";
import { DENIED_IN_KERNEL, type Event, KILLED_IN_KERNEL, type Payload } from "./event.ts";
import { FirstBytes } from "./first-bytes.ts";
import { HeldEvents } from "./held-events.ts";
import { Lineage, type Producer } from "./lineage.ts";
import { Lookups } from "./lookups.ts";
import { Origins } from "./origins.ts";
import type { OwnRule } from "./own-processes.ts";
import { RecordBytes } from "./record-bytes.ts";
import { recordView } from "./record-view.ts";
import { RecordedEvent, type Told } from "./recorded-event.ts";
import type { Text } from "./text.ts";
import { TextStore } from "./text-store.ts";

export interface DecoderOptions {
  readonly start: Pick<LogStart, "layouts" | "realtime_offset_ns" | "tick_ns" | "machine">;
  /** Which processes may be Runwarden's own. */
  readonly own: OwnRule;
  readonly onEvent: (event: Event) => void;
  /** Hears of what was done because of a rule with the action terminate, where it stands between the events. */
  readonly onTermination?: (termination: Termination) => void;
  /** Bytes for texts that are remembered; where it is not given, what a job's logs need. */
  readonly textBudget?: number | undefined;
}

type WithoutPlace<F> = F extends { readonly place: unknown } ? Omit<F, "place"> : never;

/** What can be wrong with records; whoever has the block knows the place. */
export type RecordFault = WithoutPlace<Extract<LogFault, { code: "invalid-record" | "unknown-kind" }>>;

const TIME_OFFSET = memberOffset({ members: HEADER }, "time_ns");

/** Where the parts of a kind's records stand, and what is done with one. */
interface Reader {
  readonly layout: RecordLayout;
  readonly take: () => void;
}

/** Turns records into events, and keeps the lineage meanwhile. */
export class Decoder {
  /** Records decoded so far, per kind. */
  readonly records = Object.fromEntries(RECORD_KIND_NAMES.map((kind) => [kind, 0])) as Record<
    RecordKind,
    number
  >;
  readonly #options: DecoderOptions;
  readonly #texts: TextStore;
  readonly #bytes = new RecordBytes();
  readonly #context: Context;
  readonly #held = new HeldEvents();
  readonly #readers: (Reader | undefined)[] = [];
  /** Of the block at hand. */
  #fault: RecordFault | undefined;
  #isBroken = false;
  #eventIndex = 0;
  #lastTimeNs: bigint | undefined;
  /** The upper half of times since boot, and the time since 1970 that it stands for: it changes every four seconds. */
  #baseHigh = -1;
  #baseNs = 0n;

  constructor(options: DecoderOptions) {
    this.#options = options;
    this.#texts = new TextStore(options.textBudget);
    const { tick_ns, realtime_offset_ns } = options.start;
    const lineage = new Lineage(tick_ns, options.own, this.#texts.intern(""), realtime_offset_ns);
    const terminations = { done: options.onTermination ?? (() => {}) };
    this.#context = new Context(options.start.machine, this.#texts, lineage, terminations);
    for (const layout of layoutsOf(options.start.layouts)) {
      const view = recordView(layout, this.#bytes, this.#texts);
      this.#readers[layout.id] = { layout, take: this.#taker(layout.kind, view) };
    }
  }

  /** Processes outside the job's lineage that were watched because the job made somebody start them. */
  get adopted(): number {
    return this.#context.lineage.adopted;
  }

  /** Moves and links that were forgotten before the files were asked for. */
  get forgottenOrigins(): number {
    return this.#context.origins.forgotten;
  }

  /** The job's processes that have not ended by now; `asker` is who asks for the end. */
  living(scope: "job" | "machine", asker: ProcessIdentity | undefined): readonly Process[] {
    return this.#context.lineage.living(scope, asker);
  }

  /** Forgets what is only saved work: what comes is decoded as if it had not. */
  forget(): void {
    this.#texts.clear();
  }

  /** The time of the last record, in nanoseconds since 1970; undefined where there was none. */
  get lastTimeNs(): bigint | undefined {
    return this.#lastTimeNs;
  }

  /**
   * All records are decoded, and `asker` is who asked for the end, as the trailer names it: its start time is from
   * /proc, and only as exact as a tick. What it has done since it does nothing but that is no event; what others did who
   * only looked like it is handed out now. False where it does not look like Runwarden.
   */
  end(asker: ProcessIdentity | undefined): boolean {
    const own = asker && this.#context.lineage.findOwn(asker);
    this.#held.end(own);
    return asker === undefined || own !== undefined;
  }

  /**
   * Decodes the records of one block, and gives what is wrong with it. A record of an unknown kind is passed over; at
   * bytes that are no record it stops, and no other block must come.
   */
  block(payload: Buffer): RecordFault | undefined {
    this.#bytes.open(payload);
    this.#fault = undefined;
    this.#isBroken = false;
    let at = 0;
    let last: number | undefined;
    while (at < payload.length && !this.#isBroken) {
      const size = at + RECORD_HEADER_SIZE <= payload.length ? payload.readUInt32LE(at) : 0;
      if (size < RECORD_HEADER_SIZE || size !== align8(size) || at + size > payload.length) {
        this.#break("bytes that are no record");
      } else {
        this.#record(at, size, payload.readUInt16LE(at + 4));
        last = at;
        at += size;
      }
    }
    if (last !== undefined) {
      this.#lastTimeNs = this.#options.start.realtime_offset_ns + payload.readBigUInt64LE(last + TIME_OFFSET);
    }
    return this.#fault;
  }

  #record(at: number, size: number, id: number): void {
    const reader = this.#readers[id];
    if (reader === undefined) {
      this.#fault = { code: "unknown-kind", id };
      return;
    }
    const { layout, take } = reader;
    if (size < layout.fixedSize) {
      this.#break(`a ${layout.kind} record that is shorter than its members`);
    } else if (this.#bytes.moveTo(at, layout) > at + size) {
      this.#break(`a ${layout.kind} record with strings that are longer than it`);
    } else {
      this.records[layout.kind]++;
      take();
    }
  }

  #break(what: string): void {
    this.#isBroken = true;
    this.#fault = { code: "invalid-record", what };
  }

  #taker(kind: RecordKind, view: RecordHead): () => void {
    const context = this.#context;
    // The view is made of the kind's own layout: it has what the kind's record has.
    const record = view as never;
    if (!isEventOf(kind)) {
      const definition: AnyRecordKind = RECORD_KINDS[kind];
      return () => definition.learn(record, context);
    }
    const definition: AnyEventKind = EVENT_KINDS[kind];
    return () => {
      context.begin();
      const decoded = definition.decode(record, context);
      const producer = context.lineage.producer(this.#bytes.pid, this.#bytes.startNs);
      if (isList(decoded)) {
        for (const { payload, isCut, process = producer.process } of decoded) {
          this.#emit(kind, { ...producer, process }, payload, cutTags(isCut, process));
        }
      } else {
        const tags = context.tags(this.#bytes.isCut, producer.process);
        this.#emit(kind, producer, decoded, this.#bytes.isKilled ? [...tags, ...this.#kernelTags()] : tags);
      }
    };
  }

  #kernelTags(): readonly string[] {
    return this.#bytes.isDenied ? [KILLED_IN_KERNEL, DENIED_IN_KERNEL] : [KILLED_IN_KERNEL];
  }

  #emit(kind: EventKind, { process, own }: Producer, payload: object, tags: readonly string[]): void {
    const { timeLow, timeHigh } = this.#bytes;
    const told = { kind, process, payload: markedCut(payload, tags) as Payload<EventKind>, tags };
    // What is done to the guard is told whoever does it.
    if (own === undefined || kind === "guard_tamper") this.#handOut(told, timeLow, timeHigh);
    else this.#held.add(own, sizeOfTexts(payload), () => this.#handOut(told, timeLow, timeHigh));
  }

  #handOut(told: Told<EventKind>, timeLow: number, timeHigh: number): void {
    if (timeHigh !== this.#baseHigh) {
      this.#baseHigh = timeHigh;
      this.#baseNs = this.#options.start.realtime_offset_ns + (BigInt(timeHigh) << 32n);
    }
    const event = new RecordedEvent(told, this.#eventIndex++, timeLow, this.#baseNs);
    // The kind and its payload belong together by construction; TypeScript cannot see it through the table of kinds.
    this.#options.onEvent(event as unknown as Event);
  }
}

/** Bytes of the texts that a payload has itself. */
function sizeOfTexts(payload: object): number {
  return Object.values(payload)
    .flat()
    .reduce((size: number, value) => size + (isText(value) ? 2 * value.raw.length : 0), 0);
}

function isText(value: unknown): value is Text {
  return typeof value === "object" && value !== null && "raw" in value;
}

function isEventOf(kind: RecordKind): kind is EventKind {
  return Object.hasOwn(EVENT_KINDS, kind);
}

const NOWHERE_ELSE = {};

function isList<T extends readonly unknown[]>(value: object | T): value is T {
  return Array.isArray(value);
}

/** Bytes for mounts that were opened and have no place yet. */
const MOUNTS_BUDGET = 1024 * 1024;

/** Mounts that were opened. A number is used again once its mount is gone: what was opened last counts. */
class OpenedMounts implements MountStore {
  readonly #trees = new BoundedMap<number, MountTree>(
    MOUNTS_BUDGET,
    (_, { source, fsType }) => 2 * (source.length + fsType.length),
  );

  opened(tree: number, what: MountTree): void {
    this.#trees.set(tree, what);
  }

  tree(tree: number): MountTree | undefined {
    return this.#trees.get(tree);
  }
}

/** What a kind's decode can ask, and what it says of the record at hand. */
class Context implements DecodeContext {
  readonly machine: string;
  readonly lineage: Lineage;
  readonly lookups: Lookups;
  readonly mounts = new OpenedMounts();
  readonly origins = new Origins();
  readonly firstBytes: FirstBytes;
  readonly terminations: TerminationStore;
  readonly intern: (raw: string) => Text;
  #isCut = false;
  /** A path may lead elsewhere, through a symbolic link that nobody followed. */
  #isUnresolved = false;

  constructor(machine: string, texts: TextStore, lineage: Lineage, terminations: TerminationStore) {
    this.machine = machine;
    this.terminations = terminations;
    this.lineage = lineage;
    this.lookups = new Lookups(texts);
    this.firstBytes = new FirstBytes(lineage);
    this.intern = (raw) => texts.intern(raw);
  }

  /** The next record is at hand. */
  begin(): void {
    this.#isCut = false;
    this.#isUnresolved = false;
  }

  tags(isRecordCut: boolean, process: Process): readonly string[] {
    const tags = cutTags(isRecordCut || this.#isCut, process);
    return this.#isUnresolved ? [...tags, "unresolved"] : tags;
  }

  given(folder: WalkString, text: TextString): Text {
    const given = text.raw();
    this.#isUnresolved ||= goesBack(given);
    return this.intern(absolutePath((folder.isEmpty ? folder.wholePath() : folder.path()).raw, given));
  }

  originsOf(path: Text, inside: Inside): ValuesOf<typeof ORIGIN_FIELDS> {
    const earlier = this.origins.of(path.raw, inside);
    const others = earlier.filter((each) => each !== path.raw);
    const [first] = others;
    if (first === undefined) return NOWHERE_ELSE;
    this.#isCut ||= others.some(isCutPath);
    const origin_paths = others.map(this.intern);
    return first === earlier[0] ? { origin_path: this.intern(first), origin_paths } : { origin_paths };
  }

  tagCut(): void {
    this.#isCut = true;
  }

  tagUnresolved(): void {
    this.#isUnresolved = true;
  }
}
