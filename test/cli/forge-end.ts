import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync, writeFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { RECORD_KINDS, type RecordKind } from "../../src/kinds/index.ts";
import { block, RECORDS, TRAILER, trailerText } from "../log/log-bytes.ts";
import { blocksOf, logOf } from "../verify/forgeries.ts";

/*
 * What root makes of a log whose collector stands still: takes the key that is yet to sign out of its memory, ends it, and writes
 * a trailer with that. `node forge-end.ts PID LOG RECORDS`: RECORDS is `all`, or how many blocks stay. Says whether a key was found.
 */

const SECRET_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");
const CONTEXT = "runwarden block 1\n";

const [pid = "", path = "", left = "all"] = process.argv.slice(2);
const all = blocksOf(readFileSync(path));
const nextKey = all.at(-1)?.subarray(-96, -64) ?? Buffer.alloc(0);
const secret = findSecret(nextKey);
console.log(secret === undefined ? "no key found" : "a key was found");
process.kill(Number(pid), "SIGKILL");
const blocks = left === "all" ? all : all.slice(0, Number(left));
writeFileSync(path, logOf([...blocks, secret === undefined ? Buffer.alloc(0) : ending(blocks, secret)]));

/** The secret half of a public key, from the memory of the process: libsodium keeps the two one behind the other. */
function findSecret(key: Buffer): KeyObject | undefined {
  const memory = openSync(`/proc/${pid}/mem`, "r");
  try {
    for (const [, from = "", to = ""] of readFileSync(`/proc/${pid}/maps`, "utf8").matchAll(
      /^([0-9a-f]+)-([0-9a-f]+) rw/gm,
    )) {
      const bytes = Buffer.alloc(Number(BigInt(`0x${to}`) - BigInt(`0x${from}`)));
      try {
        readSync(memory, bytes, 0, bytes.length, BigInt(`0x${from}`));
      } catch {
        continue; // such as the kernel's own pages
      }
      for (let at = bytes.indexOf(key, 32); at >= 0; at = bytes.indexOf(key, at + 1)) {
        const seed = bytes.subarray(at - 32, at);
        const found = createPrivateKey({
          key: Buffer.concat([SECRET_PREFIX, seed]),
          format: "der",
          type: "pkcs8",
        });
        if (createPublicKey(found).export({ format: "der", type: "spki" }).subarray(-32).equals(key))
          return found;
      }
    }
  } finally {
    closeSync(memory);
  }
  return undefined;
}

/** A trailer that finds nothing wrong, signed by a key. */
function ending(blocks: readonly Buffer[], key: KeyObject): Buffer {
  const start = JSON.parse(String(payloadOf(blocks[0]))) as { key: string; scope_pid: number };
  const text = trailerText(countsOf(blocks), { own_pid: start.scope_pid, own_start_ns: "1000000000" });
  const unsigned = block(TRAILER, blocks.length, text, {
    signing: { nextKey: Buffer.alloc(32) },
  });
  const digest = createHash("sha512")
    .update(unsigned.subarray(0, 36))
    .update(unsigned.subarray(40, -64))
    .digest();
  const message = Buffer.concat([Buffer.from(CONTEXT), Buffer.from(start.key, "hex"), digest]);
  const extension = Buffer.concat([unsigned.subarray(-104, -64), sign(null, message, key)]);
  return block(TRAILER, blocks.length, text, { extensions: extension });
}

function payloadOf(bytes: Buffer = Buffer.alloc(40)): Buffer {
  const payload = bytes.subarray(40, 40 + bytes.readUInt32LE(16));
  return bytes.readUInt32LE(28) === 0 ? payload : inflateRawSync(payload);
}

function countsOf(blocks: readonly Buffer[]): Partial<Record<RecordKind, number>> {
  const names = new Map(Object.entries(RECORD_KINDS).map(([kind, { id }]) => [id, kind as RecordKind]));
  const counts: Partial<Record<RecordKind, number>> = {};
  for (const bytes of blocks.filter((each) => each.readUInt16LE(4) === RECORDS)) {
    const records = payloadOf(bytes);
    for (let at = 0; at < records.length; at += records.readUInt32LE(at)) {
      const kind = names.get(records.readUInt16LE(at + 4)) as RecordKind;
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
  }
  return counts;
}
