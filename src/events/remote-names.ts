import type { AddressNames } from "../kinds/kind.ts";
import { remoteAddress } from "../kinds/network_connect.ts";
import { addressesOf, parseAnswer } from "./dns-answer.ts";
import { forgetOldest } from "./forget-oldest.ts";
import type { Text, TextTable } from "./text.ts";

/** linux/socket.h */
const AF_INET = 2;
const AF_INET6 = 10;

/** Questions that are remembered for their answers, of all sockets; past that the oldest are forgotten. */
const QUESTIONS_LIMIT = 16_384;
/** Addresses that have names; past that the oldest are forgotten. */
const ADDRESSES_LIMIT = 65_536;
/** Names of one address; what comes then is left out, and the list is said to be cut. */
const NAMES_LIMIT = 256;

const NO_NAMES: AddressNames = { names: [], isCut: false };

/**
 * Which names the job was told addresses for. An answer counts only where the socket that got it had asked for that
 * name in that transaction. So a job cannot give an address a name by sending itself packets; but it can by asking
 * a resolver that does as it likes, and such a one needs no more than a server of its own. Names tell what an honest
 * program connects to; they are no proof against one that lies.
 */
export class RemoteNames {
  readonly #texts: TextTable;
  readonly #questions = new Set<string>();
  readonly #names = new Map<string, AddressNames>();

  constructor(texts: TextTable) {
    this.#texts = texts;
  }

  /** A socket asked for names, in the transaction with this number. */
  ask(socket: bigint, id: number, names: readonly string[]): void {
    for (const name of names) {
      const question = questionOf(socket, id, name);
      this.#questions.delete(question);
      this.#questions.add(question);
    }
    forgetOldest(this.#questions, QUESTIONS_LIMIT);
  }

  /** A message came to a socket. */
  answer(socket: bigint, message: Buffer): void {
    const answer = parseAnswer(message);
    if (answer === undefined || !this.#questions.has(questionOf(socket, answer.id, answer.question))) return;
    for (const { bytes, names } of addressesOf(answer)) this.add(bytes, names);
  }

  /** An address of 4 or 16 bytes was given for names. */
  add(address: Buffer, names: readonly string[]): void {
    const { ip } = remoteAddress(address, address.length === 4 ? AF_INET : AF_INET6);
    for (const name of names) this.#add(ip, this.#texts.intern(name));
  }

  /** The names of an address as events write it. */
  of(ip: string): AddressNames {
    return this.#names.get(ip) ?? NO_NAMES;
  }

  #add(ip: string, name: Text): void {
    const known = this.of(ip);
    // The table can have forgotten one of them.
    if (known.isCut || known.names.some(({ raw }) => raw === name.raw)) return;
    const isFull = known.names.length === NAMES_LIMIT;
    this.#names.set(ip, isFull ? { ...known, isCut: true } : { names: [...known.names, name], isCut: false });
    forgetOldest(this.#names, ADDRESSES_LIMIT);
  }
}

function questionOf(socket: bigint, id: number, name: string): string {
  return `${socket} ${id} ${name}`;
}
