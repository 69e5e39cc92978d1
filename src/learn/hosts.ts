import type { Event, EventOf } from "../events/event.ts";
import { isOfPattern, literal } from "./pattern.ts";

/** The hosts of some jobs: names that were looked up, and addresses that were reached without one. */
export class Hosts {
  /** How often each was asked for, or reached, and not refused. */
  readonly #names = new Map<string, number>();
  readonly #addresses = new Map<string, number>();

  add(event: Event): void {
    switch (event.kind) {
      case "domain":
        count(this.#names, event.payload.domain.folded, event.count);
        break;
      case "network_connect":
        if (event.payload.remote_domains.length === 0)
          count(this.#addresses, event.payload.remote_ip.folded, event.count);
        break;
      case "egress_block":
        this.#refused(event);
    }
  }

  /** The event of what was tried stands before. */
  #refused({
    payload: { act, domain, remote_ip, remote_domains },
    count: times,
  }: EventOf<"egress_block">): void {
    if (act.raw === "look_up") count(this.#names, domain.folded, -times);
    // A datagram is told once for each socket, and refused each time.
    if (act.raw === "connect" && remote_domains.length === 0)
      count(this.#addresses, remote_ip.folded, -times);
  }

  /** The names as they are, and those of which a number in them is another each time. */
  names(): { readonly whole: readonly string[]; readonly numbered: readonly NumberedName[] } {
    const alike = new Map<string, string[]>();
    for (const name of reached(this.#names)) {
      const form = name.replaceAll(/\d+/g, "0");
      alike.set(form, [...(alike.get(form) ?? []), name]);
    }
    const groups = [...alike.values()].map((names) => ({ names, numbered: numberedOf(names) }));
    return {
      whole: groups.flatMap(({ names, numbered }) => (numbered === undefined ? names : [])).sort(),
      numbered: groups.flatMap(({ numbered }) => numbered ?? []),
    };
  }

  addresses(): readonly string[] {
    return reached(this.#addresses);
  }
}

function count(tally: Map<string, number>, text: string, times: number): void {
  tally.set(text, Math.max(0, (tally.get(text) ?? 0) + times));
}

function reached(tally: ReadonlyMap<string, number>): string[] {
  return [...tally].flatMap(([text, times]) => (text !== "" && times > 0 ? text : [])).sort();
}

/** What stands before and behind the numbers of a name. */
export interface NumberedName {
  readonly prefix: string;
  readonly suffix: string;
}

/** Of names that differ in their numbers alone, where what follows these is nobody else's: two labels or more. */
function numberedOf(names: readonly string[]): NumberedName | undefined {
  const [first = ""] = names;
  if (names.length < 2) return undefined;
  const [, prefix = "", suffix = ""] = /^(\D*)\d(?:.*\d)?(\D*)$/.exec(first) ?? [];
  return suffix.split(".").filter((label) => label !== "").length >= 2 && suffix.includes(".")
    ? { prefix, suffix }
    : undefined;
}

/** Not the machine itself. */
const LOOPBACK = ["127.0.0.0/8", "::1/128"].map((range) => `!inIpRange(remote_ip, ${literal(range)})`);

/** That an event is about a host that is none of these, in CEL, by its kind. */
export function newHostConditions(hosts: Hosts): { readonly domain: string; readonly address: string } {
  const { whole, numbered } = hosts.names();
  const known = [
    ...(whole.length > 0 ? ["domain in list.hosts"] : []),
    ...numbered.map(({ prefix, suffix }) => isOfPattern("domain", [prefix, suffix])),
  ];
  const addresses = hosts.addresses().length > 0 ? ["!(remote_ip in list.addresses)"] : [];
  return {
    // The root of all names has an empty one.
    domain: ['domain != ""', ...known.map((test) => `!(${test})`)].join(" &&\n"),
    address: ["remote_domains == []", 'remote_ip != ""', ...addresses, ...LOOPBACK].join(" &&\n"),
  };
}
