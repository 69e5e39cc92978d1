import type { AddressNames, Lookup, LookupMessage, LookupStore } from "../kinds/kind.ts";
import { DnsStreams, isPlainQuery, parseQuestions, splitDatagrams } from "./dns.ts";
import { NscdStreams } from "./nscd.ts";
import { PendingCalls } from "./pending-calls.ts";
import { RemoteNames } from "./remote-names.ts";
import { CallStreams, nameOfCall, parseReply } from "./resolved.ts";
import type { TextTable } from "./text.ts";

const IPPROTO_TCP = 6;
/** Say that a record is no packet but a call, or a reply, on a resolver's own socket (native/network.bpf.h). */
const RESOLVED = 0;
const NSCD = 255;

/** Reads the look-ups of a job from its records, and which names it was given addresses for. */
export class Lookups implements LookupStore {
  readonly #queryStreams = new DnsStreams();
  /** Segments that overtook each other on their way are not put in order again: such an answer gives no name. */
  readonly #answerStreams = new DnsStreams();
  readonly #callStreams = new CallStreams();
  readonly #replyStreams = new CallStreams();
  readonly #nscdStreams = new NscdStreams();
  readonly #pending = new PendingCalls();
  readonly #names: RemoteNames;

  constructor(texts: TextTable) {
    this.#names = new RemoteNames(texts);
  }

  /** The look-ups that a `domain` record is, or completes. */
  lookups(record: LookupMessage): Lookup[] {
    const socket = record.socket_cookie;
    if (record.protocol === RESOLVED) return this.#calls(record, socket);
    if (record.protocol === NSCD) {
      const requests = this.#nscdStreams.push(socket, record.message.bytes(), record.whole_length);
      return requests.map((request) => ({ ...request, via: "nscd" }));
    }
    return messagesOf(record, this.#queryStreams).flatMap((message) => {
      if (record.is_other_port === 1 && !isPlainQuery(message)) return [];
      const { id, names, isWhole } = parseQuestions(message);
      this.#names.ask(socket, id, names);
      return names.map((name) => ({ name, via: "packet" as const, isWhole }));
    });
  }

  /** Takes in a `dns_answer` record. */
  answer(record: LookupMessage): void {
    const socket = record.socket_cookie;
    if (record.protocol === RESOLVED) {
      this.#replies(record, socket);
      return;
    }
    for (const message of messagesOf(record, this.#answerStreams)) this.#names.answer(socket, message);
  }

  /** The names of an address as events write it. */
  namesOf(ip: string): AddressNames {
    return this.#names.of(ip);
  }

  #calls(record: LookupMessage, socket: bigint): Lookup[] {
    return this.#callStreams.push(socket, record.message.bytes(), record.whole_length).flatMap((call) => {
      const name = nameOfCall(call);
      this.#pending.add(socket, name ?? "");
      return name === undefined ? [] : [{ name, via: "resolved", isWhole: name !== "" }];
    });
  }

  #replies(record: LookupMessage, socket: bigint): void {
    for (const reply of this.#replyStreams.push(socket, record.message.bytes(), record.whole_length)) {
      const asked = this.#pending.take(socket);
      if (asked === "") continue;
      const { name, addresses } = parseReply(reply);
      for (const address of addresses) this.#names.add(address, name === "" ? [asked] : [asked, name]);
    }
  }
}

function messagesOf(record: LookupMessage, streams: DnsStreams): Buffer[] {
  const message = record.message.bytes();
  if (record.protocol !== IPPROTO_TCP) {
    return splitDatagrams(message, record.datagram_length, record.whole_length);
  }
  return streams.push(record.socket_cookie, record.sequence, message, record.whole_length);
}
