import { isIP } from "node:net";
import { decodeLatin1 } from "../kinds/bytes.ts";
import type {
  FirstBytesStore,
  GivenName,
  HttpRequest,
  LineageStore,
  LookupMessage,
  MessageRead,
} from "../kinds/kind.ts";
import type { Process } from "../kinds/value.ts";
import { BoundedMap, ownBytes } from "./bounded-map.ts";
import { serverName } from "./client-hello.ts";
import { parseRequests } from "./http-requests.ts";
import { asDomain } from "./resolved.ts";

/** What a message of TLS begins with: the content type of a handshake. */
const HANDSHAKE = 22;

/** Bytes of one message that are recorded at least, before it is given up (FIRST_BYTES_LIMIT of native/bounds.h). */
export const FIRST_BYTES_LIMIT = 4095;

/** Bytes kept of all messages that are not whole yet. */
const WAITING_BUDGET = 4 * 1024 * 1024;
/** What one takes besides its bytes: it holds on to a process, whose arguments alone can be as long. */
const WAITING_SIZE = 8 * 1024;

interface BegunMessage {
  readonly bytes: Buffer;
  /** Who began it: when it goes on, that may have ended. */
  readonly process: Process;
}

/**
 * Puts together what connections begin with, segment by segment, until it tells what is asked. What never does so is not
 * told: a head without an end is no request yet.
 */
class Messages<T> {
  readonly #lineage: LineageStore;
  /** What bytes tell; undefined where more are needed, which is no answer to the last ones. */
  readonly #read: (bytes: Buffer, isLast: boolean) => readonly T[] | undefined;
  readonly #unknown: T;
  readonly #waiting = new BoundedMap<bigint, BegunMessage>(
    WAITING_BUDGET,
    (_, { bytes }) => WAITING_SIZE + bytes.length,
  );

  /** `unknown` stands for what had to be forgotten. */
  constructor(
    lineage: LineageStore,
    read: (bytes: Buffer, isLast: boolean) => readonly T[] | undefined,
    unknown: T,
  ) {
    this.#lineage = lineage;
    this.#read = read;
    this.#unknown = unknown;
  }

  /** Adds a segment; `sequence` says how much of the message stands before it. */
  push({ socket_cookie, sequence, message, isTextCut, pid, startNs }: LookupMessage): MessageRead<T> {
    const waiting = sequence === 0 ? undefined : this.#waiting.get(socket_cookie);
    this.#waiting.delete(socket_cookie);
    // What comes behind a message that was told already, or behind a segment that was lost.
    if (sequence !== (waiting?.bytes.length ?? 0)) return { found: [], process: undefined };
    const segment = message.bytes();
    const bytes = waiting === undefined ? segment : Buffer.concat([waiting.bytes, segment]);
    const found = this.#read(bytes, isTextCut || bytes.length >= FIRST_BYTES_LIMIT);
    if (found !== undefined) return { found, process: waiting?.process };
    const process = waiting?.process ?? this.#lineage.process(pid, startNs);
    const isForgotten = this.#waiting.set(socket_cookie, { bytes: ownBytes(bytes), process });
    return { found: isForgotten ? [this.#unknown] : [], process: undefined };
  }
}

const UNKNOWN_REQUEST: HttpRequest = { method: "", path: "", hosts: [], isWhole: false };
const UNKNOWN_NAME: GivenName = { name: "", source: "tls", isWhole: false };

/** Reads what the job's connections begin with. */
export class FirstBytes implements FirstBytesStore {
  readonly #requests: Messages<HttpRequest>;
  readonly #names: Messages<GivenName>;

  constructor(lineage: LineageStore) {
    this.#requests = new Messages(lineage, parseRequests, UNKNOWN_REQUEST);
    this.#names = new Messages(lineage, namesIn, UNKNOWN_NAME);
  }

  /** The requests that an `http_request` record has, or completes. */
  requests(record: LookupMessage): MessageRead<HttpRequest> {
    return this.#requests.push(record);
  }

  /** The names that a `domain` record with first bytes has, or completes. */
  names(record: LookupMessage): MessageRead<GivenName> {
    return this.#names.push(record);
  }
}

/** The names of servers that a message gives. An address is none. */
function namesIn(bytes: Buffer, isLast: boolean): readonly GivenName[] | undefined {
  if (bytes[0] === HANDSHAKE) {
    const sent = serverName(bytes);
    if (sent === undefined) return isLast ? [UNKNOWN_NAME] : undefined;
    return isName(sent) ? [{ name: asDomain(decodeLatin1(sent)), source: "tls", isWhole: true }] : [];
  }
  const requests = parseRequests(bytes, isLast);
  const names = requests?.flatMap(({ hosts, isWhole }) => (isWhole ? hosts.filter(isName) : [""]));
  return names && [...new Set(names)].map((name) => ({ name, source: "http", isWhole: name !== "" }));
}

function isName(host: string): boolean {
  return host !== "" && isIP(host) === 0;
}
