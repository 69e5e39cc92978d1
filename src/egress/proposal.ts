import { parseIpRange } from "../cel/ip-range.ts";
import { PROPOSED_SUFFIXES } from "./action-endpoints.ts";
import { allowedBy, allowedName, type Connection } from "./allowed.ts";
import { type Endpoint, endpointText } from "./endpoint.ts";
import { readEndpoint } from "./read-endpoints.ts";

/** An entry for a list, and what was reached that it allows. */
export interface Proposed<T extends Connection> {
  readonly endpoint: Endpoint;
  readonly reached: readonly T[];
}

/**
 * The list that allows all of some targets, and as little else as can be said: entries of the given list that allow one of
 * them, as they stand, and for the rest its names, or, where it has none, its address. In the order of what people look
 * for: names by what they end with, then addresses.
 */
export function proposeEndpoints<T extends Connection>(
  targets: readonly T[],
  given: readonly Endpoint[],
): readonly Proposed<T>[] {
  const proposed = new Map<string, { readonly endpoint: Endpoint; readonly reached: T[] }>();
  for (const target of targets) {
    for (const endpoint of endpointsFor(target, given)) {
      const text = endpointText(endpoint);
      const entry = proposed.get(text) ?? { endpoint, reached: [] };
      if (entry.reached.at(-1) !== target) entry.reached.push(target);
      proposed.set(text, entry);
    }
  }
  return [...proposed.values()].sort((one, other) => compare(orderOf(one.endpoint), orderOf(other.endpoint)));
}

function endpointsFor(target: Connection, given: readonly Endpoint[]): Endpoint[] {
  const names = target.names.flatMap((name) => {
    const known = given.find(
      (entry) => allowedName([entry], name) && allowedBy([entry], { ...target, names: [name] }),
    );
    return known ?? named(name, target.port) ?? [];
  });
  // Of what has a name the question is asked before: the address alone would not do.
  if (names.length > 0) return names;
  const known = allowedBy(given, target);
  if (known !== undefined) return [known];
  const range = parseIpRange(`${target.ip}/${target.ip.includes(":") ? 128 : 32}`);
  return range === undefined ? [] : [{ kind: "range", range, port: target.port }];
}

/** Undefined for what can be no entry as it is: a job can ask for any name. */
function named(name: string, port: number): Endpoint | undefined {
  const folded = name.toLowerCase();
  const suffix = PROPOSED_SUFFIXES.find((each) => folded.endsWith(`.${each}`));
  if (suffix !== undefined) return { kind: "suffix", name: suffix, port };
  const read = readEndpoint(`${folded}:${port}`);
  const isThat = "endpoint" in read && read.endpoint.kind === "name" && read.endpoint.name === folded;
  return isThat ? read.endpoint : undefined;
}

function orderOf(endpoint: Endpoint): string {
  if (endpoint.kind === "range") return `1 ${endpointText(endpoint)}`;
  const reversed = endpoint.name.split(".").reverse().join(".");
  return `0 ${reversed} ${endpoint.kind} ${String(endpoint.port).padStart(5, "0")}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
