import { isLoopback } from "../egress/allowed.ts";
import type { Event, EventOf, Process } from "../events/event.ts";
import { ActivityRoom, CountedEntries } from "./counted-entries.ts";
import { Doers, ownText } from "./doers.ts";
import { baseName } from "./phrase.ts";

/** In bytes, for the endpoints and names of a job. */
const BUDGET = 4 * 1024 * 1024;
/** With all names of each, these take some 10 KB. */
const ENDPOINTS_LIMIT = 256;
const NAMES_LIMIT = 512;
/** Of one address; a CDN's can have some dozens that one job asks for. */
const NAMES_OF_ADDRESS = 16;
/** The longest name of DNS as text (RFC 1035, 2.3.4). */
const NAME_LIMIT = 253;

/**
 * Whose doing something is: an action's, another step's, what containers and their daemons do, the runner's own, or that
 * of nobody of these, which in the scope `job` is the job's too.
 */
export type Reacher = "action" | "step" | "container" | "runner" | "other";

/** Something that was connected to, or was tried to be; never the machine itself. */
export interface ReachedEndpoint {
  readonly ip: string;
  readonly port: number;
  readonly who: Reacher;
  /** Names for which DNS answers have given this address, aliases among them, the first ones. */
  names: readonly string[];
  readonly by: Doers;
  count: number;
}

/** A name that was looked up. */
export interface LookedUpName {
  readonly name: string;
  readonly who: Reacher;
  readonly by: Doers;
  count: number;
}

/** What a job reached, and what it asked for. */
export interface Reached {
  readonly endpoints: readonly ReachedEndpoint[];
  readonly names: readonly LookedUpName[];
  /** Connections and look-ups that there was no room for. */
  readonly leftOut: number;
}

export const NOTHING_REACHED: Reached = { endpoints: [], names: [], leftOut: 0 };

/** Sees what a job reaches, for the list of what it may reach; keeps so much and no more. */
export class EndpointObserver {
  readonly #endpoints: CountedEntries<ReachedEndpoint>;
  readonly #names: CountedEntries<LookedUpName>;

  constructor() {
    const room = new ActivityRoom(BUDGET);
    this.#endpoints = new CountedEntries(room, ENDPOINTS_LIMIT);
    this.#names = new CountedEntries(room, NAMES_LIMIT);
  }

  add(event: Event): void {
    if (event.kind === "network_connect") this.#connected(event);
    if (event.kind === "domain" && event.payload.source.raw === "dns") this.#lookedUp(event);
  }

  reached(): Reached {
    const [endpoints, names] = [this.#endpoints, this.#names];
    return { endpoints: endpoints.list, names: names.list, leftOut: endpoints.leftOut + names.leftOut };
  }

  #connected({ process, payload, count }: EventOf<"network_connect">): void {
    const { remote_ip, remote_port: port, remote_domains } = payload;
    const ip = remote_ip.raw;
    // To port 0 nothing can be sent: getaddrinfo(3) connects so to ask which address it would have.
    if (port === 0 || isLoopback(ip)) return;
    const who = reacherOf(process);
    const entry = this.#endpoints.add(`${who} ${port} ${ip}`, count, () => ({
      ip: ownText(ip),
      port,
      who,
      names: [],
      by: new Doers(),
      count: 0,
    }));
    if (entry === undefined) return;
    entry.by.add(process);
    // An address gets more names as time goes by, and loses none.
    if (remote_domains.length > entry.names.length && entry.names.length < NAMES_OF_ADDRESS) {
      entry.names = remote_domains
        .slice(0, NAMES_OF_ADDRESS)
        .map(({ raw }) => ownText(raw.slice(0, NAME_LIMIT)));
    }
  }

  #lookedUp({ process, payload: { domain }, count }: EventOf<"domain">): void {
    const name = domain.raw.slice(0, NAME_LIMIT);
    const who = reacherOf(process);
    const entry = this.#names.add(`${who} ${name}`, count, () => ({
      name: ownText(name),
      who,
      by: new Doers(),
      count: 0,
    }));
    entry?.by.add(process);
  }
}

/** By what daemons of containers, and the parents of what runs in them, are executed as. */
const OF_CONTAINERS =
  /^(?:dockerd|containerd|containerd-shim(?:-[\w-]+)?|docker-proxy|buildkitd|podman|conmon|crio|slirp4netns|pasta)$/;

function reacherOf(process: Process): Reacher {
  if (process.action !== undefined && process.action.raw !== "") return "action";
  if (process.step !== undefined && process.step.raw !== "") return "step";
  if (process.is_runner === true) return "runner";
  const images = [process, ...process.ancestors];
  return images.some(({ exec_path }) => OF_CONTAINERS.test(baseName(exec_path.raw))) ? "container" : "other";
}
