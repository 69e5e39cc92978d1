import { BoundedMap } from "./bounded-map.ts";

/** Calls of one socket that wait, and bytes of those of all; nss-resolve has one call on each. */
const CALLS_LIMIT = 64;
const CALLS_BUDGET = 1024 * 1024;

/** What a socket with calls takes besides their names, and a name besides its characters. */
const SOCKET_SIZE = 120;
const NAME_SIZE = 32;

/** The calls of one socket that wait: as many as are not remembered, then those that are. */
interface Waiting {
  forgotten: number;
  names: string[];
}

/** What was asked on each socket and not answered yet. Replies come in the order of the calls (varlink.org). */
export class PendingCalls {
  readonly #sockets = new BoundedMap<bigint, Waiting>(CALLS_BUDGET, (_, { names }) =>
    names.reduce((size, name) => size + NAME_SIZE + 2 * name.length, SOCKET_SIZE),
  );

  /** A call was made; an empty name for one whose reply tells nothing. */
  add(socket: bigint, name: string): void {
    const waiting = this.#sockets.get(socket) ?? { forgotten: 0, names: [] };
    waiting.names.push(name);
    // Of a socket that asks without end only the number of calls is kept: their replies tell nothing.
    if (waiting.names.length > CALLS_LIMIT) {
      waiting.forgotten += waiting.names.length;
      waiting.names = [];
    }
    this.#sockets.set(socket, waiting);
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
