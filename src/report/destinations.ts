import type { Event, Process } from "../events/event.ts";

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
  readonly told: readonly Destination[];
  /** Events that told of others, for which there was no room. */
  readonly leftOut: number;
}

/** In bytes, of what is kept of a whole job. */
const BUDGET = 4 * 1024 * 1024;
/** Of one package or, of what is no package's, of one step: noise there hides nothing elsewhere. */
const PART_OF_SCOPE = 1 / 16;

/** An entry with its event and the maps that have it; an image with its list of arguments. */
const ENTRY_SIZE = 600;
const IMAGE_SIZE = 200;

/**
 * Keeps where programs connected to, what they sent in cleartext, and which servers they named: the first event of each
 * image and destination, as many as there is room for, and counts the others.
 */
export class DestinationKeeper {
  readonly #entries = new Map<string, { readonly event: OutwardEvent; count: number }>();
  /** What each package or step takes. */
  readonly #sizes = new Map<string, number>();
  /** The images that entries hold, by their numbers. */
  readonly #held = new Set<number>();
  #size = 0;
  #leftOut = 0;

  add(event: Event): void {
    const target = targetOf(event);
    if (target !== undefined && isOutward(event)) this.#note(event, target);
  }

  destinations(): Destinations {
    return { told: [...this.#entries.values()], leftOut: this.#leftOut };
  }

  #note(event: OutwardEvent, target: string): void {
    const { process } = event;
    const key = `${process.imageNumber ?? `${process.pid} ${process.exec_path.raw}`} ${target}`;
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.count += event.count;
      return;
    }
    const scope = scopeOf(process);
    const before = this.#sizes.get(scope) ?? 0;
    let size = ENTRY_SIZE + 2 * (key.length + scope.length);
    // Where there is no room for that, nobody need look at the images.
    if (this.#hasRoom(before, size)) size += this.#sizeOfImages(process);
    if (!this.#hasRoom(before, size)) {
      this.#leftOut += event.count;
      return;
    }
    for (const { imageNumber } of [process, ...process.ancestors]) {
      if (imageNumber !== undefined) this.#held.add(imageNumber);
    }
    this.#size += size;
    this.#sizes.set(scope, before + size);
    this.#entries.set(key, { event, count: event.count });
  }

  #hasRoom(ofScope: number, size: number): boolean {
    return this.#size + size <= BUDGET && ofScope + size <= BUDGET * PART_OF_SCOPE;
  }

  /** Of the images that no entry holds yet. */
  #sizeOfImages(process: Process): number {
    const images = [process, ...process.ancestors];
    return images
      .filter(({ imageNumber }) => imageNumber === undefined || !this.#held.has(imageNumber))
      .reduce((sum, { exec_path, argv }) => {
        return argv.reduce(
          (size, { raw }) => size + 2 * raw.length,
          sum + IMAGE_SIZE + 2 * exec_path.raw.length,
        );
      }, 0);
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

/** Asked for only of what is new, for it costs more than the rest. */
function scopeOf({ package: name, step }: Process): string {
  return name !== undefined && name.raw !== "" ? `package ${name.raw}` : `step ${step?.raw ?? ""}`;
}
