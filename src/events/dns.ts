import { decodeLatin1 } from "../kinds/bytes.ts";
import { BoundedMap, ownBytes } from "./bounded-map.ts";

/** The header of a message, and the bit of its third byte that says that it answers (RFC 1035, 4.1.1). */
export const DNS_HEADER_SIZE = 12;
export const RESPONSE_BIT = 0x80;

/** Type and class behind the name of a question (RFC 1035, 4.1.2). */
export const QUESTION_REST = 4;

const LABEL_LIMIT = 63;
/** Bytes of a name, without the root label (RFC 1035, 2.3.4). Pointers make a longer one out of a short message. */
const NAME_LIMIT = 254;
/** Each label may come by a pointer, and has two bytes at least. */
const POINTERS_LIMIT = NAME_LIMIT / 2;

/** Questions of one message that are read. A datagram has no room for so many, and an honest message has one (RFC 9619). */
const QUESTIONS_LIMIT = 256;

/** The questions of a DNS message (RFC 1035, 4.1). */
export interface Questions {
  /** The transaction that they begin; 0 where it cannot be read. */
  readonly id: number;
  /** The last is what could be read of a name, where the message is not whole. */
  readonly names: readonly string[];
  /** False where the message broke off or was garbled before the end of the last question, or has too many. */
  readonly isWhole: boolean;
}

/**
 * Reads the names that a query asks for: lowercase (ASCII), without the final dot, a dot inside a label as `\.`.
 * A response gives none. Takes any bytes; what cannot be read gives at least an empty name.
 */
export function parseQuestions(message: Buffer): Questions {
  if (message.length < DNS_HEADER_SIZE) return { id: 0, names: [""], isWhole: false };
  const id = message.readUInt16BE(0);
  if (((message[2] ?? 0) & RESPONSE_BIT) !== 0) return { id, names: [], isWhole: true };
  const count = message.readUInt16BE(4);
  const names: string[] = [];
  let at = DNS_HEADER_SIZE;
  for (let i = 0; i < count; i++) {
    const name = readName(message, at);
    names.push(name.text);
    if (names.length === QUESTIONS_LIMIT && count > QUESTIONS_LIMIT) return { id, names, isWhole: false };
    if (name.end === undefined || name.end + QUESTION_REST > message.length)
      return { id, names, isWhole: false };
    at = name.end + QUESTION_REST;
  }
  return { id, names, isWhole: true };
}

/** A name of a message, as far as it can be read. */
export interface Name {
  readonly text: string;
  /** Where what follows it starts; absent where it is garbled. */
  readonly end?: number;
  /** What reading it took: its bytes, with what each label and each pointer takes besides. */
  readonly work: number;
}

const STEP_WORK = 4;
const DOT = 0x2e;
const BACKSLASH = 0x5c;

/** Where names are put together; there is one at a time. A label can start before the limit, and be all dots. */
const nameBytes = Buffer.alloc(2 * (NAME_LIMIT + 1 + LABEL_LIMIT));

/** Reads the name that starts at a place. */
export function readName(message: Buffer, start: number): Name {
  let at = start;
  let end: number | undefined;
  let to = 0;
  let pointers = 0;
  let size = 0;
  let work = 0;
  while (size <= NAME_LIMIT && pointers <= POINTERS_LIMIT) {
    const length = message[at];
    if (length === undefined) break;
    if (length === 0) return { text: nameText(to), end: end ?? at + 1, work };
    work += STEP_WORK;
    if (length >= 0xc0) {
      // A pointer may only lead back (RFC 1035, 4.1.4), which also rules out loops.
      const target = ((length & 0x3f) << 8) | (message[at + 1] ?? 0);
      if (at + 1 >= message.length || target >= at) break;
      end ??= at + 2;
      at = target;
      pointers++;
    } else {
      if (length > LABEL_LIMIT || at + 1 + length > message.length) break;
      if (to > 0) nameBytes[to++] = DOT;
      for (let index = at + 1; index <= at + length; index++) {
        const byte = message[index] ?? 0;
        if (byte === DOT) nameBytes[to++] = BACKSLASH;
        nameBytes[to++] = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
      }
      at += 1 + length;
      size += 1 + length;
      work += length;
    }
  }
  return { text: nameText(to), work };
}

function nameText(size: number): string {
  return decodeLatin1(nameBytes.toString("latin1", 0, size));
}

/** What stands behind the root name of the record of options, but for the options (RFC 6891, 6.1). */
const OPTIONS_REST = 10;
const TYPE_OPTIONS = 41;
const CLASSES: ReadonlySet<number> = new Set([1, 3, 4, 255]);
/** Multicast DNS asks so for an answer to itself alone (RFC 6762, 5.4). */
const UNICAST_BIT = 0x8000;
const PLAIN_QUESTIONS_LIMIT = 2;
/** The flags that such a query may have, of the header's third and fourth byte. */
const RECURSION_BIT = 0x01;
const SECURITY_BITS = 0x30;
const PRINTABLE = /^[!-~]+$/;

/**
 * True for what is a query and nothing else: its header asks for one or two names and perhaps has one record of options,
 * the names are of printable letters, the classes are some that exist, and it ends where that ends. Asked of datagrams
 * to other ports than 53, where other things are sent too: of the 96 bits of the header and the 16 of a class all but
 * some 20 have to be right, and all lengths have to add up.
 */
export function isPlainQuery(message: Buffer): boolean {
  if (message.length < DNS_HEADER_SIZE) return false;
  const [questions, answers, authorities, others] = [4, 6, 8, 10].map((at) => message.readUInt16BE(at));
  if (((message[2] ?? 0) & ~RECURSION_BIT) !== 0 || ((message[3] ?? 0) & ~SECURITY_BITS) !== 0) return false;
  if (questions === undefined || questions < 1 || questions > PLAIN_QUESTIONS_LIMIT) return false;
  if (answers !== 0 || authorities !== 0 || others === undefined || others > 1) return false;
  let at = DNS_HEADER_SIZE;
  for (let i = 0; i < questions; i++) {
    const { text, end } = readName(message, at);
    if (end === undefined || !PRINTABLE.test(text) || end + QUESTION_REST > message.length) return false;
    if (!CLASSES.has(message.readUInt16BE(end + 2) & ~UNICAST_BIT)) return false;
    at = end + QUESTION_REST;
  }
  return others === 0 ? at === message.length : endOfOptions(message, at) === message.length;
}

/** Where the record of options at a place ends; 0 for another record. */
function endOfOptions(message: Buffer, at: number): number {
  if (at + 1 + OPTIONS_REST > message.length || message[at] !== 0) return 0;
  if (message.readUInt16BE(at + 1) !== TYPE_OPTIONS) return 0;
  return at + 1 + OPTIONS_REST + message.readUInt16BE(at + 9);
}

/** Bytes of one packet (RFC 791); a longer one is not real. */
const PACKET_LIMIT = 64 * 1024;

/**
 * The datagrams of one send that the kernel takes apart itself (UDP_SEGMENT, udp(7)); `datagramLength` is 0 where it does
 * not. Of those that are beyond what was recorded of the whole nothing is there.
 */
export function splitDatagrams(
  message: Buffer,
  datagramLength: number,
  wholeLength = message.length,
): Buffer[] {
  const length = Math.min(Math.max(wholeLength, message.length), PACKET_LIMIT);
  if (datagramLength === 0 || datagramLength >= length) return [message];
  const datagrams: Buffer[] = [];
  // One that was not recorded stands for all that follow it.
  for (let at = 0; at < length && at < message.length + datagramLength; at += datagramLength) {
    datagrams.push(message.subarray(at, at + datagramLength));
  }
  return datagrams;
}

/** Bytes kept of all streams: DNS over TCP sends one short query. */
const STREAMS_BUDGET = 1024 * 1024;

const NOTHING = Buffer.alloc(0);

interface Stream {
  readonly next: number;
  readonly bytes: Buffer;
  /** The part of the bytes that was not recorded; it is empty where all was. */
  readonly gap: Gap;
}

interface Gap {
  readonly start: number;
  readonly end: number;
}

/** What a stream takes besides its bytes. */
const STREAM_SIZE = 320;

const NO_GAP: Gap = { start: 0, end: 0 };

/** Puts the messages of DNS over TCP together: each comes behind its length, in any number of segments. */
export class DnsStreams {
  readonly #streams = new BoundedMap<bigint, Stream>(
    STREAMS_BUDGET,
    (_, { bytes }) => STREAM_SIZE + bytes.length,
  );

  /**
   * Adds a segment of a socket's stream; gives the messages that it completes. Of a long segment only the first
   * bytes may be there: `wholeLength` says how long it was. A message is given up to where bytes of it are missing;
   * those that begin there are given as one of no bytes, for nobody knows how many there were.
   */
  push(socket: bigint, sequence: number, segment: Buffer, wholeLength = segment.length): Buffer[] {
    const last = this.#streams.get(socket) ?? { next: sequence, bytes: NOTHING, gap: NO_GAP };
    // Sequence numbers wrap: as a signed difference, ahead is positive and sent before is negative.
    const ahead = (sequence - last.next) | 0;
    // Ahead, a segment was not recorded. What comes behind it is most likely the start of a message.
    const stream = ahead > 0 ? { next: sequence, bytes: NOTHING, gap: NO_GAP } : last;
    const sentBefore = Math.max(0, -ahead);
    const length = Math.min(Math.max(wholeLength, segment.length), PACKET_LIMIT) - sentBefore;
    if (length <= 0) return [];
    const bytes = Buffer.concat([stream.bytes, segment.subarray(sentBefore)], stream.bytes.length + length);
    const recorded = stream.bytes.length + Math.max(0, segment.length - sentBefore);
    const gap = joinGaps(stream.gap, { start: recorded, end: bytes.length });
    const { messages, end } = takeMessages(bytes, gap);
    this.#streams.set(socket, {
      next: (stream.next + length) >>> 0,
      bytes: ownBytes(bytes.subarray(end)),
      gap: gap.end > end ? { start: gap.start - end, end: gap.end - end } : NO_GAP,
    });
    return messages;
  }
}

function joinGaps(first: Gap, second: Gap): Gap {
  if (first.start >= first.end) return second.start < second.end ? second : NO_GAP;
  return { start: first.start, end: second.start < second.end ? second.end : first.end };
}

/** The messages that stand whole at the start of a stream, and where they end. */
function takeMessages(bytes: Buffer, gap: Gap): { messages: Buffer[]; end: number } {
  const messages: Buffer[] = [];
  let at = 0;
  while (at + 1 < bytes.length) {
    if (at + 2 > gap.start && at < gap.end) return { messages: [...messages, NOTHING], end: bytes.length };
    const start = at + 2;
    const end = start + bytes.readUInt16BE(at);
    if (end > bytes.length) break;
    messages.push(bytes.subarray(start, gap.end > start ? Math.min(end, gap.start) : end));
    at = end;
  }
  return { messages, end: at };
}
