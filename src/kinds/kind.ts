import type { ORIGIN_FIELDS } from "./origin.ts";
import type { RecordOf, RecordShape, TextString, WalkString } from "./record.ts";
import type { Field, Image, Process, Text, ValuesOf } from "./value.ts";

/** A process by what makes it unique on a machine: pid and start time after boot. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startNs: number;
}

/** What the log so far tells of processes. */
export interface LineageStore {
  /** A process that ran before the start. Its parent may come later in the list. */
  snapshot(pid: number, startNs: number, parentPid: number, image: Image): void;
  /** A process outside the job's lineage, or one of its ancestors; they come from the top. */
  adopt(pid: number, startNs: number, image: Image, parent: ProcessIdentity, origin: "fork" | "exec"): void;
  /** What a process executes next is a step's first program: it came into the job's container from outside. */
  enter(pid: number, startNs: number): void;
  /** A process made another one. */
  fork(pid: number, startNs: number, childPid: number, childStartNs: number): void;
  /** A process started a new image. The parent counts only where the fork was not seen. */
  exec(pid: number, startNs: number, image: Image, parentPid: number, parentStartNs: number): void;
  /** A process ended; those that it made keep their lineage. */
  exit(pid: number): void;
  /** A process that an event is about, as it is now; of one that was never seen only the pid is known. */
  process(pid: number, startNs: number): Process;
  /** Processes that are watched because the job made somebody start them. */
  adopted: number;
}

/** The names of an address, in order of first sight. A list never changes, so events share it. */
export interface AddressNames {
  readonly names: readonly Text[];
  /** There were more. */
  readonly isCut: boolean;
}

/** A name that was looked up. */
export interface Lookup {
  readonly name: string;
  readonly via: "packet" | "resolved" | "nscd";
  /** False where only a part of the name could be read. */
  readonly isWhole: boolean;
}

/**
 * A DNS message, or, with protocol 0 or 255, what went through the socket of systemd-resolved or nscd, whose inode
 * number then stands for the cookie. Of a message to another port than 53 only its beginning was looked at. With protocol
 * 253 it is a segment of what a connection begins with, behind `sequence` bytes of the same message.
 */
export const LOOKUP_MESSAGE = {
  fixed: [
    { name: "socket_cookie", type: "u64" },
    { name: "sequence", type: "u32" },
    { name: "whole_length", type: "u32" },
    { name: "datagram_length", type: "u32" },
    { name: "protocol", type: "u8" },
    { name: "is_other_port", type: "u8" },
  ],
  strings: [{ name: "message", form: "bytes" }],
} as const satisfies RecordShape;

export type LookupMessage = RecordOf<typeof LOOKUP_MESSAGE>;

/** What the log so far tells of names and addresses. */
export interface LookupStore {
  /** The look-ups that a message of the job is, or completes. */
  lookups(message: LookupMessage): Lookup[];
  /** Takes in a message that came to the job. */
  answer(message: LookupMessage): void;
  /** The names of an address as events write it. */
  namesOf(ip: string): AddressNames;
}

/** A mount that was opened, and can be put in its place by another call. */
export interface MountTree {
  readonly source: string;
  readonly fsType: string;
  readonly is_bind: boolean;
}

/** What the log so far tells of such mounts, by their numbers. */
export interface MountStore {
  opened(tree: number, what: MountTree): void;
  tree(tree: number): MountTree | undefined;
}

/** Where a file is inside its file system, where a record tells it: the path went there by another way. */
export interface Inside {
  /** The number of the file system. */
  readonly device: number;
  /** Empty where the path is all there is to tell. */
  readonly inside: WalkString;
  /** The rest of the way, where the walk is that of the folder it was given from. */
  readonly rest?: TextString;
}

/** Where files were earlier in this job. It knows each by one place, whatever way leads to it now. */
export interface OriginStore {
  /** A file system, or the part of it below `root`, that was mounted at `path` when the watch began. */
  mounted(device: number, root: string, path: string): void;
  /** The place of a file by a path of it. What follows is told by places. */
  place(path: string, inside: Inside): string;
  moved(from: string, to: string): void;
  exchanged(one: string, other: string): void;
  /** A hard link was made. */
  linked(existing: string, created: string): void;
  /** A symbolic link was made by a path that a program gave. */
  symlinked(target: string, created: string): void;
  /** What stood there is gone, or is another. */
  removed(path: string): void;
}

/** A name that was given to a server, in what a connection began with. */
export interface GivenName {
  readonly name: string;
  readonly source: "tls" | "http";
  /** False where it could not be read. */
  readonly isWhole: boolean;
}

/** A request of HTTP/1, as far as it could be read. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** The host that the target names, and those of the Host headers, without ports. */
  readonly hosts: readonly string[];
  readonly isWhole: boolean;
}

/** What a message tells, once it is whole; `process` has begun it, where that is not the record's. */
export interface MessageRead<T> {
  readonly found: readonly T[];
  readonly process: Process | undefined;
}

/** What the log so far tells of what connections began with. */
export interface FirstBytesStore {
  names(record: LookupMessage): MessageRead<GivenName>;
  requests(record: LookupMessage): MessageRead<HttpRequest>;
}

/** How the job was stopped because of a match. Times are nanoseconds since boot. */
export interface Termination {
  /** Its processes were ended, or they could execute nothing more and reach nothing outside of the machine. */
  readonly answer: "terminate" | "lockdown";
  /** `RULESET/RULE`. */
  readonly rule: string;
  /** When the event happened that matched. */
  readonly matchedNs: number;
  /** When the collector was asked. */
  readonly askedNs: number;
  /** When it was locked down, or none of the job's processes was left; 0 where some could not be ended. */
  readonly goneNs: number;
  /** The process of that event. */
  readonly matchPid: number;
  /** Processes of the job that have ended since. */
  readonly ended: number;
  /** Programs that ended at their exec since. */
  readonly refused: number;
  /** Processes that could not be ended. */
  readonly living: number;
  /** The first of those that were ended. */
  readonly processes: readonly { readonly pid: number; readonly name: string }[];
}

/** Takes what the log tells of it. */
export interface TerminationStore {
  done(termination: Termination): void;
}

/** What decoding a record can ask of the log that it stands in. */
export interface DecodeContext {
  /** The machine that wrote the log, as uname(2) names it. */
  readonly machine: string;
  readonly lineage: LineageStore;
  readonly lookups: LookupStore;
  readonly mounts: MountStore;
  readonly origins: OriginStore;
  readonly firstBytes: FirstBytesStore;
  readonly terminations: TerminationStore;
  /** One Text for each distinct string. */
  readonly intern: (raw: string) => Text;
  /**
   * The absolute path of a text as a program gave it, from the folder that it was in. The event is tagged unresolved
   * where the path may lead elsewhere, through a symbolic link that nobody followed.
   */
  given(folder: WalkString, text: TextString): Text;
  /** Where a file was earlier in this job. */
  originsOf(path: Text, inside: Inside): ValuesOf<typeof ORIGIN_FIELDS>;
  /** The event is tagged truncated, whatever its record says. */
  tagCut(): void;
  /** The event is tagged unresolved, for what a kind knows of its paths. */
  tagUnresolved(): void;
}

/** One of the events that a record holds, where it can hold several. */
export interface EventPart<F extends readonly Field[]> {
  readonly payload: ValuesOf<F>;
  /** Something that it tells could not be read in full. */
  readonly isCut: boolean;
  /** Who did it, where that is not the record's process. */
  readonly process?: Process | undefined;
}

/** All that is particular to a kind of event. */
export interface EventKindDefinition<F extends readonly Field[], R extends RecordShape> {
  /** Its number in records; never given to another kind. */
  readonly id: number;
  readonly doc: string;
  /** What rules can ask of it besides its process. */
  readonly fields: F;
  readonly record: R;
  /** The payload of the record's event; or those of the several events, or of none, that the record holds. */
  decode(record: RecordOf<R>, context: DecodeContext): ValuesOf<F> | readonly EventPart<F>[];
  /** What happened, as a sentence without its subject: `opened /root/.npmrc for reading`. */
  phrase(payload: ValuesOf<F>, process: Process): Phrase[];
  /** Fields that JSON events written by others may lack, and the fields whose values they then have. */
  readonly defaults?: { readonly [Name in F[number]["name"]]?: F[number]["name"] };
}

/** All that is particular to a kind of record that is no event: no rule sees it, but events are told by it. */
export interface RecordKindDefinition<R extends RecordShape> {
  readonly id: number;
  readonly doc: string;
  readonly record: R;
  learn(record: RecordOf<R>, context: DecodeContext): void;
}

/** Declares a kind of event; a part that is missing does not compile. */
export function eventKind<const F extends readonly Field[], const R extends RecordShape>(
  definition: EventKindDefinition<F, R>,
): EventKindDefinition<F, R> {
  return definition;
}

/** Declares a kind of record that is no event. */
export function recordKind<const R extends RecordShape>(
  definition: RecordKindDefinition<R>,
): RecordKindDefinition<R> {
  return definition;
}

/** The values of some fields, where it is not said which. */
export type Values = ValuesOf<readonly Field[]>;

/** A kind of event of which it is not said which; whoever calls it hands it its own record, or its own payload. */
export interface AnyEventKind {
  readonly id: number;
  readonly doc: string;
  readonly fields: readonly Field[];
  readonly record: RecordShape;
  decode(record: never, context: DecodeContext): Values | readonly EventPart<readonly Field[]>[];
  phrase(payload: never, process: Process): Phrase[];
  readonly defaults?: { readonly [name: string]: string };
}

/** The same of a kind of record that is no event. */
export interface AnyRecordKind {
  readonly id: number;
  readonly doc: string;
  readonly record: RecordShape;
  learn(record: never, context: DecodeContext): void;
}

/** A piece of a sentence: our own words, or data that came from the job and has to be escaped. */
export type Phrase =
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "data"; readonly text: string };

export function words(text: string): Phrase {
  return { kind: "words", text };
}

export function data(text: string): Phrase {
  return { kind: "data", text };
}

/** The end of a sentence about a file that had other paths before. */
export function earlier(paths: readonly Text[] = []): Phrase[] {
  return paths.flatMap(({ raw }, n) => [words(n === 0 ? "which was" : "then"), data(raw)]);
}

/** A process that an event is about, by its program. */
export function program({ exec_path, pid }: Process): Phrase[] {
  const name = exec_path.raw === "" ? words("an unknown program") : data(exec_path.raw);
  return pid > 0 ? [name, words(`(process ${pid})`)] : [name];
}
