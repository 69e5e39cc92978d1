import { type Event, KILLED_IN_KERNEL, type Process } from "../events/event.ts";
import { KeptImages } from "../events/kept-images.ts";
import type { Text } from "../kinds/value.ts";

/** An event that tells where data can have gone. */
export type OutwardEvent = Extract<Event, { kind: "network_connect" | "http_request" | "domain" }>;

/** Where a program image reached out to. */
export interface Destination {
  /** The first of the events that tell it. */
  readonly event: OutwardEvent;
  /** How many there were. */
  readonly count: number;
  /** How many of them were refused, or ended in the kernel: of connections alone, for what is sent without one is told once. */
  readonly refused: number;
}

/** True where all that was tried was refused: nothing went there. */
export function isRefused({ count, refused }: Pick<Destination, "count" | "refused">): boolean {
  return refused > 0 && refused >= count;
}

/** All that is known of where programs reached out to. */
export interface Destinations {
  /** In the order of time. */
  readonly told: readonly Destination[];
  /** Events that told of others, for which there was no room. */
  readonly leftOut: number;
  /** The same of the package or step of a process. */
  readonly leftOutOf: (process: Process) => number;
}

export const NO_DESTINATIONS: Destinations = { told: [], leftOut: 0, leftOutOf: () => 0 };

/** In bytes, of what is kept of a whole job: half for what came first, half for what came last. */
const BUDGET = 4 * 1024 * 1024;
const HALF = BUDGET / 2;
/** Of one package or, of what is no package's, of one step: noise there hides nothing elsewhere. */
const HOLDER_HALF = HALF / 16;
/** Packages and steps that are told apart; what more there are share what they have. */
const HOLDERS_LIMIT = 4096;
const OTHER_HOLDERS = "";

/** An entry with its event and the maps that have it. */
const ENTRY_SIZE = 600;

interface KeptDestination {
  readonly event: OutwardEvent;
  readonly holder: Holder;
  /** Without its images. */
  readonly size: number;
  count: number;
  refused: number;
}

/** What one package or step has. */
interface Holder {
  firstSize: number;
  /** Of those that came last; few have any. */
  last: DestinationRoom | undefined;
  leftOut: number;
}

/** Entries, the oldest first, and what they take in bytes. An image that several of them have is counted once. */
class DestinationRoom {
  readonly entries = new Map<string, KeptDestination>();
  readonly #images = new KeptImages();
  size = 0;

  /** What an entry would take. */
  sizeOf({ size, event }: KeptDestination): number {
    return size + this.#images.sizeOf(event.process);
  }

  take(key: string, entry: KeptDestination): void {
    this.size += entry.size + this.#images.hold(entry.event.process);
    this.entries.set(key, entry);
  }

  give(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.entries.delete(key);
    this.size -= entry.size + this.#images.release(entry.event.process);
  }
}

/**
 * Keeps where programs connected to, what they sent in cleartext, and which servers they named: the first event of each
 * image and destination. Where there is no room for all, those that came first are kept and those that came last, and the
 * events of the others are counted: what somebody does to hide a connection comes before it, or after.
 */
export class DestinationKeeper {
  readonly #first = new DestinationRoom();
  readonly #last = new DestinationRoom();
  readonly #holders = new Map<string, Holder>();

  add(event: Event): void {
    const target = targetOf(event);
    if (target === undefined) return;
    if (isOutward(event)) this.#note(event, target);
    else this.#noteRefused(event, target);
  }

  destinations(): Destinations {
    const told = [...this.#first.entries.values(), ...this.#last.entries.values()];
    const leftOut = new Map([...this.#holders].map(([name, holder]) => [name, holder.leftOut]));
    return {
      told: told.sort((a, b) => a.event.index - b.event.index),
      leftOut: [...leftOut.values()].reduce((sum, number) => sum + number, 0),
      leftOutOf: (process) => leftOut.get(holderNameOf(process)) ?? leftOut.get(OTHER_HOLDERS) ?? 0,
    };
  }

  /** The hook of the system call comes first, so that what was tried is known by now. */
  #noteRefused({ process, count }: Event, target: string): void {
    const key = keyOf(process, target);
    const known = this.#first.entries.get(key) ?? this.#last.entries.get(key);
    if (known !== undefined) known.refused += count;
  }

  #note(event: OutwardEvent, target: string): void {
    const { process } = event;
    const key = keyOf(process, target);
    const known = this.#first.entries.get(key) ?? this.#last.entries.get(key);
    if (known !== undefined) {
      known.count += event.count;
      known.refused += killedCount(event);
      return;
    }
    const holder = this.#holderOf(process);
    const entry = {
      event,
      holder,
      size: ENTRY_SIZE + 2 * key.length,
      count: event.count,
      refused: killedCount(event),
    };
    const size = this.#first.sizeOf(entry);
    if (this.#first.size + size <= HALF && holder.firstSize + size <= HOLDER_HALF) {
      holder.firstSize += size;
      this.#first.take(key, entry);
      return;
    }
    holder.last ??= new DestinationRoom();
    holder.last.take(key, entry);
    this.#last.take(key, entry);
    this.#makeRoom(holder.last, HOLDER_HALF);
    this.#makeRoom(this.#last, HALF);
  }

  /** Forgets the oldest of those that came last, and counts them. The last one is kept, however long its lineage is. */
  #makeRoom(room: DestinationRoom, budget: number): void {
    for (const [key, { holder, count }] of room.entries) {
      if (room.size <= budget || room.entries.size === 1) return;
      this.#last.give(key);
      holder.last?.give(key);
      holder.leftOut += count;
    }
  }

  #holderOf(process: Process): Holder {
    const own = holderNameOf(process);
    const name = this.#holders.has(own) || this.#holders.size < HOLDERS_LIMIT ? own : OTHER_HOLDERS;
    const known = this.#holders.get(name);
    if (known !== undefined) return known;
    const made: Holder = { firstSize: 0, last: undefined, leftOut: 0 };
    this.#holders.set(name, made);
    return made;
  }
}

function isOutward(event: Event): event is OutwardEvent {
  return event.kind === "network_connect" || event.kind === "http_request" || event.kind === "domain";
}

/** What tells one host, port and protocol from another. */
export function hostKey(host: {
  readonly remote_ip: Text;
  readonly remote_port: number;
  readonly protocol: Text;
}): string {
  return `${host.protocol.raw} ${host.remote_port} ${host.remote_ip.raw}`;
}

/** How often an event tells of a program that the kernel has ended before it got what it asked for. */
export function killedCount({ tags, count }: Event): number {
  return tags.includes(KILLED_IN_KERNEL) ? count : 0;
}

function keyOf({ imageNumber, pid, exec_path }: Process, target: string): string {
  return `${imageNumber ?? `${pid} ${exec_path.raw}`} ${target}`;
}

/**
 * What tells one destination from another, also of an attempt at it that was refused; undefined for what is none, such as a
 * resolver of the machine itself.
 */
function targetOf(event: Event): string | undefined {
  switch (event.kind) {
    case "network_connect": {
      const { remote_ip, remote_port } = event.payload;
      return remote_port === 53 && remote_ip.raw.startsWith("127.") ? undefined : hostKey(event.payload);
    }
    case "egress_block":
      return event.payload.act.raw === "connect" ? hostKey(event.payload) : undefined;
    case "http_request": {
      const { method, host } = event.payload;
      return `http ${method.raw} ${host.raw}`;
    }
    case "domain":
      // A look-up reaches a resolver, and the name of an HTTP server is in its request.
      return event.payload.source.raw === "tls" ? `tls ${event.payload.domain.raw}` : undefined;
    default:
      return undefined;
  }
}

/** The package or step whose destinations have their room together. Asked for only of what is new, for it costs more than the rest. */
function holderNameOf({ package: name, step }: Process): string {
  return name !== undefined && name.raw !== "" ? `package ${name.raw}` : `step ${step?.raw ?? ""}`;
}
