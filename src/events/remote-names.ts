import ipaddr from "ipaddr.js";
import type { AddressNames } from "../kinds/kind.ts";
import { BoundedMap } from "./bounded-map.ts";
import { addressesOf, parseAnswer } from "./dns-answer.ts";
import type { Text } from "./text.ts";
import type { TextStore } from "./text-store.ts";

/** Bytes for the questions that are remembered for their answers, of all sockets. */
const QUESTIONS_BUDGET = 4 * 1024 * 1024;
/** Bytes for the addresses that have names. */
const NAMES_BUDGET = 8 * 1024 * 1024;
/** What a string takes besides its characters, an address besides its names, and a name in a list. */
const STRING_SIZE = 32;
const ADDRESS_SIZE = 160;
const NAME_SIZE = 120;

/** Names of one address; what comes then is left out, and the list is said to be cut. */
const NAMES_LIMIT = 256;
/**
 * Names that are compared with others for one answer. Its further addresses, where they have names already, keep those,
 * and their lists are said to be cut: real answers have some ten addresses.
 */
const COMPARED_LIMIT = 2048;

const NO_NAMES: AddressNames = { names: [], isCut: false };
const CUT_NAMES: AddressNames = { names: [], isCut: true };

/**
 * Which names the job was told addresses for. An answer counts only where the socket that got it had asked for that
 * name in that transaction. So a job cannot give an address a name by sending itself packets; but it can by asking
 * a resolver that does as it likes, and such a one needs no more than a server of its own. Names tell what an honest
 * program connects to; they are no proof against one that lies.
 */
export class RemoteNames {
  readonly #texts: TextStore;
  readonly #questions = new BoundedMap<string, true>(
    QUESTIONS_BUDGET,
    (question) => STRING_SIZE + 2 * question.length,
  );
  /** By the bytes of the address, one character for each. */
  readonly #names = new BoundedMap<string, AddressNames>(NAMES_BUDGET, (_, { names }) =>
    names.reduce((size, { raw }) => size + NAME_SIZE + 2 * raw.length, ADDRESS_SIZE),
  );
  /** Addresses were forgotten, or not read: of one that has no names nobody knows any more whether it had any. */
  #isCut = false;

  constructor(texts: TextStore) {
    this.#texts = texts;
  }

  /** A socket asked for names, in the transaction with this number. */
  ask(socket: bigint, id: number, names: readonly string[]): void {
    for (const name of names) this.#questions.set(questionOf(socket, id, name), true);
  }

  /** A message came to a socket. */
  answer(socket: bigint, message: Buffer): void {
    const answer = parseAnswer(message);
    if (answer === undefined || !this.#questions.has(questionOf(socket, answer.id, answer.question))) return;
    for (const { addresses, names } of addressesOf(answer)) this.add(addresses, names);
    if (answer.isTooMuch) this.#isCut = true;
  }

  /** Addresses were given for names; each has 4 or 16 bytes, one character for each. */
  add(addresses: readonly string[], names: readonly string[]): void {
    const added = new AddedNames([...new Set(names)].map((name) => this.#texts.intern(name)));
    for (const address of addresses) {
      const key = keyOf(address);
      const known = this.#names.get(key);
      const joined = added.joinedTo(known ?? NO_NAMES);
      if (joined !== known && this.#names.set(key, joined)) this.#isCut = true;
    }
  }

  /** The names of an address as events write it. */
  of(ip: string): AddressNames {
    return (
      this.#names.get(keyOf(String.fromCharCode(...ipaddr.parse(ip).toByteArray()))) ??
      (this.#isCut ? CUT_NAMES : NO_NAMES)
    );
  }
}

/** Names that one answer adds to those of its addresses. */
class AddedNames {
  readonly #names: readonly Text[];
  /** Addresses with the same names before have the same after it, and one list. */
  readonly #joined = new Map<AddressNames, AddressNames>();
  /** Most addresses of an answer have the same as the one before. */
  #last: { readonly known: AddressNames; readonly joined: AddressNames } | undefined;
  #left = COMPARED_LIMIT;

  constructor(names: readonly Text[]) {
    this.#names = names;
  }

  joinedTo(known: AddressNames): AddressNames {
    if (known !== this.#last?.known) {
      const joined = this.#joined.get(known) ?? this.#join(known);
      this.#joined.set(known, joined);
      this.#last = { known, joined };
    }
    return this.#last.joined;
  }

  #join(known: AddressNames): AddressNames {
    if (known.isCut) return known;
    this.#left -= known.names.length;
    if (known.names.length > 0 && this.#left < 0) return { names: known.names, isCut: true };
    const raws = new Set(known.names.map(({ raw }) => raw));
    const added = this.#names.filter(({ raw }) => !raws.has(raw));
    if (added.length === 0) return known;
    const names = [...known.names, ...added];
    return { names: names.slice(0, NAMES_LIMIT), isCut: names.length > NAMES_LIMIT };
  }
}

const MAPPED = `${"\0".repeat(10)}\xff\xff`;

/** The bytes of an address; those of IPv4-mapped IPv6 are those of IPv4 (RFC 4291, 2.5.5.2). */
function keyOf(address: string): string {
  return address.length === 16 && address.startsWith(MAPPED) ? address.slice(MAPPED.length) : address;
}

function questionOf(socket: bigint, id: number, name: string): string {
  return `${socket} ${id} ${name}`;
}
