import type { Phrase } from "../kinds/kind.ts";
import type { Process } from "../kinds/value.ts";

/** Where in a log something is wrong. */
export interface LogPlace {
  /** Bytes from the start of the log to the block. */
  readonly offset: number;
  /** The block's number, from 0. */
  readonly block: number;
}

interface Ending {
  readonly signal: number;
  readonly senderPid: number;
}

interface KindCounts {
  readonly kind: string;
  readonly seen: number;
  readonly written: number;
  readonly dropped: number;
  /** Records of the kind that the log has. */
  readonly read: number;
}

/** Something that was done to the guard: an event of kind guard_tamper. */
export interface GuardDeed {
  /** Nanoseconds since 1970; undefined where the source does not say. */
  readonly timeNs: bigint | undefined;
  /** Who did it; of what nobody was seen doing, pid 0 and no path. */
  readonly process: Process;
  /** What was done, a sentence without its subject. */
  readonly what: readonly Phrase[];
}

/**
 * Why a log cannot be trusted, or not further than a place: a code, and what there is to say of it. Programs compare
 * codes; report/log-fault.ts makes sentences of them.
 */
export type LogFault =
  /** The bytes end inside a block. */
  | { readonly code: "truncated"; readonly place: LogPlace }
  /** There are bytes that are no block. */
  | { readonly code: "no-block"; readonly place: LogPlace }
  /** A block has another number than the next one. */
  | { readonly code: "sequence"; readonly place: LogPlace }
  | { readonly code: "checksum"; readonly place: LogPlace }
  /** A block that may not stand there: a second start or job, records before the job, anything behind the trailer. */
  | { readonly code: "order"; readonly place: LogPlace; readonly block: string }
  /** A block that this version does not know, and that may not be passed over. */
  | { readonly code: "unknown-block"; readonly place: LogPlace; readonly type: number }
  /** A block with flags that this version does not know. */
  | { readonly code: "unknown-flags"; readonly place: LogPlace; readonly flags: number }
  /** A block that is packed in a way that this version does not know. */
  | { readonly code: "unknown-encoding"; readonly place: LogPlace; readonly encoding: number }
  /** A payload that does not unpack to as many bytes as its block says, or has more behind what is packed. */
  | { readonly code: "invalid-packing"; readonly place: LogPlace }
  /** A block with an extension that this version does not know, and that must be understood. */
  | { readonly code: "unknown-extension"; readonly place: LogPlace; readonly type: number }
  /** A block is not signed, or a log has no key that it could be signed with. */
  | { readonly code: "unsigned"; readonly place: LogPlace }
  /** The signature of a block is not by the key that the block before it has named. */
  | { readonly code: "signature"; readonly place: LogPlace }
  /** The log is signed by others than the one whose first key is known; `key` is the one that it names. */
  | { readonly code: "other-key"; readonly place: LogPlace; readonly key: string }
  /** The text of a start, job or trailer is not as it must be; `what` says the first thing that is wrong. */
  | { readonly code: "invalid-text"; readonly place: LogPlace; readonly block: string; readonly what: string }
  /** A block of records holds bytes that are no record. */
  | { readonly code: "invalid-record"; readonly place: LogPlace; readonly what: string }
  /** A record of a kind that nothing decodes. */
  | { readonly code: "unknown-kind"; readonly place: LogPlace; readonly id: number }
  | { readonly code: "no-job" }
  | { readonly code: "no-trailer" }
  | { readonly code: "ended-by-signal"; readonly ending: Ending }
  | { readonly code: "scope-ended" }
  | { readonly code: "log-failed" }
  /** The post step ended without asking for the report: it was killed, or something else ran in its place. */
  | { readonly code: "post-ended" }
  /** The same, because there was no room on the disk of this folder. */
  | { readonly code: "disk-full"; readonly folder: string }
  /** The collector was stopped for a time and made to go on. */
  | { readonly code: "was-stopped" }
  /** The collector could not read what its hooks have seen and dropped. */
  | { readonly code: "counters-unread" }
  /** seen = written + dropped does not hold, or the log has another number of records than were written. */
  | { readonly code: "counts"; readonly counts: KindCounts }
  /** The trailer names a process as the one that ended the log which the log does not show to be Runwarden's. */
  | { readonly code: "ended-by-other" }
  /** The rules or the settings are not those that the job was started with. */
  | { readonly code: "job-changed" }
  /** The collector did not answer as it must when it was to stop. */
  | { readonly code: "collector-gone"; readonly reason: string }
  /** Of the judge, which judges the log while it is written. */
  | { readonly code: "judge-gone" }
  /** The same, where it was only there to end the command. */
  | { readonly code: "live-judge-gone" }
  /** It could not follow the log to its end. */
  | { readonly code: "not-followed"; readonly reason: string }
  /** It has found something else than the log holds: the rule, and how often it matched. */
  | { readonly code: "judged-otherwise"; readonly rule: string; readonly live: number; readonly read: number }
  /** Its bytes are not those that the collector sent to the judge while it was written. */
  | { readonly code: "other-bytes" }
  /** What happened while the report was made was not all recorded. */
  | { readonly code: "lost-late"; readonly count: number }
  /** Something was done to the guard, or it no longer saw: what came after proves nothing. */
  | { readonly code: "guard-tampered"; readonly deed: GuardDeed }
  /** Of what was done to the guard, so much more is not told. */
  | { readonly code: "guard-tampered-more"; readonly count: number }
  /** The log could not be read to its end. */
  | { readonly code: "unreadable"; readonly reason: string };
