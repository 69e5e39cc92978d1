import { DNS_HEADER_SIZE, type Name, QUESTION_REST, RESPONSE_BIT, readName } from "./dns.ts";

const OPCODE_BITS = 0x78;
const ERROR_BITS = 0x0f;
/** Type, class, time to live and the length of the data behind the name of a record. */
const RECORD_REST = 10;

const TYPE_A = 1;
const TYPE_CNAME = 5;
const TYPE_AAAA = 28;
const CLASS_IN = 1;

/** Names that lead from one to the next; real ones are a few. */
const ALIASES_LIMIT = 32;

/**
 * What reading the names of an answer may take, besides as much as it has bytes (`work` of a Name). Each name is read
 * once, wherever pointers lead to it: an answer that writes its names out takes less than its bytes, and one whose names
 * share their ends stays below this with a hundred of them.
 */
const NAMES_WORK_LIMIT = 2048;

/** A DNS message that answers (RFC 1035, 4.1), as far as it tells addresses. */
export interface Answer {
  /** The transaction that it belongs to. */
  readonly id: number;
  /** The name that was asked for, as `parseQuestions` gives it. */
  readonly question: string;
  /** The canonical name of each alias. */
  readonly aliases: ReadonlyMap<string, string>;
  /** The addresses of each name: 4 or 16 bytes, one character for each. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  /** Its names were so much work that it was not read to its end. */
  readonly isTooMuch: boolean;
}

/**
 * Reads an answer up to where it is garbled or cut, or where its names are more than an answer needs; undefined for a
 * query, and for one that says that there is no answer. One with more questions than one is none (RFC 9619): it would
 * give each of thousands of names each of thousands of addresses. Takes any bytes.
 */
export function parseAnswer(message: Buffer): Answer | undefined {
  if (message.length < DNS_HEADER_SIZE) return undefined;
  const [flags = 0, code = 0] = message.subarray(2, 4);
  if ((flags & RESPONSE_BIT) === 0 || (flags & OPCODE_BITS) !== 0 || (code & ERROR_BITS) !== 0) {
    return undefined;
  }
  if (message.readUInt16BE(4) !== 1) return undefined;
  const { text: question, end } = readName(message, DNS_HEADER_SIZE);
  if (end === undefined || end + QUESTION_REST > message.length) return undefined;
  return { id: message.readUInt16BE(0), question, ...readRecords(message, end + QUESTION_REST) };
}

function readRecords(message: Buffer, start: number): Pick<Answer, "aliases" | "addresses" | "isTooMuch"> {
  const aliases = new Map<string, string>();
  const addresses = new Map<string, string[]>();
  const names = new MessageNames(message);
  let at = start;
  for (let left = message.readUInt16BE(6); left > 0; left--) {
    const owner = names.at(at);
    const { end } = names;
    if (owner === undefined || end + RECORD_REST > message.length) break;
    const type = wordAt(message, end);
    const isInternet = wordAt(message, end + 2) === CLASS_IN;
    const size = wordAt(message, end + 8);
    const data = end + RECORD_REST;
    at = data + size;
    if (at > message.length) break;
    if (!isInternet) continue;
    if ((type === TYPE_A && size === 4) || (type === TYPE_AAAA && size === 16)) {
      const address = addressAt(message, data, size);
      const known = addresses.get(owner);
      if (known === undefined) addresses.set(owner, [address]);
      else known.push(address);
    } else if (type === TYPE_CNAME) {
      const target = names.at(data);
      if (target !== undefined) aliases.set(owner, target);
    }
  }
  return { aliases, addresses, isTooMuch: names.isTooMuch };
}

/** 16 bits within the message; to ask the buffer, which checks that, takes longer than all else of a record. */
function wordAt(message: Buffer, at: number): number {
  return ((message[at] ?? 0) << 8) | (message[at + 1] ?? 0);
}

/** A few bytes as Latin-1; for four of them this is much faster than to ask the buffer. */
function addressAt(message: Buffer, at: number, size: number): string {
  if (size !== 4) return message.toString("latin1", at, at + size);
  const [a = 0, b = 0, c = 0, d = 0] = [message[at], message[at + 1], message[at + 2], message[at + 3]];
  return String.fromCharCode(a, b, c, d);
}

/** The names of one message, each read once. */
class MessageNames {
  /** Where what follows the name that was asked for last starts. */
  end = 0;
  readonly #message: Buffer;
  readonly #read = new Map<number, Name>();
  /** The one that was read last, or asked for: most records are of one name. */
  #lastStart = -1;
  #last: Name | undefined;
  #work: number;

  constructor(message: Buffer) {
    this.#message = message;
    this.#work = message.length + NAMES_WORK_LIMIT;
  }

  get isTooMuch(): boolean {
    return this.#work < 0;
  }

  /** The name at a place; undefined for a garbled one, and where reading has become too much work. */
  at(start: number): string | undefined {
    const first = this.#message[start] ?? 0;
    const target = ((first & 0x3f) << 8) | (this.#message[start + 1] ?? 0);
    // Most are a pointer and nothing else.
    const isPointer = first >= 0xc0 && target < start && start + 1 < this.#message.length;
    const from = isPointer ? target : start;
    if (from !== this.#lastStart) {
      this.#last = this.#from(from);
      this.#lastStart = from;
    }
    if (this.#last?.end === undefined) return undefined;
    this.end = isPointer ? start + 2 : this.#last.end;
    return this.#last.text;
  }

  #from(start: number): Name | undefined {
    const known = this.#read.get(start);
    if (known !== undefined || this.isTooMuch) return known;
    const name = readName(this.#message, start);
    this.#work -= name.work;
    this.#read.set(start, name);
    return name;
  }
}

/** Addresses of an answer, and the names that led to them: the one asked for, and those that it is an alias of. */
export interface NamedAddresses {
  /** 4 or 16 bytes each, one character for each. */
  readonly addresses: readonly string[];
  readonly names: readonly string[];
}

/** The addresses that an answer gives to its question. Records of other names do not count. */
export function addressesOf(answer: Answer): NamedAddresses[] {
  const chain = [answer.question];
  for (
    let next = answer.aliases.get(answer.question);
    next !== undefined && !chain.includes(next) && chain.length < ALIASES_LIMIT;
    next = answer.aliases.get(next)
  ) {
    chain.push(next);
  }
  return chain.flatMap((name, place) => {
    const addresses = answer.addresses.get(name);
    return addresses === undefined ? [] : [{ addresses, names: chain.slice(0, place + 1) }];
  });
}
