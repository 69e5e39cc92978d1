import { protocolName, remoteAddress, socketTypeName, unixAddress } from "./address.ts";
import { decodeBytes, decodeLatin1 } from "./bytes.ts";
import { DnsStreams, parseQuestions } from "./dns.ts";
import type { Event, EventOf, Payload, Process } from "./event.ts";
import { align8, HEADER_SIZE, LAYOUTS, memberOffset, type RecordLayout } from "./layout.ts";
import { Lineage, type Producer } from "./lineage.ts";
import type { LogStart, ProcessIdentity } from "./log-ends.ts";
import { absolutePath, folderOf, pathOfWalk } from "./path.ts";
import { type EventKind, RECORD_FLAGS, RECORD_KIND_NAMES, type RecordKind } from "./schema.ts";
import { type Text, TextTable } from "./text.ts";

const NO_TAGS: readonly string[] = [];
const TRUNCATED: readonly string[] = ["truncated"];

const IPPROTO_TCP = 6;

/** The flags that a person passes to open(2), without O_LARGEFILE, O_CLOEXEC and what only the kernel sets. */
const OPEN_FLAGS = 0o35_77_77_77 & ~0o2_000_000;
/** asm-generic/fcntl.h, and arch/arm64/include/uapi/asm/fcntl.h. */
const O_LARGEFILE: Readonly<Record<string, number>> = { x86_64: 0o100_000, aarch64: 0o400_000 };
const O_ACCMODE = 3;

/** What exec hands on where the file was given by its descriptor, or as what runs already: then the file itself tells more. */
const DESCRIPTOR_PATH = /^\/(dev\/fd\/\d+|proc\/(self|thread-self|\d+)(\/task\/\d+)?\/(fd\/\d+|exe))$/;
/** What the kernel makes of a path below a descriptor's folder (fs/exec.c, alloc_bprm). */
const BELOW_DESCRIPTOR = /^\/dev\/fd\/\d+\/(?:.*\/)?([^/]+)$/s;

/** True where the executed file itself tells its path better than what was handed to exec. */
function isByDescriptor(given: string, image: string): boolean {
  if (DESCRIPTOR_PATH.test(given)) return true;
  // A script's image is its interpreter, whose path would be wrong here.
  const name = BELOW_DESCRIPTOR.exec(given)?.[1];
  return name !== undefined && image.endsWith(`/${name}`);
}

const LAYOUT_BY_ID = new Map(LAYOUTS.map((layout) => [layout.id, layout]));

function offsets<K extends RecordKind>(kind: K): (name: string) => number {
  const layout = LAYOUTS.find((candidate) => candidate.kind === kind);
  return (name) => (layout === undefined ? 0 : memberOffset(layout, name));
}

const EXEC = offsets("process_exec");
const EXEC_PARENT_START = EXEC("parent_start_ns");
const EXEC_PARENT_PID = EXEC("parent_pid");
const EXEC_IS_MEMFD = EXEC("is_memfd");
const CONNECT = offsets("network_connect");
const CONNECT_IP = CONNECT("remote_ip");
const CONNECT_PORT = CONNECT("remote_port");
const CONNECT_PROTOCOL = CONNECT("protocol");
const CONNECT_FAMILY = CONNECT("family");
const UNIX_TYPE = offsets("unix_socket_connect")("socket_type");
const OPEN_FLAGS_AT = offsets("file_open")("flags");
const REMOVE_IS_FOLDER = offsets("file_remove")("is_folder");
const LINK_IS_HARDLINK = offsets("file_link")("is_hardlink");
const DOMAIN = offsets("domain");
const DOMAIN_SOCKET = DOMAIN("socket_cookie");
const DOMAIN_SEQUENCE = DOMAIN("sequence");
const DOMAIN_WHOLE_LENGTH = DOMAIN("whole_length");
const DOMAIN_PROTOCOL = DOMAIN("protocol");
const FORK = offsets("process_fork");
const FORK_CHILD_START = FORK("child_start_ns");
const FORK_CHILD_PID = FORK("child_pid");
const SNAPSHOT_PARENT_PID = offsets("process_snapshot")("parent_pid");

/** Nanoseconds since boot, as a number: exact for 104 days, and to the microsecond long after. */
function readNs(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at + 4) * 0x1_0000_0000 + bytes.readUInt32LE(at);
}

/** One record with its strings found. */
class RecordView {
  readonly bytes: Buffer;
  readonly layout: RecordLayout;
  readonly #starts: number[] = [];

  constructor(bytes: Buffer, layout: RecordLayout) {
    this.bytes = bytes;
    this.layout = layout;
    let at = layout.fixedSize;
    for (const string of layout.strings) {
      this.#starts.push(at);
      at += bytes.readUInt16LE(string.lengthOffset);
    }
    this.#starts.push(at);
  }

  /** Where the tail's strings end; past the record's end in a garbled one. */
  get end(): number {
    return this.#starts.at(-1) ?? 0;
  }

  /** The bytes of the tail's n-th string. */
  string(n: number): Buffer {
    return this.bytes.subarray(this.#starts[n], this.#starts[n + 1]);
  }

  latin1(n: number): string {
    return this.bytes.toString("latin1", this.#starts[n], this.#starts[n + 1]);
  }

  get #flags(): number {
    return this.bytes.readUInt32LE(28);
  }

  /** A walk did not reach the root. */
  get isWalkCut(): boolean {
    return (this.#flags & RECORD_FLAGS.walk_cut) !== 0;
  }

  /** A text or bytes lost their end. */
  get isTextCut(): boolean {
    return (this.#flags & RECORD_FLAGS.text_cut) !== 0;
  }

  get tags(): readonly string[] {
    return this.#flags === 0 ? NO_TAGS : TRUNCATED;
  }
}

export interface DecoderOptions {
  readonly start: Pick<LogStart, "realtimeOffsetNs" | "tickNs" | "machine">;
  /** Processes of Runwarden itself: they and what they start are not reported. */
  readonly own: readonly ProcessIdentity[];
  readonly onEvent: (event: Event) => void;
}

/** Turns records into events, and keeps the lineage meanwhile. */
export class Decoder {
  /** Records decoded so far, per kind. */
  readonly records: Record<RecordKind, number>;
  /** Why decoding stopped early; undefined while all is well. */
  fault: string | undefined;
  readonly #options: DecoderOptions;
  readonly #texts = new TextTable();
  readonly #walks = new Map<string, Text>();
  readonly #lineage: Lineage;
  readonly #dnsStreams = new DnsStreams();
  readonly #openFlags: number;
  #eventIndex = 0;

  constructor(options: DecoderOptions) {
    this.#options = options;
    this.#lineage = new Lineage(options.start.tickNs, options.own, this.#texts.intern(""));
    this.#openFlags = OPEN_FLAGS & ~(O_LARGEFILE[options.start.machine] ?? 0);
    this.records = Object.fromEntries(RECORD_KIND_NAMES.map((kind) => [kind, 0])) as Record<
      RecordKind,
      number
    >;
  }

  /** Decodes the records of one block. After a fault it takes no more. */
  block(payload: Buffer): void {
    let at = 0;
    while (at < payload.length && this.fault === undefined) {
      const size = at + HEADER_SIZE <= payload.length ? payload.readUInt32LE(at) : 0;
      const layout = size === 0 ? undefined : LAYOUT_BY_ID.get(payload.readUInt16LE(at + 4));
      if (
        layout === undefined ||
        size < layout.fixedSize ||
        size !== align8(size) ||
        at + size > payload.length
      ) {
        this.fault = "a block holds bytes that are no record";
        return;
      }
      const view = new RecordView(payload.subarray(at, at + size), layout);
      if (view.end > size) {
        this.fault = `a ${layout.kind} record has strings that are longer than it`;
        return;
      }
      this.records[layout.kind]++;
      this.#record(view);
      at += size;
    }
  }

  #record(view: RecordView): void {
    const { bytes } = view;
    const pid = bytes.readUInt32LE(24);
    const startNs = readNs(bytes, 16);
    switch (view.layout.kind) {
      case "process_snapshot":
        this.#snapshot(view, pid, startNs);
        break;
      case "process_fork":
        this.#lineage.fork(pid, startNs, bytes.readUInt32LE(FORK_CHILD_PID), readNs(bytes, FORK_CHILD_START));
        break;
      case "process_exit":
        this.#lineage.exit(pid);
        break;
      case "process_exec":
        this.#exec(view, pid, startNs);
        this.#emit(view, "process_exec", this.#lineage.producer(pid, startNs), {
          is_memfd: bytes.readUInt8(EXEC_IS_MEMFD) !== 0,
        });
        break;
      default:
        this.#other(view, view.layout.kind, this.#lineage.producer(pid, startNs));
        break;
    }
  }

  #other(view: RecordView, kind: Exclude<EventKind, "process_exec">, producer: Producer): void {
    switch (kind) {
      case "network_connect":
        this.#emit(view, kind, producer, this.#connect(view));
        break;
      case "unix_socket_connect":
        this.#emit(view, kind, producer, this.#unixConnect(view));
        break;
      case "file_open":
        this.#emit(view, kind, producer, this.#open(view));
        break;
      case "file_remove":
        this.#emit(view, kind, producer, {
          path: this.#given(view, 0),
          is_folder: view.bytes.readUInt8(REMOVE_IS_FOLDER) !== 0,
        });
        break;
      case "file_move":
        this.#emit(view, kind, producer, {
          from_path: this.#given(view, 0),
          to_path: this.#given(view, 2),
        });
        break;
      case "file_link":
        this.#emit(view, kind, producer, this.#link(view));
        break;
      case "domain":
        this.#domain(view, producer);
        break;
    }
  }

  #snapshot(view: RecordView, pid: number, startNs: number): void {
    const argv = this.#list(view.string(1), view.isTextCut);
    const executable = decodeBytes(view.string(0));
    this.#lineage.snapshot(pid, startNs, view.bytes.readUInt32LE(SNAPSHOT_PARENT_PID), {
      exec_path: this.#texts.intern(executable),
      argv,
    });
  }

  #exec(view: RecordView, pid: number, startNs: number): void {
    const filename = decodeBytes(view.string(0));
    const image = this.#walk(view.latin1(2), false);
    const given = filename.startsWith("/")
      ? absolutePath("/", filename)
      : absolutePath(this.#walk(view.latin1(1), view.isWalkCut).raw, filename);
    const executed = {
      exec_path: isByDescriptor(given, image.raw) ? image : this.#texts.intern(given),
      argv: this.#list(view.string(3), view.isTextCut),
    };
    this.#lineage.exec(
      pid,
      startNs,
      executed,
      view.bytes.readUInt32LE(EXEC_PARENT_PID),
      readNs(view.bytes, EXEC_PARENT_START),
    );
  }

  #connect(view: RecordView): Payload<"network_connect"> {
    const { bytes } = view;
    const { ip, family } = remoteAddress(
      bytes.subarray(CONNECT_IP, CONNECT_IP + 16),
      bytes.readUInt8(CONNECT_FAMILY),
    );
    return {
      remote_ip: this.#texts.intern(ip),
      remote_port: bytes.readUInt16LE(CONNECT_PORT),
      protocol: this.#texts.intern(protocolName(bytes.readUInt8(CONNECT_PROTOCOL))),
      family: this.#texts.intern(family),
    };
  }

  #unixConnect(view: RecordView): Payload<"unix_socket_connect"> {
    const address = unixAddress(view.string(0));
    const isPath = !address.isAbstract && address.path !== "";
    const path = isPath
      ? absolutePath(this.#walk(view.latin1(1), view.isWalkCut).raw, address.path)
      : address.path;
    const resolved = view.latin1(2);
    const text = this.#texts.intern(path);
    return {
      path: text,
      resolved_path: resolved === "" || !isPath ? text : this.#walk(resolved, view.isWalkCut),
      socket_type: this.#texts.intern(socketTypeName(view.bytes.readUInt16LE(UNIX_TYPE))),
      is_abstract: address.isAbstract,
    };
  }

  #open(view: RecordView): Payload<"file_open"> {
    const walk = view.latin1(0);
    const flags = view.bytes.readUInt32LE(OPEN_FLAGS_AT) & this.#openFlags;
    const mode = flags & O_ACCMODE;
    return {
      path: walk === "" ? this.#given(view, 1) : this.#walk(walk, view.isWalkCut),
      is_read: mode === 0 || mode === 2,
      is_write: mode === 1 || mode === 2,
      flags,
    };
  }

  #link(view: RecordView): Payload<"file_link"> {
    const created = this.#given(view, 2);
    const isHardlink = view.bytes.readUInt8(LINK_IS_HARDLINK) !== 0;
    const existing = isHardlink
      ? this.#given(view, 0)
      : this.#texts.intern(absolutePath(folderOf(created.raw), decodeBytes(view.string(1))));
    return {
      created_path: created,
      existing_path: existing,
      is_hardlink: isHardlink,
      is_symlink: !isHardlink,
    };
  }

  #domain(view: RecordView, producer: Producer): void {
    const { bytes } = view;
    const message = view.string(0);
    const messages =
      bytes.readUInt8(DOMAIN_PROTOCOL) === IPPROTO_TCP
        ? this.#dnsStreams.push(
            bytes.readBigUInt64LE(DOMAIN_SOCKET),
            bytes.readUInt32LE(DOMAIN_SEQUENCE),
            message,
            bytes.readUInt32LE(DOMAIN_WHOLE_LENGTH),
          )
        : [message];
    for (const query of messages) {
      const questions = parseQuestions(query);
      for (const name of questions.names) {
        this.#emit(
          view,
          "domain",
          producer,
          { domain: this.#texts.intern(name), source: this.#texts.intern("dns") },
          questions.isWhole ? NO_TAGS : TRUNCATED,
        );
      }
    }
  }

  /** The path of two strings of the tail, the n-th and the next: base folder and text as given. */
  #given(view: RecordView, n: number): Text {
    const given = decodeBytes(view.string(n + 1));
    const base = view.latin1(n);
    const folder = base === "" ? "/" : this.#walk(base, view.isWalkCut).raw;
    return this.#texts.intern(absolutePath(folder, given));
  }

  #walk(latin1: string, isCut: boolean): Text {
    const key = isCut ? `\0${latin1}` : latin1;
    let text = this.#walks.get(key);
    if (text === undefined) {
      text = this.#texts.intern(pathOfWalk(decodeLatin1(latin1), isCut));
      this.#walks.set(key, text);
    }
    return text;
  }

  /** Strings that NUL ends. The last of a cut list has lost its end, and its NUL. */
  #list(bytes: Buffer, isCut: boolean): Text[] {
    const parts = bytes.toString("latin1").split("\0");
    if (!isCut || parts.at(-1) === "") parts.pop();
    return parts.map((part) => this.#texts.intern(decodeLatin1(part)));
  }

  #emit<K extends EventKind>(
    view: RecordView,
    kind: K,
    { process, isOwn }: { process: Process; isOwn: boolean },
    payload: Payload<K>,
    tags: readonly string[] = view.tags,
  ): void {
    if (isOwn) return;
    const event: EventOf<K> = {
      kind,
      index: this.#eventIndex++,
      timeNs: this.#options.start.realtimeOffsetNs + view.bytes.readBigUInt64LE(8),
      process,
      payload,
      tags,
      count: 1,
    };
    // The kind and its payload belong together by construction; TypeScript cannot see it through the parameter.
    this.#options.onEvent(event as unknown as Event);
  }
}
