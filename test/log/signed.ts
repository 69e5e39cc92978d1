import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";

/** Signs logs as the collector does, but with keys that are the same each time: for tests that read logs. */

const CONTEXT = "runwarden block 1\n";
/** A secret key of Ed25519 as PKCS #8 has it (RFC 8410) is this, and its 32 bytes. */
const SECRET_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");
const EXTENSION_SIZE = 8 + 32 + 64;

interface Key {
  readonly secret: KeyObject;
  /** The 32 bytes. */
  readonly public: Buffer;
}

const keys = new Map<string, Key>();

/** The key of a block of a log; `of` tells logs apart. */
export function keyOf(sequence: number, of = "a log"): Key {
  const name = `${of} ${sequence}`;
  let key = keys.get(name);
  if (key === undefined) {
    const seed = createHash("sha256").update(name).digest();
    const secret = createPrivateKey({
      key: Buffer.concat([SECRET_PREFIX, seed]),
      format: "der",
      type: "pkcs8",
    });
    key = { secret, public: createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(-32) };
    keys.set(name, key);
  }
  return key;
}

/** The first key of a log, in hex, as its start has it. */
export function firstKeyOf(of?: string): string {
  return keyOf(0, of).public.toString("hex");
}

export interface Signing {
  /** Which log; the keys of each are others. */
  readonly of?: string;
  /** The public key of the block that follows; zeros where none does. */
  readonly nextKey: Buffer;
}

/** What `header` of 40 bytes, payload and other extensions are followed by: the extension that signs them. */
export function signature(
  sequence: number,
  header: Buffer,
  rest: Buffer,
  { of = "a log", nextKey }: Signing,
): Buffer {
  const extension = Buffer.alloc(EXTENSION_SIZE);
  extension.writeUInt32LE(1, 0);
  extension.writeUInt32LE(EXTENSION_SIZE - 8, 4);
  nextKey.copy(extension, 8);
  const digest = createHash("sha512")
    .update(header.subarray(0, 36))
    .update(rest)
    .update(extension.subarray(0, 40))
    .digest();
  const message = Buffer.concat([Buffer.from(CONTEXT), keyOf(0, of).public, digest]);
  sign(null, message, keyOf(sequence, of).secret).copy(extension, 40);
  return extension;
}

/** The public half of a block's key where another one follows, zeros where it is the last. */
export function nextKeyOf(sequence: number, isLast: boolean, of?: string): Buffer {
  return isLast ? Buffer.alloc(32) : keyOf(sequence + 1, of).public;
}
