import { forgetOldest } from "./forget-oldest.ts";

/** Sockets with calls that wait, and calls of one socket; nss-resolve has one call on each. */
const SOCKETS_LIMIT = 1024;
const CALLS_LIMIT = 64;

/** The calls of one socket that wait: as many as are not remembered, then those that are. */
interface Waiting {
  forgotten: number;
  names: string[];
}

/** What was asked on each socket and not answered yet. Replies come in the order of the calls (varlink.org). */
export class PendingCalls {
  readonly #sockets = new Map<bigint, Waiting>();

  /** A call was made; an empty name for one whose reply tells nothing. */
  add(socket: bigint, name: string): void {
    const waiting = this.#sockets.get(socket) ?? { forgotten: 0, names: [] };
    waiting.names.push(name);
    // Of a socket that asks without end only the number of calls is kept: their replies tell nothing.
    if (waiting.names.length > CALLS_LIMIT) {
      waiting.forgotten += waiting.names.length;
      waiting.names = [];
    }
    this.#sockets.delete(socket);
    this.#sockets.set(socket, waiting);
    forgetOldest(this.#sockets, SOCKETS_LIMIT);
  }

  /** The name that the next reply is for; empty where none is known. */
  take(socket: bigint): string {
    const waiting = this.#sockets.get(socket);
    if (waiting === undefined) return "";
    if (waiting.forgotten === 0) return waiting.names.shift() ?? "";
    waiting.forgotten--;
    return "";
  }
}
