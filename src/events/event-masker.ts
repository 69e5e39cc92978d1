import { EVENT_KIND_NAMES, type EventKind, fieldsOf } from "../kinds/index.ts";
import type { Values } from "../kinds/kind.ts";
import { type Field, type FieldType, isStringType, type PackageFolder } from "../kinds/value.ts";
import type { Masker } from "../mask/masker.ts";
import type { Ancestor, Event, FieldValue, Image, Process } from "./event.ts";
import { NO_TEXT, textOf } from "./program.ts";
import { exactText, type Text } from "./text.ts";

/** Texts of which is remembered that they have nothing secret; a power of two. */
const CLEAN_TEXTS = 1 << 14;

/** What argv.ts puts where arguments are missing. */
const CUT = "…";

/**
 * Events as they may be shown. What is masked is found when it is asked for, and once for all that have an image or a
 * list; it is kept as long as that is. The events themselves stay as they are: rules see all.
 */
export class EventMasker {
  readonly #masker: Masker;
  /** At the place of its number's lowest bits, the number of a text that stays as it is. */
  readonly #clean = new Int32Array(CLEAN_TEXTS).fill(-1);
  readonly #arguments = new WeakMap<readonly Text[], readonly Text[]>();
  readonly #processes = new WeakMap<Process, Process>();
  #last: { readonly process: Process; readonly masked: Process } | undefined;
  readonly #ancestors = new WeakMap<readonly Ancestor[], readonly Ancestor[]>();

  constructor(masker: Masker) {
    this.#masker = masker;
  }

  event<E extends Event>(event: E): E {
    // What it is made of has the fields of its kind, which the compiler does not follow.
    return new MaskedEvent(event, this) as unknown as E;
  }

  /** The same object for one process as it was. */
  process(process: Process): Process {
    // Most events are of the process that the one before was of.
    if (process === this.#last?.process) return this.#last.masked;
    const masked = this.#processes.get(process) ?? new MaskedProcess(process, this);
    this.#processes.set(process, masked);
    this.#last = { process, masked };
    return masked;
  }

  image(image: Image): Image {
    return new MaskedImage(image, this);
  }

  text(text: Text): Text {
    const { number } = text;
    if (number !== undefined && this.#clean[number & (CLEAN_TEXTS - 1)] === number) return text;
    const raw = this.#masker.text(text.raw);
    if (raw !== text.raw) return textOf(raw);
    if (number !== undefined) this.#clean[number & (CLEAN_TEXTS - 1)] = number;
    return text;
  }

  string(raw: string): string {
    return this.#masker.text(raw);
  }

  /** The arguments of an image, which are one list for all that have it. */
  arguments(argv: readonly Text[], isCut: boolean): readonly Text[] {
    const known = this.#arguments.get(argv);
    if (known !== undefined) return known;
    const given = argv.map(({ raw }) => raw);
    const shown = isCut ? this.#cutArguments(given) : this.#masker.arguments(given);
    const masked =
      shown === given
        ? argv
        : argv.map((text, at) => (shown[at] === text.raw ? text : textOf(shown[at] ?? "")));
    this.#arguments.set(argv, masked);
    return masked;
  }

  /** Those of which some are missing: they are one where they begin again, unless nothing is left of it. */
  #cutArguments(given: readonly string[]): readonly string[] {
    const gap = given.findIndex((text) => text.startsWith(CUT) && text !== CUT);
    return this.#masker.cutArguments(given, gap < 0 ? given.length : gap);
  }

  ancestors(list: readonly Ancestor[]): readonly Ancestor[] {
    const known = this.#ancestors.get(list);
    if (known !== undefined) return known;
    const masked = list.map((ancestor) => new MaskedAncestor(ancestor, this));
    this.#ancestors.set(list, masked);
    return masked;
  }

  /** The same object where it has nothing secret. */
  payload(kind: EventKind, payload: object): object {
    const given: Partial<Values> = payload;
    let copy: Record<string, FieldValue> | undefined;
    for (const { name, type } of MASKED_FIELDS[kind]) {
      const value = given[name];
      if (value === undefined) continue;
      const masked = this.#value(type, value);
      if (masked === value) continue;
      copy ??= { ...(payload as Values) };
      copy[name] = masked;
    }
    return copy ?? payload;
  }

  #value(type: FieldType, value: FieldValue): FieldValue {
    if (typeof value !== "object") return value;
    if ("raw" in value) return this.text(value);
    if ("exec_path" in value) return this.process(value as Process);
    if (type === "list of ancestors") return value;
    const texts = value as readonly Text[];
    const masked = texts.map((text) => this.text(text));
    return masked.every((text, at) => text === texts[at]) ? texts : masked;
  }
}

/** The fields in which others' text stands: not numbers, and not words of ours. */
const MASKED_FIELDS = Object.fromEntries(
  EVENT_KIND_NAMES.map((kind) => [
    kind,
    fieldsOf(kind).filter(
      ({ type, values }) =>
        values === undefined &&
        type !== "address" &&
        (isStringType(type) || type === "list of strings" || type === "process"),
    ),
  ]),
) as unknown as Record<EventKind, readonly Field[]>;

/** All that there can be of something: what is not masked here would not be shown, and does not compile. */
type Whole<T> = { readonly [Name in keyof Required<T>]: Required<T>[Name] };

class MaskedEvent implements Whole<Record<keyof Event, unknown>> {
  readonly kind: EventKind;
  readonly index: number;
  readonly tags: readonly string[];
  readonly count: number;
  readonly #event: Event;
  readonly #masker: EventMasker;
  #payload: object | undefined;

  constructor(event: Event, masker: EventMasker) {
    this.kind = event.kind;
    this.index = event.index;
    this.tags = event.tags;
    this.count = event.count;
    this.#event = event;
    this.#masker = masker;
  }

  get timeNs(): bigint | undefined {
    return this.#event.timeNs;
  }

  get process(): Process {
    return this.#masker.process(this.#event.process);
  }

  get payload(): object {
    this.#payload ??= this.#masker.payload(this.kind, this.#event.payload);
    return this.#payload;
  }
}

class MaskedImage implements Whole<Image> {
  readonly masker: EventMasker;
  readonly #image: Image;

  constructor(image: Image, masker: EventMasker) {
    this.#image = image;
    this.masker = masker;
  }

  get exec_path(): Text {
    return this.masker.text(this.#image.exec_path);
  }

  get argv(): readonly Text[] {
    return this.masker.arguments(this.#image.argv, this.#image.is_argv_cut === true);
  }

  get exact_argv(): readonly Text[] {
    return this.argv.map(exactText);
  }

  get is_argv_cut(): boolean {
    return this.#image.is_argv_cut === true;
  }

  get file_path(): Text {
    return this.shown(this.#image.file_path);
  }

  get is_root_owned(): boolean {
    return this.#image.is_root_owned === true;
  }

  get is_runner(): boolean {
    return this.#image.is_runner === true;
  }

  get cwd(): Text {
    return this.shown(this.#image.cwd);
  }

  get tool(): Text {
    return this.#image.tool ?? NO_TEXT;
  }

  get verb(): Text {
    return this.shown(this.#image.verb);
  }

  get imageNumber(): number | undefined {
    return this.#image.imageNumber;
  }

  shown(text = NO_TEXT): Text {
    return this.masker.text(text);
  }
}

class MaskedAncestor extends MaskedImage implements Whole<Ancestor> {
  readonly #ancestor: Ancestor;

  constructor(ancestor: Ancestor, masker: EventMasker) {
    super(ancestor, masker);
    this.#ancestor = ancestor;
  }

  get pid(): number | undefined {
    return this.#ancestor.pid;
  }

  get startedMs(): number | undefined {
    return this.#ancestor.startedMs;
  }

  get descendants(): readonly Ancestor[] {
    return this.masker.ancestors(this.#ancestor.descendants);
  }
}

class MaskedProcess extends MaskedImage implements Whole<Process> {
  readonly pid: number;
  readonly #process: Process;

  constructor(process: Process, masker: EventMasker) {
    super(process, masker);
    this.pid = process.pid;
    this.#process = process;
  }

  get startedMs(): number | undefined {
    return this.#process.startedMs;
  }

  get packageFolder(): PackageFolder | undefined {
    const folder = this.#process.packageFolder;
    return folder && { ...folder, path: this.masker.string(folder.path) };
  }

  get ancestors(): readonly Ancestor[] {
    return this.masker.ancestors(this.#process.ancestors);
  }

  get ancestors_left_out(): number {
    return this.#process.ancestors_left_out ?? 0;
  }

  get installer(): Text {
    return this.#process.installer ?? NO_TEXT;
  }

  get installerImage(): Image | undefined {
    const image = this.#process.installerImage;
    return image && this.masker.image(image);
  }

  get package(): Text {
    return this.shown(this.#process.package);
  }

  get step(): Text {
    return this.shown(this.#process.step);
  }

  get action(): Text {
    return this.shown(this.#process.action);
  }

  get hasCutAncestor(): boolean | undefined {
    return this.#process.hasCutAncestor;
  }

  get above(): Process | undefined {
    const above = this.#process.above;
    return above && this.masker.process(above);
  }
}
