import type { FixedMember } from "../kinds/record.ts";

/**
 * The format of event logs, declared once: native/log_format.h is generated from here, the reader in this folder goes
 * by it, and docs/log-format.md tells it to strangers.
 */

/** The version of Runwarden, which stands in every log; that of package.json. */
export const VERSION = "0.1.0";

/** What a log starts with; the number is that of the framing of blocks. */
export const LOG_MAGIC = "runwarden log 3\n";

/** What stands at the start of every block: `RWBK` in the order of the bytes. */
export const BLOCK_MAGIC = 0x4b425752;

/** The types of blocks, in the order in which they stand in a log. There is one of each, but for records. */
export const BLOCK_TYPES = { start: 1, job: 2, records: 3, trailer: 4 } as const;

export type BlockType = keyof typeof BLOCK_TYPES;

/** Bits of a block's `flags`. A reader passes over a block of a type that it does not know only where it may be. */
export const BLOCK_FLAGS = { skippable: 1 } as const;

/** How a payload is packed: not at all, or by DEFLATE (RFC 1951) without anything around it. */
export const BLOCK_ENCODINGS = { plain: 0, deflate: 1 } as const;

/** The header of a block, in its order and without gaps. The checksum is CRC-32 (RFC 1952) over all else of the block. */
export const BLOCK_HEADER = [
  { name: "magic", type: "u32" },
  { name: "type", type: "u16" },
  { name: "flags", type: "u16" },
  { name: "sequence", type: "u64" },
  { name: "size", type: "u32" },
  { name: "unpacked_size", type: "u32" },
  { name: "extensions_size", type: "u32" },
  { name: "encoding", type: "u32" },
  { name: "reserved", type: "u32" },
  { name: "checksum", type: "u32" },
] as const satisfies readonly FixedMember[];

/**
 * Bytes. A job block holds rules, of at most 4 MiB a file, and is the largest. What is more is no block. Nor is a block
 * that is packed and says that it unpacks to more than `unpacked`: a small log must not fill the memory of who reads it.
 * Extensions are small: a signature, the number of a dictionary.
 */
export const LOG_LIMITS = {
  block: 64 * 1024 * 1024,
  job: 64 * 1024 * 1024,
  unpacked: 1024 * 1024,
  extensions: 64 * 1024,
} as const;

/** The header of an extension, which its bytes follow, padded with zeros to a multiple of 8. */
export const EXTENSION_HEADER = [
  { name: "type", type: "u32" },
  { name: "size", type: "u32" },
] as const satisfies readonly FixedMember[];

/** An extension whose type has this bit must be understood; a reader passes over any other that it does not know. */
export const EXTENSION_MUST_BE_KNOWN = 0x8000_0000;

/** The types of extensions. */
export const EXTENSION_TYPES = { signature: 1 } as const;

/**
 * The extension by which a block is signed, the last of each: the public key of the block that comes next, zeros in the
 * trailer, and an Ed25519 signature over `context`, the first key of the log, and the SHA-512 of the block's bytes up to the
 * signature, but for the checksum, which is made last. Bytes.
 */
export const SIGNATURE = { key: 32, signature: 64, context: "runwarden block 1\n" } as const;

/** The exit codes of the collector. */
export const COLLECTOR_EXITS = { clean: 0, usage: 100, system: 111, unsupported: 113 } as const;

/** Why a collector ended its log. */
export const REASONS = ["stop", "signal", "scope-ended", "log-failed", "disk-full", "post-ended"] as const;

/** How much of a kind's programs are attached: all, some, or none. */
export const HOOK_STATES = ["live", "partial", "missing"] as const;

/** What kind of programs a kind's events came from. */
export const HOOK_SOURCES = ["cgroup", "fentry", "tracepoint", "none"] as const;

/** Where the events of a log came from: fentry where those of any kind did. */
export const SOURCES = ["tracepoint", "fentry"] as const;

/**
 * What is watched. `job`: what the job starts, and what it makes others start. `machine`: every process but those of
 * the runner that start the steps, kernel threads, and Runwarden.
 */
export const SCOPES = ["job", "machine"] as const;

/**
 * Whether what would harm the guard or the runner's worker is refused. `report`: it was not asked for. `on`: it is, which the
 * collector has tried out. `partial`: some of it is, for not all programs could be attached, or refuse. `unsupported`: the
 * kernel takes no program that refuses. `ineffective`: it takes them, and refuses nothing.
 */
export const PROTECTIONS = ["report", "on", "partial", "unsupported", "ineffective"] as const;

/**
 * What becomes of what a rule in the kernel finds, of events of a kind. `none`: there are no such rules. `killed`: who asked for it
 * is ended. `denied`: it is refused as well, before it is done.
 */
export const KERNEL_RULES = ["none", "killed", "denied"] as const;

/**
 * A member of the JSON text of a start or a trailer.
 * - text, integer, flag: a string, a whole number, a bool
 * - nanoseconds: a whole number as a string, for it may be larger than a number is exact
 * - word: one of some; words: one for each watched kind
 * - texts: a list of strings
 * - layouts: what the records of each kind are made of, see kinds/layout.ts
 * - counts: seen, written and dropped for each kind of record
 * - numbers: a whole number for each blind spot
 */
export type DocumentMember =
  | {
      readonly type: "text" | "integer" | "flag" | "nanoseconds" | "texts" | "layouts" | "counts" | "numbers";
    }
  | { readonly type: "word" | "words"; readonly of: readonly [string, ...string[]]; readonly enum: string };

export type DocumentShape = Readonly<Record<string, DocumentMember>>;

/** What the collector says when its hooks are live; also what it tells to who started it. */
export const START = {
  /** Of Runwarden. */
  version: { type: "text" },
  /** SHA-256 of the collector's sources. */
  build: { type: "text" },
  layouts: { type: "layouts" },
  source: { type: "word", of: SOURCES, enum: "log_source" },
  machine: { type: "text" },
  kernel: { type: "text" },
  /** Which run of the machine: pids and start times say nothing in another. Empty where the kernel does not tell. */
  boot_id: { type: "text" },
  /** Wall clock less time since boot. */
  realtime_offset_ns: { type: "nanoseconds" },
  /** The precision of the start times of processes that were read from /proc. */
  tick_ns: { type: "integer" },
  /** Of the collector. */
  pid: { type: "integer" },
  /** The process whose children are watched; 0 in a container job, where the next one is set. */
  scope_pid: { type: "integer" },
  /** The container's control group in the unified hierarchy, what comes into which is watched; else empty. */
  scope_group: { type: "text" },
  scope: { type: "word", of: SCOPES, enum: "log_scope" },
  /** Whether what the job makes others do can be seen. */
  adoption: { type: "word", of: HOOK_STATES, enum: "log_hooks" },
  /** The collector's folder. */
  directory: { type: "text" },
  /** The most bytes that the log may have. */
  log_limit: { type: "integer" },
  hooks: { type: "words", of: HOOK_STATES, enum: "log_hooks" },
  sources: { type: "words", of: HOOK_SOURCES, enum: "log_hook_source" },
  missing_programs: { type: "texts" },
  protection: { type: "word", of: PROTECTIONS, enum: "log_protection" },
  kernel_rules: { type: "words", of: KERNEL_RULES, enum: "log_kernel_rules" },
  /** The public key that this block is signed with, in hex. */
  key: { type: "text" },
} as const satisfies DocumentShape;

/** How a log ended. */
export const TRAILER = {
  reason: { type: "word", of: REASONS, enum: "log_reason" },
  signal: { type: "integer" },
  sender_pid: { type: "integer" },
  /** How often somebody stopped the collector and let it go on. */
  continued: { type: "integer" },
  /** The process, right below the scope's, that asked for the end; 0 where that was none of the scope's. */
  own_pid: { type: "integer" },
  own_start_ns: { type: "nanoseconds" },
  /** The wall clock at the end. */
  time_ns: { type: "nanoseconds" },
  /** The wall clock when the log had all that it may have: what came after was counted, and left out. 0 where it had not. */
  full_ns: { type: "nanoseconds" },
  cpu_ms: { type: "integer" },
  /** The most that the collector had in memory at one time. */
  memory_kib: { type: "integer" },
  /** False where the kernel's counters could not be read: what was seen and dropped is then not known. */
  has_counters: { type: "flag" },
  counts: { type: "counts" },
  blind_spots: { type: "numbers" },
} as const satisfies DocumentShape;
