import { crc32 } from "node:zlib";
import { RECORD_KIND_NAMES, type RecordKind } from "../../src/kinds/index.ts";
import { layoutFor, memberOffset } from "../../src/kinds/layout.ts";
import type { RecordCounts } from "../../src/log/document.ts";
import { VERSION } from "../../src/log/format.ts";
import { plainLayouts } from "../../src/log/layouts.ts";
import { firstKeyOf, nextKeyOf, type Signing, signature } from "./signed.ts";

/** Builds event logs as the collector writes them, byte by byte, for tests that read them. */

const MAGIC = Buffer.from("runwarden log 3\n");

export const START = 1;
export const JOB = 2;
export const RECORDS = 3;
export const TRAILER = 4;

/** What of a block is other than usual. */
export interface BlockParts {
  readonly flags?: number;
  readonly encoding?: number;
  readonly unpackedSize?: number;
  readonly reserved?: number;
  readonly extensions?: Buffer;
  /** Who signs it; undefined for nobody. */
  readonly signing?: Signing | undefined;
}

/** For a log in which nothing is Runwarden's own. */
export const NO_OWN = { scopePid: 0, directory: "", postScript: undefined };

/** A block with a right checksum, signed where that is asked for. */
export function block(
  type: number,
  sequence: number,
  payload: Buffer | string,
  {
    flags = 0,
    encoding = 0,
    unpackedSize,
    reserved = 0,
    extensions = Buffer.alloc(0),
    signing,
  }: BlockParts = {},
): Buffer {
  const bytes = Buffer.from(payload as string);
  const header = Buffer.alloc(40);
  header.write("RWBK", 0, "latin1");
  header.writeUInt16LE(type, 4);
  header.writeUInt16LE(flags, 6);
  header.writeBigUInt64LE(BigInt(sequence), 8);
  header.writeUInt32LE(bytes.length, 16);
  header.writeUInt32LE(unpackedSize ?? bytes.length, 20);
  header.writeUInt32LE(extensions.length + (signing === undefined ? 0 : 104), 24);
  header.writeUInt32LE(encoding, 28);
  header.writeUInt32LE(reserved, 32);
  const before = Buffer.concat([bytes, extensions]);
  const rest =
    signing === undefined ? before : Buffer.concat([before, signature(sequence, header, before, signing)]);
  header.writeUInt32LE(crc32(Buffer.concat([header.subarray(0, 36), rest])), 36);
  return Buffer.concat([header, rest]);
}

/** A block as it stands in a log whose start names its first key. */
export function signedBlock(
  type: number,
  sequence: number,
  payload: Buffer | string,
  { of, ...parts }: BlockParts & { readonly of?: string } = {},
): Buffer {
  const signing = { ...(of !== undefined && { of }), nextKey: nextKeyOf(sequence, type === TRAILER, of) };
  return block(type, sequence, payload, { signing, ...parts });
}

/** A log of blocks, numbered from 0, without signatures: as a masked one is. */
export function unsignedLog(
  ...blocks: readonly (readonly [type: number, payload: Buffer | string])[]
): Buffer {
  return Buffer.concat([MAGIC, ...blocks.map(([type, payload], sequence) => block(type, sequence, payload))]);
}

/** A log of blocks, numbered from 0, and signed. */
export function log(...blocks: readonly (readonly [type: number, payload: Buffer | string])[]): Buffer {
  return Buffer.concat([
    MAGIC,
    ...blocks.map(([type, payload], sequence) => signedBlock(type, sequence, payload)),
  ]);
}

/** The start block's text. */
export function startText(changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    version: VERSION,
    build: "0".repeat(64),
    layouts: plainLayouts(),
    source: "tracepoint",
    machine: "x86_64",
    kernel: "6.8.0",
    boot_id: "8d5a1d4e-7f5c-4f7b-9a53-3a1a4c9d2b10",
    realtime_offset_ns: "1750000000000000000",
    tick_ns: 10_000_000,
    pid: 500,
    scope_pid: 400,
    scope_group: "",
    scope: "machine",
    adoption: "live",
    directory: "/var/lib/runwarden/test",
    log_limit: 1_073_741_824,
    hooks: { file_open: "live", process_exec: "partial", domain: "missing" },
    sources: { file_open: "fentry", process_exec: "tracepoint", domain: "cgroup" },
    missing_programs: ["process_exec__other"],
    protection: "on",
    kernel_rules: { file_open: "denied", process_exec: "killed", domain: "none" },
    key: firstKeyOf(),
    ...changes,
  });
}

/** The counts of a trailer: those given, and 0 for every other kind. */
export function allCounts(given: Readonly<Partial<Record<RecordKind, RecordCounts>>>): object {
  const none = { seen: 0, written: 0, dropped: 0 };
  return Object.fromEntries(RECORD_KIND_NAMES.map((kind) => [kind, given[kind] ?? none]));
}

/** The trailer's text; `written` has the counts that are not 0. */
export function trailerText(
  written: Readonly<Partial<Record<RecordKind, number>>> = {},
  changes: Readonly<Record<string, unknown>> = {},
): string {
  const counts = Object.entries(written).map(([kind, count]) => [
    kind,
    { seen: count, written: count, dropped: 0 },
  ]);
  return JSON.stringify({
    reason: "stop",
    signal: 0,
    sender_pid: 0,
    continued: 0,
    own_pid: 0,
    own_start_ns: "0",
    time_ns: "1750000009000000000",
    full_ns: "0",
    cpu_ms: 12,
    memory_kib: 34_000,
    has_counters: true,
    counts: allCounts(Object.fromEntries(counts)),
    blind_spots: {},
    ...changes,
  });
}

export interface RecordParts {
  readonly pid?: number;
  readonly startNs?: number;
  readonly timeNs?: number;
  readonly flags?: number;
  /** Fixed members by name; those left out are 0. */
  readonly fixed?: Readonly<Record<string, number | Buffer>>;
  /** The strings of the tail by name, one character for each byte; those left out are empty. */
  readonly strings?: Readonly<Record<string, string>>;
}

/** A record of a kind, padded to 8. */
export function record(kind: RecordKind, parts: RecordParts = {}): Buffer {
  const layout = layoutFor(kind);
  const tail = layout.strings.map(({ name }) => Buffer.from(parts.strings?.[name] ?? "", "latin1"));
  const used = layout.fixedSize + tail.reduce((sum, { length }) => sum + length, 0);
  const bytes = Buffer.alloc(Math.ceil(used / 8) * 8);
  bytes.writeUInt32LE(bytes.length, 0);
  bytes.writeUInt16LE(layout.id, 4);
  bytes.writeBigUInt64LE(BigInt(parts.timeNs ?? 0), 8);
  bytes.writeBigUInt64LE(BigInt(parts.startNs ?? 0), 16);
  bytes.writeUInt32LE(parts.pid ?? 0, 24);
  bytes.writeUInt32LE(parts.flags ?? 0, 28);
  for (const [name, value] of Object.entries(parts.fixed ?? {})) {
    write(
      bytes,
      memberOffset(layout, name),
      layout.members.find((member) => member.name === name)?.type,
      value,
    );
  }
  for (const [place, { lengthOffset }] of layout.strings.entries()) {
    bytes.writeUInt16LE(tail[place]?.length ?? 0, lengthOffset);
  }
  Buffer.concat(tail).copy(bytes, layout.fixedSize);
  return bytes;
}

function write(bytes: Buffer, at: number, type: string | undefined, value: number | Buffer): void {
  if (typeof value === "object") value.copy(bytes, at);
  else if (type === "u64") bytes.writeBigUInt64LE(BigInt(value), at);
  else if (type === "u32") bytes.writeUInt32LE(value, at);
  else if (type === "u16") bytes.writeUInt16LE(value, at);
  else bytes.writeUInt8(value, at);
}

/** A path as the kernel part walks it: names from the leaf up. */
export function walk(path: string): string {
  return path
    .split("/")
    .filter((name) => name !== "")
    .reverse()
    .map((name) => `${name}\0`)
    .join("");
}
