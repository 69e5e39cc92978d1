import type { RecordKind } from "../kinds/index.ts";
import {
  align8,
  memberOffset,
  RECORD_HEADER_SIZE,
  type RecordLayout,
  type TailPlace,
} from "../kinds/layout.ts";
import { layoutsOf } from "../log/layouts.ts";
import type { Masker } from "../mask/masker.ts";
import type { Json } from "../shape/json.ts";
import { BoundedMap } from "./bounded-map.ts";
import { RecordBytes } from "./record-bytes.ts";

/** The longest string of a record: its length has 16 bits. */
const STRING_LIMIT = 0xffff;

/** Bytes kept of what connections begin with, and what one takes besides its own. */
const BEGUN_BUDGET = 2 * 1024 * 1024;
const BEGUN_SIZE = 256;

/**
 * Segments of one message that are read with what stands before them, all of it each time. Of one that comes in more, the
 * others are secret as a whole: nobody sends an honest head like that.
 */
const SEGMENTS_LIMIT = 16;

/** Says that a record is of what a connection begins with (kinds/domain.ts). */
const FIRST_BYTES = 253;

/** What argv.ts puts where arguments are missing. */
const CUT = "…";

interface BegunText {
  readonly text: string;
  readonly segments: number;
}

/** Where the members of a kind's records stand that say which part of what message a record has. */
interface MessagePlaces {
  readonly cookie: number;
  readonly sequence: number;
  readonly protocol: number;
}

interface MaskedLayout extends RecordLayout {
  readonly message: MessagePlaces | undefined;
  /** Which of its strings are the arguments; behind them is their end, where some are missing. */
  readonly argv: number;
}

/**
 * Records without their secrets. All else of them stays as it is, so that they tell the same; strings get other lengths,
 * for a mask has always the same, but for what has its places counted: what connections begin with, and messages.
 */
export class RecordMasker {
  readonly #masker: Masker;
  readonly #layouts: (MaskedLayout | undefined)[] = [];
  readonly #bytes = new RecordBytes();
  readonly #begun = new BoundedMap<string, BegunText>(
    BEGUN_BUDGET,
    (_, { text }) => BEGUN_SIZE + text.length,
  );

  /** `layouts` are those of the log, which this version reads. */
  constructor(layouts: Json, masker: Masker) {
    this.#masker = masker;
    for (const layout of layoutsOf(layouts)) {
      this.#layouts[layout.id] = {
        ...layout,
        message: messagePlaces(layout),
        argv: layout.strings.findIndex(({ name }) => name === "argv"),
      };
    }
  }

  /**
   * The records of one block, in pieces that follow each other. Throws where there is one whose strings nobody knows: what
   * it holds cannot be masked.
   */
  block(payload: Buffer): Buffer[] {
    const pieces: Buffer[] = [];
    this.#bytes.open(payload);
    let unchanged = 0;
    for (let at = 0; at < payload.length; ) {
      const size = at + RECORD_HEADER_SIZE <= payload.length ? payload.readUInt32LE(at) : 0;
      if (size < RECORD_HEADER_SIZE || size !== align8(size) || at + size > payload.length) {
        throw new Error("it holds bytes that are no record");
      }
      const masked = this.#record(payload, at, size);
      if (masked !== undefined) {
        if (unchanged < at) pieces.push(payload.subarray(unchanged, at));
        pieces.push(masked);
        unchanged = at + size;
      }
      at += size;
    }
    if (unchanged < payload.length) pieces.push(payload.subarray(unchanged));
    return pieces;
  }

  /** Undefined where it has nothing secret. */
  #record(payload: Buffer, at: number, size: number): Buffer | undefined {
    const layout = this.#layouts[payload.readUInt16LE(at + 4)];
    if (layout === undefined) throw new Error("it holds a record of a kind that nothing reads");
    if (size < layout.fixedSize || this.#bytes.moveTo(at, layout) > at + size) {
      throw new Error("it holds a record that is shorter than what it says of itself");
    }
    const strings = layout.strings.map((_, place) => this.#bytes.latin1(place));
    const masked = this.#strings(layout, strings);
    if (masked.every((text, place) => text === strings[place])) return undefined;
    return rebuilt(payload.subarray(at, at + layout.fixedSize), layout.strings, masked);
  }

  #strings(layout: MaskedLayout, strings: readonly string[]): readonly string[] {
    const masked = strings.map((text, place) => this.#string(layout, place, text));
    if (layout.argv < 0) return masked;
    const [argv, tail] = this.#argv(strings[layout.argv] ?? "", strings[layout.argv + 1] ?? "");
    masked[layout.argv] = argv;
    masked[layout.argv + 1] = tail;
    return masked;
  }

  #string({ kind, strings, message }: MaskedLayout, place: number, text: string): string {
    if (text === "") return text;
    switch (strings[place]?.form) {
      case "text":
        return this.#masker.text(text);
      case "walk":
        // Nearly none has a secret.
        return this.#masker.text(text) === text ? text : this.#names(text);
      case "bytes":
        return message !== undefined && this.#isBeginning(kind, message)
          ? this.#segment(kind, message, text)
          : this.#masker.bytes(text);
      default:
        // The arguments, which say only together what is secret.
        return text;
    }
  }

  /** The names of a walk, each by itself. */
  #names(walk: string): string {
    return walk
      .split("\0")
      .map((name) => this.#masker.text(name))
      .join("\0");
  }

  /** What a record has of arguments, as argv.ts reads it. */
  #argv(argv: string, argvTail: string): [argv: string, argvTail: string] {
    const head = argv.split("\0");
    const begun = head.pop() ?? "";
    if (!this.#bytes.isArgvCut) {
      const given = [...head, ...(begun === "" ? [] : [begun])];
      const masked = this.#masker.arguments(given);
      return [masked === given ? argv : joined(masked, begun === ""), argvTail];
    }
    const [ended = "", ...tail] = argvTail.split("\0");
    const broken = [...(begun === "" ? [] : [begun + CUT]), ...(ended === "" ? [] : [CUT + ended])];
    const given = [...head, ...(broken.length === 0 ? [CUT] : broken), ...tail];
    const masked = this.#masker.cutArguments(given, head.length + (begun === "" ? 0 : 1));
    if (masked === given) return [argv, argvTail];
    const shownTail = masked.slice(given.length - tail.length);
    const shownBegun = begun === "" ? "" : (masked[head.length] ?? "");
    const shownEnded = ended === "" ? "" : (masked[given.length - tail.length - 1] ?? "");
    return [
      [...masked.slice(0, head.length), shownBegun.replace(CUT, "")].join("\0"),
      [shownEnded.replace(CUT, ""), ...shownTail].join("\0"),
    ];
  }

  #isBeginning(kind: RecordKind, { protocol }: MessagePlaces): boolean {
    return kind === "http_request" || (kind === "domain" && this.#bytes.u8(protocol) === FIRST_BYTES);
  }

  /** A part of what a connection begins with: what it is of stands in those before it. */
  #segment(kind: RecordKind, { cookie, sequence }: MessagePlaces, text: string): string {
    const key = `${kind} ${this.#bytes.u64(cookie)}`;
    const place = this.#bytes.u32(sequence);
    const before = place === 0 ? NOTHING_BEGUN : this.#begun.get(key);
    if (before === undefined || before.text.length !== place || before.segments >= SEGMENTS_LIMIT) {
      // Behind one that was lost, or too many: nobody knows what it is.
      this.#begun.delete(key);
      return "*".repeat(text.length);
    }
    const whole = before.text + text;
    this.#begun.set(key, { text: whole, segments: before.segments + 1 });
    // A token goes on in the next one.
    return this.#masker.bytes(whole + CUT).slice(place, whole.length);
  }
}

const NOTHING_BEGUN: BegunText = { text: "", segments: 0 };

function joined(args: readonly string[], isEnded: boolean): string {
  return args.join("\0") + (isEnded && args.length > 0 ? "\0" : "");
}

function messagePlaces(layout: RecordLayout): MessagePlaces | undefined {
  if (!layout.strings.some(({ name }) => name === "message")) return undefined;
  return {
    cookie: memberOffset(layout, "socket_cookie"),
    sequence: memberOffset(layout, "sequence"),
    protocol: memberOffset(layout, "protocol"),
  };
}

/** A record with other strings. */
function rebuilt(fixed: Buffer, places: readonly TailPlace[], strings: readonly string[]): Buffer {
  const used = strings.reduce((sum, { length }) => sum + length, fixed.length);
  const record = Buffer.alloc(align8(used));
  fixed.copy(record);
  record.writeUInt32LE(record.length, 0);
  let at = fixed.length;
  for (const [place, text] of strings.entries()) {
    if (text.length > STRING_LIMIT) throw new Error("a string of a record grew too long");
    record.writeUInt16LE(text.length, places[place]?.lengthOffset ?? 0);
    at += record.write(text, at, "latin1");
  }
  return record;
}
