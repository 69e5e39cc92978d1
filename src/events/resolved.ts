import { decodeBytes } from "../kinds/bytes.ts";
import { remoteAddress } from "../kinds/network_connect.ts";
import { asObject, asString, parseObject } from "../shape/json.ts";
import { BoundedMap, ownBytes } from "./bounded-map.ts";

/** Bytes kept of all streams; nss-resolve has one short call in each. */
const STREAMS_BUDGET = 1024 * 1024;
/** Bytes kept of a call that has not ended; real ones have a few hundred. */
const CALL_LIMIT = 64 * 1024;

/** What a buffer takes besides its bytes. */
const REST_SIZE = 200;

const NOTHING = Buffer.alloc(0);

/** The bytes of one call or reply, without the NUL that ends it. */
export interface Call {
  readonly bytes: Buffer;
  /** False where bytes of it are missing. */
  readonly isWhole: boolean;
}

/** Puts what goes through systemd-resolved's socket together: JSON texts that NUL ends, in any number of sends. */
export class CallStreams {
  readonly #rests = new BoundedMap<bigint, Buffer>(STREAMS_BUDGET, (_, { length }) => REST_SIZE + length);

  /** Adds what was sent on a socket; gives the calls that it completes. Of a long send the end may be missing. */
  push(socket: bigint, sent: Buffer, wholeLength = sent.length): Call[] {
    const bytes = Buffer.concat([this.#rests.get(socket) ?? NOTHING, sent]);
    this.#rests.delete(socket);
    const calls: Call[] = [];
    let at = 0;
    for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, at)) {
      calls.push({ bytes: bytes.subarray(at, end), isWhole: true });
      at = end + 1;
    }
    const rest = bytes.subarray(at);
    if (wholeLength > sent.length || rest.length > CALL_LIMIT) calls.push({ bytes: rest, isWhole: false });
    else if (rest.length > 0) this.#rests.set(socket, ownBytes(rest));
    return calls;
  }
}

const INTERFACE = "io.systemd.Resolve.";

/**
 * The name that a call looks up, in the form that DNS queries have; undefined where it looks up none. Of a call that
 * is not whole, or that cannot be read, nothing is known: an empty name.
 */
export function nameOfCall({ bytes, isWhole }: Call): string | undefined {
  const call = isWhole ? parseObject(decodeBytes(bytes)) : undefined;
  if (call === undefined) return "";
  const method = asString(call.method);
  if (!method.startsWith(INTERFACE)) return undefined;
  const parameters = asObject(call.parameters) ?? {};
  switch (method.slice(INTERFACE.length)) {
    case "ResolveHostname":
    case "ResolveRecord":
      return asDomain(asString(parameters.name));
    case "ResolveService": {
      // The instance, the type and the domain, of which the first two may be missing.
      const parts = [parameters.name, parameters.type, parameters.domain].map(asString);
      return asDomain(parts.filter((part) => part !== "").join("."));
    }
    case "ResolveAddress":
      return reverseDomain(parameters.address);
    default:
      return undefined;
  }
}

/** A reply to `ResolveHostname`. */
export interface Reply {
  /** The name that the addresses belong to: what was asked for, or what that is an alias of. */
  readonly name: string;
  /** 4 or 16 bytes each. */
  readonly addresses: readonly Buffer[];
}

/** Reads a reply; one that is not whole, or that tells no addresses, gives none. Takes any bytes. */
export function parseReply({ bytes, isWhole }: Call): Reply {
  const parameters = isWhole ? asObject(parseObject(decodeBytes(bytes))?.parameters) : undefined;
  const list = Array.isArray(parameters?.addresses) ? parameters.addresses : [];
  return {
    name: asDomain(asString(parameters?.name)),
    addresses: list.flatMap((entry) => asAddress(asObject(entry)?.address) ?? []),
  };
}

/** An address as JSON has it: a list of 4 or 16 bytes. Others must not come near Buffer.from, which throws at some. */
function asAddress(value: unknown): Buffer | undefined {
  if (!Array.isArray(value) || (value.length !== 4 && value.length !== 16)) return undefined;
  return value.every(isByte) ? Buffer.from(value) : undefined;
}

function isByte(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 255;
}

/** A name that a program gave, in the form that DNS queries have. */
export function asDomain(name: string): string {
  const lower = name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return lower.endsWith(".") && !lower.endsWith("\\.") ? lower.slice(0, -1) : lower;
}

/** The name under which DNS has what belongs to an address (RFC 1035, 3.5, and RFC 3596, 2.5); empty for what is none. */
export function reverseDomain(address: unknown): string {
  const bytes = asAddress(address);
  if (bytes === undefined) return "";
  if (bytes.length === 4) return `${remoteAddress(bytes, 2).ip.split(".").reverse().join(".")}.in-addr.arpa`;
  return `${[...bytes.toString("hex")].reverse().join(".")}.ip6.arpa`;
}
