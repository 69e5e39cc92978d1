import { decodeBytes } from "../kinds/bytes.ts";
import { BoundedMap, ownBytes } from "./bounded-map.ts";
import { asDomain, reverseDomain } from "./resolved.ts";

/** nscd/nscd-client.h of glibc: a request's version, type and the length of its key, each of 32 bits, then the key. */
const HEADER_SIZE = 12;
const VERSION = 2;
const GETHOSTBYNAME = 4;
const GETHOSTBYNAMEV6 = 5;
const GETHOSTBYADDR = 6;
const GETHOSTBYADDRV6 = 7;
const GETAI = 14;

/** Bytes kept of all streams; glibc's client has one short request in each. */
const STREAMS_BUDGET = 1024 * 1024;
/** nscd takes no longer key (nscd.h, MAXKEYLEN). */
const KEY_LIMIT = 1024;

/** What a buffer takes besides its bytes. */
const REST_SIZE = 200;

const NOTHING = Buffer.alloc(0);

/** A name that was asked for; empty where it could not be read. */
export interface NscdLookup {
  readonly name: string;
  readonly isWhole: boolean;
}

const UNKNOWN: NscdLookup = { name: "", isWhole: false };

/** Puts what is sent to nscd together: requests, in any number of sends. */
export class NscdStreams {
  readonly #rests = new BoundedMap<bigint, Buffer>(STREAMS_BUDGET, (_, { length }) => REST_SIZE + length);

  /** Adds what was sent on a socket; gives the look-ups that it completes. Of a long send the end may be missing. */
  push(socket: bigint, sent: Buffer, wholeLength = sent.length): NscdLookup[] {
    const bytes = Buffer.concat([this.#rests.get(socket) ?? NOTHING, sent]);
    this.#rests.delete(socket);
    const lookups: NscdLookup[] = [];
    let at = 0;
    while (at + HEADER_SIZE <= bytes.length) {
      const keyLength = bytes.readInt32LE(at + 8);
      // nscd closes such a stream.
      if (bytes.readInt32LE(at) !== VERSION || keyLength < 0 || keyLength > KEY_LIMIT) return lookups;
      const end = at + HEADER_SIZE + keyLength;
      if (end > bytes.length) break;
      lookups.push(...lookupsOf(bytes.readInt32LE(at + 4), bytes.subarray(at + HEADER_SIZE, end)));
      at = end;
    }
    const rest = bytes.subarray(at);
    if (wholeLength > sent.length) lookups.push(UNKNOWN);
    else if (rest.length > 0) this.#rests.set(socket, ownBytes(rest));
    return lookups;
  }
}

/** What a request looks up; nothing for one that is not about hosts. */
function lookupsOf(type: number, key: Buffer): NscdLookup[] {
  switch (type) {
    case GETHOSTBYNAME:
    case GETHOSTBYNAMEV6:
    case GETAI:
      return [hostOf(key)];
    case GETHOSTBYADDR:
    case GETHOSTBYADDRV6: {
      const name = reverseDomain([...key]);
      return [{ name, isWhole: name !== "" }];
    }
    default:
      return [];
  }
}

/** A name as a program gave it; the NUL behind it is counted in. */
function hostOf(key: Buffer): NscdLookup {
  const end = key.indexOf(0);
  if (end < 0) return UNKNOWN;
  return { name: asDomain(decodeBytes(key.subarray(0, end))), isWhole: true };
}
