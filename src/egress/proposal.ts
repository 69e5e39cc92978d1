import { parseIpRange } from "../cel/ip-range.ts";
import { PROPOSED_SUFFIXES } from "./action-endpoints.ts";
import { allowedBy, allowedName, type Connection } from "./allowed.ts";
import { type Endpoint, endpointText } from "./endpoint.ts";
import { readEndpoint } from "./read-endpoints.ts";

/** A name that somebody looks up. */
export interface Question {
  readonly name: string;
}

/** An entry for a list, and what it is there for. */
export interface Proposed<C extends Connection, Q extends Question> {
  readonly endpoint: Endpoint;
  readonly reached: readonly C[];
  /** Names that were looked up, where nothing was connected to that has them. */
  readonly lookedUp: readonly Q[];
}

/** The port of an entry that is there for the look-up alone: what has no port means it. */
const LOOK_UP_PORT = 443;

/**
 * The list that allows all of some connections and look-ups, and as little else as can be said: entries of the given list that
 * allow one of them, as they stand, and for the rest its names, or, where it has none, its address. In the order of what
 * people look for: names by what they end with, then addresses.
 */
export function proposeEndpoints<C extends Connection, Q extends Question>(
  connections: readonly C[],
  questions: readonly Q[],
  given: readonly Endpoint[],
): readonly Proposed<C, Q>[] {
  const proposed = new Map<string, { endpoint: Endpoint; reached: C[]; lookedUp: Q[] }>();
  const entryFor = (endpoint: Endpoint) => {
    const text = endpointText(endpoint);
    const entry = proposed.get(text) ?? { endpoint, reached: [], lookedUp: [] };
    proposed.set(text, entry);
    return entry;
  };
  for (const connection of connections) {
    for (const endpoint of endpointsFor(connection, given)) {
      const { reached } = entryFor(endpoint);
      // Several of its names can be below one suffix.
      if (reached.at(-1) !== connection) reached.push(connection);
    }
  }
  const ofConnections = [...proposed.values()].map(({ endpoint }) => endpoint);
  for (const question of questions) {
    if (allowedName(ofConnections, question.name) !== undefined) continue;
    const endpoint = allowedName(given, question.name) ?? named(question.name, LOOK_UP_PORT);
    if (endpoint !== undefined) entryFor(endpoint).lookedUp.push(question);
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
