import type { Event, Process } from "../events/event.ts";
import { KeptImages } from "../events/kept-images.ts";

/** An event that tells where data can have gone. */
export type OutwardEvent = Extract<Event, { kind: "network_connect" | "http_request" | "domain" }>;

/** Where a program image reached out to. */
export interface Destination {
  /** The first of the events that tell it. */
  readonly event: OutwardEvent;
  /** How many there were. */
  readonly count: number;
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
const SCOPE_HALF = HALF / 16;
/** Packages and steps that are told apart; what more there are share what they have. */
const SCOPES_LIMIT = 4096;
const OTHER_SCOPES = "";

/** An entry with its event and the maps that have it. */
const ENTRY_SIZE = 600;

interface KeptDestination {
  readonly event: OutwardEvent;
  readonly scope: ScopeRoom;
  /** Without its images. */
  readonly size: number;
  count: number;
}

/** What one package or step has. */
interface ScopeRoom {
  firstSize: number;
  /** Of those that came last: what they take, and all of them, the oldest first. */
  lastSize: number;
  readonly last: Map<string, KeptDestination>;
  leftOut: number;
}

/**
 * Keeps where programs connected to, what they sent in cleartext, and which servers they named: the first event of each
 * image and destination. Where there is no room for all, those that came first are kept and those that came last, and the
 * events of the others are counted: what somebody does to hide a connection comes before it, or after.
 */
export class DestinationKeeper {
  readonly #first = new Map<string, KeptDestination>();
  readonly #last = new Map<string, KeptDestination>();
  readonly #scopes = new Map<string, ScopeRoom>();
  readonly #images = new KeptImages();
  #firstSize = 0;
  #lastSize = 0;

  add(event: Event): void {
    const target = targetOf(event);
    if (target !== undefined && isOutward(event)) this.#note(event, target);
  }

  destinations(): Destinations {
    const told = [...this.#first.values(), ...this.#last.values()];
    const leftOut = new Map([...this.#scopes].map(([name, scope]) => [name, scope.leftOut]));
    return {
      told: told.sort((a, b) => a.event.index - b.event.index),
      leftOut: [...leftOut.values()].reduce((sum, number) => sum + number, 0),
      leftOutOf: (process) => leftOut.get(scopeOf(process)) ?? leftOut.get(OTHER_SCOPES) ?? 0,
    };
  }

  #note(event: OutwardEvent, target: string): void {
    const { process } = event;
    const key = `${process.imageNumber ?? `${process.pid} ${process.exec_path.raw}`} ${target}`;
    const known = this.#first.get(key) ?? this.#last.get(key);
    if (known !== undefined) {
      known.count += event.count;
      return;
    }
    const scope = this.#scopeOf(process);
    const entry = { event, scope, size: ENTRY_SIZE + 2 * key.length, count: event.count };
    const size = entry.size + this.#images.sizeOf(process);
    if (this.#firstSize + size <= HALF && scope.firstSize + size <= SCOPE_HALF) {
      this.#images.hold(process);
      this.#firstSize += size;
      scope.firstSize += size;
      this.#first.set(key, entry);
      return;
    }
    // The last one is kept, however long its lineage is.
    while (scope.lastSize + size > SCOPE_HALF && this.#forget(scope.last));
    while (this.#lastSize + size > HALF && this.#forget(this.#last));
    // What was forgotten can have held images of this one.
    const held = entry.size + this.#images.sizeOf(process);
    this.#images.hold(process);
    this.#lastSize += held;
    scope.lastSize += held;
    scope.last.set(key, entry);
    this.#last.set(key, entry);
  }

  /** Forgets the oldest of some entries, and counts it; false where there is none. */
  #forget(entries: ReadonlyMap<string, KeptDestination>): boolean {
    const [oldest] = entries;
    if (oldest === undefined) return false;
    const [key, { scope, event, size, count }] = oldest;
    const freed = size + this.#images.release(event.process);
    this.#last.delete(key);
    scope.last.delete(key);
    this.#lastSize -= freed;
    scope.lastSize -= freed;
    scope.leftOut += count;
    return true;
  }

  #scopeOf(process: Process): ScopeRoom {
    const own = scopeOf(process);
    const name = this.#scopes.has(own) || this.#scopes.size < SCOPES_LIMIT ? own : OTHER_SCOPES;
    const known = this.#scopes.get(name);
    if (known !== undefined) return known;
    const made: ScopeRoom = { firstSize: 0, lastSize: 0, last: new Map(), leftOut: 0 };
    this.#scopes.set(name, made);
    return made;
  }
}

function isOutward(event: Event): event is OutwardEvent {
  return event.kind === "network_connect" || event.kind === "http_request" || event.kind === "domain";
}

/** What tells one destination from another; undefined for what is none, such as a resolver of the machine itself. */
function targetOf(event: Event): string | undefined {
  switch (event.kind) {
    case "network_connect": {
      const { remote_ip, remote_port, protocol } = event.payload;
      if (remote_port === 53 && remote_ip.raw.startsWith("127.")) return undefined;
      return `${protocol.raw} ${remote_port} ${remote_ip.raw}`;
    }
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
function scopeOf({ package: name, step }: Process): string {
  return name !== undefined && name.raw !== "" ? `package ${name.raw}` : `step ${step?.raw ?? ""}`;
}
