import { HEADER_SIZE, QUESTION_REST, RESPONSE_BIT, readName } from "./dns.ts";

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

/** A DNS message that answers (RFC 1035, 4.1), as far as it tells addresses. */
export interface Answer {
  /** The transaction that it belongs to. */
  readonly id: number;
  /** The name that was asked for, as `parseQuestions` gives it. */
  readonly question: string;
  /** The canonical name of each alias. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly addresses: readonly { readonly owner: string; readonly bytes: Buffer }[];
}

/**
 * Reads an answer up to where it is garbled or cut; undefined for a query, and for one that says that there is no
 * answer. One with more questions than one is none (RFC 9619): it would give each of thousands of names each of
 * thousands of addresses. Takes any bytes.
 */
export function parseAnswer(message: Buffer): Answer | undefined {
  if (message.length < HEADER_SIZE) return undefined;
  const [flags = 0, code = 0] = message.subarray(2, 4);
  if ((flags & RESPONSE_BIT) === 0 || (flags & OPCODE_BITS) !== 0 || (code & ERROR_BITS) !== 0) {
    return undefined;
  }
  if (message.readUInt16BE(4) !== 1) return undefined;
  const { text: question, end } = readName(message, HEADER_SIZE);
  if (end === undefined || end + QUESTION_REST > message.length) return undefined;
  return { id: message.readUInt16BE(0), question, ...readRecords(message, end + QUESTION_REST) };
}

function readRecords(message: Buffer, start: number): Pick<Answer, "aliases" | "addresses"> {
  const aliases = new Map<string, string>();
  const addresses: { owner: string; bytes: Buffer }[] = [];
  let at = start;
  for (let left = message.readUInt16BE(6); left > 0; left--) {
    const { text: owner, end } = readName(message, at);
    if (end === undefined || end + RECORD_REST > message.length) break;
    const type = message.readUInt16BE(end);
    const isInternet = message.readUInt16BE(end + 2) === CLASS_IN;
    const size = message.readUInt16BE(end + 8);
    const data = end + RECORD_REST;
    at = data + size;
    if (at > message.length) break;
    if (!isInternet) continue;
    if ((type === TYPE_A && size === 4) || (type === TYPE_AAAA && size === 16)) {
      addresses.push({ owner, bytes: message.subarray(data, at) });
    } else if (type === TYPE_CNAME) {
      const target = readName(message, data);
      if (target.end !== undefined) aliases.set(owner, target.text);
    }
  }
  return { aliases, addresses };
}

/** An address of an answer, and the names that led to it: the one asked for, and those that it is an alias of. */
export interface NamedAddress {
  /** 4 or 16 bytes. */
  readonly bytes: Buffer;
  readonly names: readonly string[];
}

/** The addresses that an answer gives to its question. Records of other names do not count. */
export function addressesOf(answer: Answer): NamedAddress[] {
  const chain = [answer.question];
  for (
    let next = answer.aliases.get(answer.question);
    next !== undefined && !chain.includes(next) && chain.length < ALIASES_LIMIT;
    next = answer.aliases.get(next)
  ) {
    chain.push(next);
  }
  return answer.addresses.flatMap(({ owner, bytes }) => {
    const place = chain.indexOf(owner);
    return place < 0 ? [] : [{ bytes, names: chain.slice(0, place + 1) }];
  });
}
