import { decodeBytes, decodeLatin1 } from "../kinds/bytes.ts";
import type { Member, RecordLayout } from "../kinds/layout.ts";
import type {
  BytesString,
  ListString,
  RecordHead,
  StringForm,
  TextString,
  WalkString,
} from "../kinds/record.ts";
import type { RecordBytes } from "./record-bytes.ts";
import type { Text } from "./text.ts";
import type { TextStore } from "./text-store.ts";

/**
 * A record of one kind, its members and strings by name: what a kind's decode sees. It is made once for each kind and
 * shows whatever record the bytes have been moved to; names become places here, and not for each record. Throws for a
 * member that has the name of something that every record has.
 */
export function recordView(layout: RecordLayout, bytes: RecordBytes, texts: TextStore): RecordHead {
  // Each part has the bytes at hand: through the view, whose class differs from kind to kind, decoding was slower.
  const view: RecordHead = {
    get pid() {
      return bytes.pid;
    },
    get startNs() {
      return bytes.startNs;
    },
    get isWalkCut() {
      return bytes.isWalkCut;
    },
    get isTextCut() {
      return bytes.isTextCut;
    },
    get isArgvCut() {
      return bytes.isArgvCut;
    },
  };
  for (const member of layout.members) define(view, member.name, { get: getterOf(member, bytes) });
  for (const [place, { name, form }] of layout.strings.entries()) {
    define(view, name, { value: stringOf(form, bytes, place, texts) });
  }
  return view;
}

function define(view: RecordHead, name: string, property: PropertyDescriptor): void {
  if (name in view) throw new Error(`a record has two things that are called ${name}`);
  Object.defineProperty(view, name, property);
}

function getterOf({ name, type, offset }: Member, bytes: RecordBytes): () => unknown {
  switch (type) {
    case "u8":
      return () => bytes.u8(offset);
    case "u16":
      return () => bytes.u16(offset);
    case "u32":
      return () => bytes.u32(offset);
    case "u64":
      return name.endsWith("_ns") ? () => bytes.ns(offset) : () => bytes.u64(offset);
    case "bytes16":
      return () => bytes.fixed(offset, 16);
  }
}

function stringOf(form: StringForm, bytes: RecordBytes, place: number, texts: TextStore): Tail {
  switch (form) {
    case "text":
      return new TextTail(bytes, place);
    case "walk":
      return new WalkTail(bytes, place, texts);
    case "list":
      return new ListTail(bytes, place);
    case "bytes":
      return new BytesTail(bytes, place);
  }
}

/** A string of the tail, by its place. */
class Tail {
  readonly source: RecordBytes;
  readonly place: number;

  constructor(source: RecordBytes, place: number) {
    this.source = source;
    this.place = place;
  }

  get isEmpty(): boolean {
    return this.source.isEmpty(this.place);
  }
}

class TextTail extends Tail implements TextString {
  raw(): string {
    return decodeBytes(this.source.string(this.place));
  }
}

class WalkTail extends Tail implements WalkString {
  readonly #texts: TextStore;

  constructor(source: RecordBytes, place: number, texts: TextStore) {
    super(source, place);
    this.#texts = texts;
  }

  path(): Text {
    return this.source.isWalkCut
      ? this.#texts.pathOfCutWalk(this.source.latin1(this.place))
      : this.wholePath();
  }

  wholePath(): Text {
    return this.source.pathOfWalk(this.place, this.#texts);
  }
}

class ListTail extends Tail implements ListString {
  parts(): string[] {
    return this.source.latin1(this.place).split("\0").map(decodeLatin1);
  }
}

class BytesTail extends Tail implements BytesString {
  bytes(): Buffer {
    return this.source.string(this.place);
  }
}
