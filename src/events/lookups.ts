import type { AddressNames, Lookup, LookupMessage, LookupStore } from "../kinds/kind.ts";
import { DNS_HEADER_SIZE, DnsStreams, isPlainQuery, parseQuestions, splitDatagrams } from "./dns.ts";
import { NscdStreams } from "./nscd.ts";
import { PendingCalls } from "./pending-calls.ts";
import { RemoteNames } from "./remote-names.ts";
import { CallStreams, nameOfCall, parseReply } from "./resolved.ts";
import type { TextStore } from "./text-store.ts";

const IPPROTO_TCP = 6;
/** Say that a record is no packet but a call, or a reply, on a resolver's own socket (native/network.bpf.h). */
const RESOLVED = 0;
const NSCD = 255;

const SHORTEST_CALL = '{"method":""}';

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

  constructor(texts: TextStore) {
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
    const messages = messagesOf(record, this.#queryStreams);
    return messages.flatMap((message, n) => {
      // One that has not even a header stands for all of its kind that follow it.
      if (message.length < DNS_HEADER_SIZE && n > 0 && (messages[n - 1]?.length ?? 0) < DNS_HEADER_SIZE)
        return [];
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
    const lookups: Lookup[] = [];
    let wasTooShort = false;
    for (const call of this.#callStreams.push(socket, record.message.bytes(), record.whole_length)) {
      const isTooShort = call.bytes.length < SHORTEST_CALL.length;
      // One that cannot be a call stands for all of its kind that follow it; systemd-resolved answers none of them.
      if (isTooShort && wasTooShort) continue;
      wasTooShort = isTooShort;
      const name = isTooShort ? "" : nameOfCall(call);
      this.#pending.add(socket, name ?? "");
      if (name !== undefined) lookups.push({ name, via: "resolved", isWhole: name !== "" });
    }
    return lookups;
  }

  #replies(record: LookupMessage, socket: bigint): void {
    for (const reply of this.#replyStreams.push(socket, record.message.bytes(), record.whole_length)) {
      const asked = this.#pending.take(socket);
      if (asked === "") continue;
      const { name, addresses } = parseReply(reply);
      this.#names.add(
        addresses.map((bytes) => bytes.toString("latin1")),
        name === "" ? [asked] : [asked, name],
      );
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
