import { createHash, createPublicKey, verify } from "node:crypto";
import { parseObject } from "../shape/json.ts";
import type { Block } from "./blocks.ts";
import type { LogFault } from "./fault.ts";
import { EXTENSION_TYPES, SIGNATURE } from "./format.ts";

/** What is known of a log beforehand, when its signatures are checked. */
export interface SignatureCheck {
  /** The only first key, in hex, that a log may have; undefined where nobody has noted it. A masked log has none. */
  readonly firstKey?: string | undefined;
}

/** A whole block, checked but for its signature. */
export interface SignedBlock extends Omit<Block, "type"> {
  /** Undefined for one that is passed over. */
  readonly type: Block["type"] | undefined;
  /** What stands before the checksum in its header, and what stands behind that. */
  readonly head: Buffer;
  readonly rest: Buffer;
  readonly extensions: readonly Extension[];
}

export interface Extension {
  readonly type: number;
  readonly bytes: Buffer;
}

const NO_KEY = Buffer.alloc(SIGNATURE.key);
/** A public key of Ed25519 as X.509 has it (RFC 8410) is this, and its 32 bytes. */
const KEY_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/**
 * The signatures of a log, block by block: each key stands in the block before, the first in the start. Not more than this is
 * shown by them: whoever had the first key has written all of it, in this order, and each block before the next.
 */
export class SignatureChain {
  readonly #known: string | undefined;
  #firstKey = NO_KEY;
  /** Of the next block; zeros where none may follow. */
  #key = NO_KEY;
  #isMasked = false;

  constructor({ firstKey }: SignatureCheck = {}) {
    this.#known = firstKey?.toLowerCase();
  }

  /** What is wrong with the signature of the next block; undefined where it is good. */
  faultOf(block: SignedBlock): LogFault | undefined {
    const { place, type, head, rest, extensions } = block;
    if (place.block === 0) {
      const fault = this.#begin(block);
      if (fault !== undefined) return fault;
    }
    // It was written anew, by somebody who has no key.
    if (this.#isMasked) return undefined;
    const signature = signatureIn(extensions);
    if (signature === undefined) return { code: "unsigned", place };
    const nextKey = signature.subarray(0, SIGNATURE.key);
    const isLast = nextKey.equals(NO_KEY);
    const hash = createHash("sha512").update(head).update(rest.subarray(0, -SIGNATURE.signature));
    const message = Buffer.concat([Buffer.from(SIGNATURE.context), this.#firstKey, hash.digest()]);
    const isGood =
      !this.#key.equals(NO_KEY) &&
      isLast === (type === "trailer") &&
      verify(null, message, publicKey(this.#key), signature.subarray(SIGNATURE.key));
    if (!isGood) return { code: "signature", place };
    this.#key = Buffer.from(nextKey);
    return undefined;
  }

  #begin({ type, payload, place }: SignedBlock): LogFault | undefined {
    const start = type === "start" ? parseObject(payload.toString("utf8")) : undefined;
    this.#isMasked = start?.masked === true && this.#known === undefined;
    if (this.#isMasked) return undefined;
    const key = start?.key;
    if (typeof key !== "string" || !isKey(key)) return { code: "unsigned", place };
    if (this.#known !== undefined && this.#known !== key) return { code: "other-key", place, key };
    this.#firstKey = Buffer.from(key, "hex");
    this.#key = this.#firstKey;
    return undefined;
  }
}

/** True for a public key in hex, as a start has it. */
export function isKey(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** The bytes of the signature, which is the last extension, and the only one of its type. */
function signatureIn(extensions: readonly Extension[]): Buffer | undefined {
  const place = extensions.findIndex(({ type }) => type === EXTENSION_TYPES.signature);
  const bytes = extensions[place]?.bytes;
  const isWhole = bytes?.length === SIGNATURE.key + SIGNATURE.signature;
  return isWhole && place === extensions.length - 1 ? bytes : undefined;
}

function publicKey(key: Buffer): ReturnType<typeof createPublicKey> {
  return createPublicKey({ key: Buffer.concat([KEY_PREFIX, key]), format: "der", type: "spki" });
}
