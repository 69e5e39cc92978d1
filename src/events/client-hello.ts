/** The content type of handshake messages, the type of a ClientHello, and of a name of DNS (RFC 8446, RFC 6066). */
export const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const HOST_NAME = 0;

export const TLS_HEADER_SIZE = 5;
const HANDSHAKE_HEADER_SIZE = 4;
/** What stands before the session's number: version and random. */
const VERSION_AND_RANDOM_SIZE = 34;

/**
 * The server name of a ClientHello that stands at the start of a stream, as it was sent; empty where it has none, or is
 * none. Undefined where the bytes end before it. Takes any bytes. With an encrypted ClientHello (RFC 9849) it is the name
 * that stands outside of it; whether there is another one inside cannot be told: browsers send noise there.
 */
export function serverName(bytes: Buffer): string | undefined {
  const { handshake, isAll } = handshakeBytes(bytes);
  if (handshake.length === 0) return isAll ? "" : undefined;
  if (handshake[0] !== CLIENT_HELLO) return "";
  const size = handshake.length < HANDSHAKE_HEADER_SIZE ? Infinity : handshake.readUIntBE(1, 3);
  const end = HANDSHAKE_HEADER_SIZE + size;
  const name = nameIn(new HelloBytes(handshake.subarray(0, end), HANDSHAKE_HEADER_SIZE));
  return name ?? (isAll || end <= handshake.length ? "" : undefined);
}

/** The handshake messages at the start of a stream, without the headers of the records, any number of which they fill. */
function handshakeBytes(bytes: Buffer): { handshake: Buffer; isAll: boolean } {
  const parts: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const size = at + TLS_HEADER_SIZE > bytes.length ? undefined : bytes.readUInt16BE(at + 3);
    // An empty record of handshake messages is not allowed (RFC 8446, 5.1).
    if (bytes[at] !== HANDSHAKE || size === 0) return { handshake: Buffer.concat(parts), isAll: true };
    if (size === undefined) break;
    parts.push(bytes.subarray(at + TLS_HEADER_SIZE, at + TLS_HEADER_SIZE + size));
    at += TLS_HEADER_SIZE + size;
  }
  return { handshake: Buffer.concat(parts), isAll: false };
}

/** The first name of a hello; empty where its extensions have none, and undefined where they end before it. */
function nameIn(hello: HelloBytes): string | undefined {
  hello.skip(VERSION_AND_RANDOM_SIZE);
  hello.skip(hello.number(1));
  hello.skip(hello.number(2));
  hello.skip(hello.number(1));
  const extensionsSize = hello.number(2);
  const end = hello.at + extensionsSize;
  while (hello.at < end) {
    const type = hello.number(2);
    const size = hello.number(2);
    if (hello.isPastEnd) return undefined;
    if (type === SERVER_NAME) return nameOf(hello, size);
    hello.skip(size);
  }
  return hello.isPastEnd ? undefined : "";
}

/** The first host of a list of names. */
function nameOf(list: HelloBytes, size: number): string | undefined {
  const end = list.at + size;
  list.skip(2);
  while (list.at < end) {
    const type = list.number(1);
    const name = list.bytes(list.number(2));
    if (name === undefined) return undefined;
    if (type === HOST_NAME) return name.toString("latin1");
  }
  return "";
}

/** Reads numbers and bytes one behind the other; past the end there are zeros, and nothing. */
class HelloBytes {
  at: number;
  readonly #source: Buffer;

  constructor(source: Buffer, at: number) {
    this.#source = source;
    this.at = at;
  }

  get isPastEnd(): boolean {
    return this.at > this.#source.length;
  }

  skip(size: number): void {
    this.at += size;
  }

  number(size: 1 | 2): number {
    return this.bytes(size)?.readUIntBE(0, size) ?? 0;
  }

  bytes(size: number): Buffer | undefined {
    const start = this.at;
    this.at += size;
    return this.isPastEnd ? undefined : this.#source.subarray(start, this.at);
  }
}
