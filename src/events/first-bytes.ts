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
import { BoundedMap } from "./bounded-map.ts";
import { HANDSHAKE, serverName, TLS_HEADER_SIZE } from "./client-hello.ts";
import { parseRequests } from "./http-requests.ts";
import { asDomain } from "./resolved.ts";

/** Bytes of one message that are recorded at least, before it is given up (FIRST_BYTES_LIMIT of native/bounds.h). */
export const FIRST_BYTES_LIMIT = 4095;
/** The last segment is kept to so many bytes of its own. */
const MESSAGE_LIMIT = 2 * FIRST_BYTES_LIMIT;

/** Bytes kept of all messages that are not whole yet. */
const BEGUN_BUDGET = 2 * 1024 * 1024;
/** What one takes: besides its bytes it holds on to a process, whose arguments alone can be as long. */
const BEGUN_SIZE = MESSAGE_LIMIT + 8 * 1024;

/** Of a message in many segments, only the first few are read each time that there is one more. */
const READ_AT_ONCE = 16;
/** Then it is read when it has grown by this part, or its head ends, so that to read it takes no more than to send it. */
const GROWTH = 1 / 8;

/** A message that is not whole. */
export class BegunMessage {
  /** Who began it: when it goes on, that may have ended. */
  readonly process: Process;
  /** Bytes. */
  length = 0;
  #segments = 0;
  #lengthRead = 0;
  readonly #bytes = Buffer.alloc(MESSAGE_LIMIT);

  constructor(process: Process) {
    this.process = process;
  }

  add(segment: Buffer): void {
    this.length += segment.copy(this.#bytes, this.length);
    this.#segments++;
  }

  /** What there is of it, where it is to be read now; `isLast`: nothing is added to it any more. */
  read(isLast: boolean): Buffer | undefined {
    const isGrown = this.length >= this.#lengthRead * (1 + GROWTH);
    if (!isLast && this.#segments > READ_AT_ONCE && !isGrown && !this.#isEnded()) return undefined;
    this.#lengthRead = this.length;
    return this.#bytes.subarray(0, this.length);
  }

  /** True where the first record of TLS, or the head of a request, ends in what was not read yet. */
  #isEnded(): boolean {
    if (this.#bytes[0] === HANDSHAKE) {
      const end = TLS_HEADER_SIZE + this.#bytes.readUInt16BE(3);
      return this.#lengthRead < end && this.length >= end;
    }
    const unread = this.#bytes.subarray(Math.max(0, this.#lengthRead - 2), this.length);
    return unread.includes("\n\n") || unread.includes("\n\r\n");
  }
}

const NOTHING = { found: [], process: undefined } as const;

/**
 * Puts together what connections begin with, segment by segment, until it tells what is asked. What never does so is not
 * told: a head without an end is no request yet.
 */
class Messages<T> {
  readonly #lineage: LineageStore;
  /** What bytes tell; undefined where more are needed, which is no answer to the last ones. */
  readonly #read: (bytes: Buffer, isLast: boolean) => readonly T[] | undefined;
  readonly #unknown: T;
  readonly #begun = new BoundedMap<bigint, BegunMessage>(BEGUN_BUDGET, () => BEGUN_SIZE);

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
  push(record: LookupMessage): MessageRead<T> {
    const segment = record.message.bytes();
    if (record.sequence > 0) return this.#goOn(record, segment);
    this.#begun.delete(record.socket_cookie);
    const found = this.#read(segment, record.isTextCut || segment.length >= FIRST_BYTES_LIMIT);
    if (found !== undefined) return { found, process: undefined };
    const message = new BegunMessage(this.#lineage.process(record.pid, record.startNs));
    message.add(segment);
    const isForgotten = this.#begun.set(record.socket_cookie, message);
    return { found: isForgotten ? [this.#unknown] : [], process: undefined };
  }

  #goOn({ socket_cookie, sequence, isTextCut }: LookupMessage, segment: Buffer): MessageRead<T> {
    const message = this.#begun.get(socket_cookie);
    // Behind a message that was told already.
    if (message === undefined) return NOTHING;
    if (message.length !== sequence) {
      // Behind a segment that was lost, which is counted.
      this.#begun.delete(socket_cookie);
      return NOTHING;
    }
    message.add(segment);
    const isLast = isTextCut || message.length >= FIRST_BYTES_LIMIT;
    const bytes = message.read(isLast);
    const found = bytes && this.#read(bytes, isLast);
    if (found === undefined) return NOTHING;
    this.#begun.delete(socket_cookie);
    return { found, process: message.process };
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
