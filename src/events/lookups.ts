import { layoutFor, memberOffset } from "../kinds/layout.ts";
import { DnsStreams, parseQuestions, splitDatagrams } from "./dns.ts";
import { PendingCalls } from "./pending-calls.ts";
import type { RecordView } from "./record-view.ts";
import { type Names, RemoteNames } from "./remote-names.ts";
import { CallStreams, nameOfCall, parseReply } from "./resolved.ts";
import type { TextTable } from "./text.ts";

const IPPROTO_TCP = 6;
/** Says that a record is no packet but a call, or a reply, on systemd-resolved's socket. */
const NO_PROTOCOL = 0;

/** A query and an answer have the same members at the same places, which the kernel part asserts. */
const DOMAIN = layoutFor("domain");
const SOCKET = memberOffset(DOMAIN, "socket_cookie");
const SEQUENCE = memberOffset(DOMAIN, "sequence");
const WHOLE_LENGTH = memberOffset(DOMAIN, "whole_length");
const DATAGRAM_LENGTH = memberOffset(DOMAIN, "datagram_length");
const PROTOCOL = memberOffset(DOMAIN, "protocol");

/** A name that was looked up. */
export interface Lookup {
  readonly name: string;
  readonly source: "dns" | "resolved";
  /** False where only a part of the name could be read. */
  readonly isWhole: boolean;
}

/** Reads the look-ups of a job from its records, and which names it was given addresses for. */
export class Lookups {
  readonly #queryStreams = new DnsStreams();
  /** Segments that overtook each other on their way are not put in order again: such an answer gives no name. */
  readonly #answerStreams = new DnsStreams();
  readonly #callStreams = new CallStreams();
  readonly #replyStreams = new CallStreams();
  readonly #pending = new PendingCalls();
  readonly #names: RemoteNames;

  constructor(texts: TextTable) {
    this.#names = new RemoteNames(texts);
  }

  /** The look-ups that a `domain` record is, or completes. */
  lookups(view: RecordView): Lookup[] {
    const socket = view.u64(SOCKET);
    const protocol = view.u8(PROTOCOL);
    if (protocol === NO_PROTOCOL) return this.#calls(view, socket);
    const isCut = protocol !== IPPROTO_TCP && view.isTextCut;
    return messagesOf(view, this.#queryStreams).flatMap((message) => {
      const { id, names, isWhole } = parseQuestions(message);
      this.#names.ask(socket, id, names);
      return names.map((name) => ({ name, source: "dns" as const, isWhole: isWhole && !isCut }));
    });
  }

  /** Takes in a `dns_answer` record. */
  answer(view: RecordView): void {
    const socket = view.u64(SOCKET);
    if (view.u8(PROTOCOL) === NO_PROTOCOL) {
      this.#replies(view, socket);
      return;
    }
    for (const message of messagesOf(view, this.#answerStreams)) this.#names.answer(socket, message);
  }

  /** The names of an address as events write it. */
  namesOf(ip: string): Names {
    return this.#names.of(ip);
  }

  #calls(view: RecordView, socket: bigint): Lookup[] {
    return this.#callStreams.push(socket, view.string(0), view.u32(WHOLE_LENGTH)).flatMap((call) => {
      const name = nameOfCall(call);
      this.#pending.add(socket, name ?? "");
      return name === undefined ? [] : [{ name, source: "resolved", isWhole: name !== "" }];
    });
  }

  #replies(view: RecordView, socket: bigint): void {
    for (const reply of this.#replyStreams.push(socket, view.string(0), view.u32(WHOLE_LENGTH))) {
      const asked = this.#pending.take(socket);
      if (asked === "") continue;
      const { name, addresses } = parseReply(reply);
      for (const address of addresses) this.#names.add(address, name === "" ? [asked] : [asked, name]);
    }
  }
}

function messagesOf(view: RecordView, streams: DnsStreams): Buffer[] {
  const message = view.string(0);
  if (view.u8(PROTOCOL) !== IPPROTO_TCP) return splitDatagrams(message, view.u32(DATAGRAM_LENGTH));
  return streams.push(view.u64(SOCKET), view.u32(SEQUENCE), message, view.u32(WHOLE_LENGTH));
}
