import { align8, HEADER_SIZE, LAYOUTS, memberOffset, type RecordLayout } from "../kinds/layout.ts";
import { type EventKind, RECORD_KIND_NAMES, type RecordKind } from "../kinds/schema.ts";
import type { LogStart, ProcessIdentity } from "../log/log-ends.ts";
import { protocolName, remoteAddress, socketTypeName, unixAddress } from "./address.ts";
import { ByteTable } from "./byte-table.ts";
import { decodeBytes, decodeLatin1 } from "./bytes.ts";
import type { Event, EventOf, Payload, Process } from "./event.ts";
import { Lineage, type Producer } from "./lineage.ts";
import { Lookups } from "./lookups.ts";
import { openFlags } from "./open-flags.ts";
import { absolutePath, folderOf, goesBack, pathOfWalk } from "./path.ts";
import { RecordView, tagsOf } from "./record-view.ts";
import { RecordedEvent } from "./recorded-event.ts";
import { type Text, TextTable } from "./text.ts";

const O_ACCMODE = 3;

/**
 * What exec hands on where the file was given by a descriptor that is closed by then, or as what runs already: there
 * the file itself tells more. The kernel makes /dev/fd/N/name of a name below a folder's descriptor.
 */
const DESCRIPTOR_PATH =
  /^\/(dev\/fd\/\d+(\/.*)?|proc\/(self|thread-self|\d+)(\/task\/\d+)?\/(fd\/\d+|exe))$/s;

const LAYOUT_BY_ID: (RecordLayout | undefined)[] = [];
for (const layout of LAYOUTS) LAYOUT_BY_ID[layout.id] = layout;

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
const FORK = offsets("process_fork");
const FORK_CHILD_START = FORK("child_start_ns");
const FORK_CHILD_PID = FORK("child_pid");
const SNAPSHOT_PARENT_PID = offsets("process_snapshot")("parent_pid");
const ADOPT = offsets("process_adopt");
const ADOPT_PARENT_START = ADOPT("parent_start_ns");
const ADOPT_PARENT_PID = ADOPT("parent_pid");
const ADOPT_IS_WATCHED = ADOPT("is_watched");
const ADOPT_IS_FORK = ADOPT("is_fork");

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
  /** Processes outside the job's lineage that were watched because the job made somebody start them. */
  adopted = 0;
  /** Why decoding stopped early; undefined while all is well. */
  fault: string | undefined;
  readonly #options: DecoderOptions;
  readonly #texts = new TextTable();
  readonly #walks = new ByteTable<Text>();
  readonly #lineage: Lineage;
  readonly #lookups = new Lookups(this.#texts);
  #eventIndex = 0;
  /** Of the record at hand: a path of it may lead elsewhere, through a symbolic link that nobody followed. */
  #isUnresolved = false;

  constructor(options: DecoderOptions) {
    this.#options = options;
    this.#lineage = new Lineage(options.start.tickNs, options.own, this.#texts.intern(""));
    this.records = Object.fromEntries(RECORD_KIND_NAMES.map((kind) => [kind, 0])) as Record<
      RecordKind,
      number
    >;
  }

  /** Decodes the records of one block. After a fault it takes no more. */
  block(payload: Buffer): void {
    const view = new RecordView(payload);
    let at = 0;
    while (at < payload.length && this.fault === undefined) {
      const size = at + HEADER_SIZE <= payload.length ? payload.readUInt32LE(at) : 0;
      const layout = size === 0 ? undefined : LAYOUT_BY_ID[payload.readUInt16LE(at + 4)];
      if (
        layout === undefined ||
        size < layout.fixedSize ||
        size !== align8(size) ||
        at + size > payload.length
      ) {
        this.fault = "a block holds bytes that are no record";
        return;
      }
      if (view.moveTo(at, layout) > at + size) {
        this.fault = `a ${layout.kind} record has strings that are longer than it`;
        return;
      }
      this.records[layout.kind]++;
      this.#record(view, layout.kind);
      at += size;
    }
  }

  #record(view: RecordView, kind: RecordKind): void {
    this.#isUnresolved = false;
    const pid = view.u32(24);
    const startNs = view.ns(16);
    switch (kind) {
      case "process_snapshot":
        this.#snapshot(view, pid, startNs);
        break;
      case "process_adopt":
        this.#adopt(view, pid, startNs);
        break;
      case "process_fork":
        this.#lineage.fork(pid, startNs, view.u32(FORK_CHILD_PID), view.ns(FORK_CHILD_START));
        break;
      case "process_exit":
        this.#lineage.exit(pid);
        break;
      case "process_exec":
        this.#exec(view, pid, startNs);
        this.#emit(view, "process_exec", this.#lineage.producer(pid, startNs), {
          is_memfd: view.u8(EXEC_IS_MEMFD) !== 0,
        });
        break;
      case "dns_answer":
        this.#lookups.answer(view);
        break;
      default:
        this.#other(view, kind, this.#lineage.producer(pid, startNs));
        break;
    }
  }

  #other(view: RecordView, kind: Exclude<EventKind, "process_exec">, producer: Producer): void {
    switch (kind) {
      case "network_connect":
        this.#connect(view, producer);
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
          is_folder: view.u8(REMOVE_IS_FOLDER) !== 0,
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
    this.#lineage.snapshot(pid, startNs, view.u32(SNAPSHOT_PARENT_PID), {
      exec_path: this.#texts.intern(executable),
      argv,
    });
  }

  #adopt(view: RecordView, pid: number, startNs: number): void {
    if (view.u8(ADOPT_IS_WATCHED) !== 0) this.adopted++;
    const image = { exec_path: this.#walk(view, 0), argv: this.#list(view.string(1), view.isTextCut) };
    const parent = { pid: view.u32(ADOPT_PARENT_PID), startNs: view.ns(ADOPT_PARENT_START) };
    this.#lineage.adopt(pid, startNs, image, parent, view.u8(ADOPT_IS_FORK) !== 0 ? "fork" : "exec");
  }

  #exec(view: RecordView, pid: number, startNs: number): void {
    const filename = decodeBytes(view.string(0));
    // None where the file executed is a script's interpreter.
    const image = view.isEmpty(2) ? undefined : this.#walk(view, 2, "whole");
    const given = filename.startsWith("/")
      ? absolutePath("/", filename)
      : absolutePath(this.#walk(view, 1).raw, filename);
    const executed = {
      exec_path: image !== undefined && DESCRIPTOR_PATH.test(given) ? image : this.#texts.intern(given),
      argv: this.#list(view.string(3), view.isTextCut),
    };
    this.#lineage.exec(pid, startNs, executed, view.u32(EXEC_PARENT_PID), view.ns(EXEC_PARENT_START));
  }

  #connect(view: RecordView, producer: Producer): void {
    const { ip, family } = remoteAddress(view.fixed(CONNECT_IP, 16), view.u8(CONNECT_FAMILY));
    const { names, isCut } = this.#lookups.namesOf(ip);
    const payload = {
      remote_ip: this.#texts.intern(ip),
      remote_port: view.u16(CONNECT_PORT),
      protocol: this.#texts.intern(protocolName(view.u8(CONNECT_PROTOCOL))),
      family: this.#texts.intern(family),
      remote_domains: names,
    };
    this.#emit(view, "network_connect", producer, payload, isCut ? tagsOf(true) : view.tags);
  }

  #unixConnect(view: RecordView): Payload<"unix_socket_connect"> {
    const address = unixAddress(view.string(0));
    const isPath = !address.isAbstract && address.path !== "";
    const path = isPath ? absolutePath(this.#walk(view, 1).raw, address.path) : address.path;
    const text = this.#texts.intern(path);
    return {
      path: text,
      resolved_path: view.isEmpty(2) || !isPath ? text : this.#walk(view, 2),
      socket_type: this.#texts.intern(socketTypeName(view.u16(UNIX_TYPE))),
      is_abstract: address.isAbstract,
    };
  }

  #open(view: RecordView): Payload<"file_open"> {
    const flags = openFlags(view.u32(OPEN_FLAGS_AT), this.#options.start.machine);
    const mode = flags & O_ACCMODE;
    return {
      path: view.isEmpty(0) ? this.#given(view, 1) : this.#walk(view, 0),
      is_read: mode === 0 || mode === 2,
      is_write: mode === 1 || mode === 2,
      flags,
    };
  }

  #link(view: RecordView): Payload<"file_link"> {
    const created = this.#given(view, 2);
    const isHardlink = view.u8(LINK_IS_HARDLINK) !== 0;
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
    if (producer.isOwn) return; // nor does it name what the job connects to
    for (const { name, source, isWhole } of this.#lookups.lookups(view)) {
      const payload = { domain: this.#texts.intern(name), source: this.#texts.intern(source) };
      this.#emit(view, "domain", producer, payload, tagsOf(!isWhole));
    }
  }

  /** The path of two strings of the tail, the n-th and the next: base folder and text as given. */
  #given(view: RecordView, n: number): Text {
    const given = decodeBytes(view.string(n + 1));
    this.#isUnresolved ||= goesBack(given);
    const folder = this.#walk(view, n, view.isEmpty(n) ? "whole" : undefined).raw;
    return this.#texts.intern(absolutePath(folder, given));
  }

  /** The path of a walk, the n-th string of the tail. Where the record says that a walk is cut, some are whole. */
  #walk(view: RecordView, n: number, extent = view.isWalkCut ? "cut" : "whole"): Text {
    if (extent === "cut") return this.#texts.intern(pathOfWalk(decodeLatin1(view.latin1(n)), true));
    return view.remembered(this.#walks, n, this.#pathOf);
  }

  readonly #pathOf = (walk: string): Text => this.#texts.intern(pathOfWalk(decodeLatin1(walk), false));

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
    tags: readonly string[] = this.#isUnresolved ? [...view.tags, "unresolved"] : view.tags,
  ): void {
    if (isOwn) return;
    const event: EventOf<K> = new RecordedEvent(
      { kind, index: this.#eventIndex++, process, payload, tags },
      view.u32(8),
      view.u32(12),
      this.#options.start.realtimeOffsetNs,
    );
    // The kind and its payload belong together by construction; TypeScript cannot see it through the parameter.
    this.#options.onEvent(event as unknown as Event);
  }
}
