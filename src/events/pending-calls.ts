/** Sockets with calls that wait, and calls of one socket; nss-resolve has one call on each. */
const SOCKETS_LIMIT = 1024;
const CALLS_LIMIT = 64;

/** What was asked on each socket and not answered yet. Replies come in the order of the calls (varlink.org). */
export class PendingCalls {
  readonly #names = new Map<bigint, string[]>();

  /** A call was made; an empty name for one whose reply tells nothing. */
  add(socket: bigint, name: string): void {
    const names = this.#names.get(socket) ?? [];
    this.#names.delete(socket);
    // Of a socket that asks without end the replies cannot be told apart any more, so none of them counts.
    this.#names.set(socket, names.length < CALLS_LIMIT ? [...names, name] : []);
    if (this.#names.size <= SOCKETS_LIMIT) return;
    const oldest = this.#names.keys().next();
    if (!oldest.done) this.#names.delete(oldest.value);
  }

  /** The name that the next reply is for; empty where none is known. */
  take(socket: bigint): string {
    return this.#names.get(socket)?.shift() ?? "";
  }
}
