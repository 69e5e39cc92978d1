import { ACTION_ENDPOINTS } from "../egress/action-endpoints.ts";
import { allowedBy, allowedName, type Connection } from "../egress/allowed.ts";
import { type Endpoint, endpointText } from "../egress/endpoint.ts";
import { DEFAULT_EGRESS, type EgressMode, type EgressPolicy } from "../egress/policy.ts";
import { proposeEndpoints } from "../egress/proposal.ts";
import { Doers } from "./doers.ts";
import type { LookedUpName, Reached, ReachedEndpoint, Reacher } from "./reached-endpoints.ts";
import type { Report } from "./report.ts";

/** An entry of the list that is proposed, and who reached what it allows. */
export interface ProposedEntry {
  readonly text: string;
  /** It stands in the given list already. */
  readonly isGiven: boolean;
  readonly by: Doers;
  readonly count: number;
}

/** What the policy makes of what a job reached. */
export interface EgressAudit {
  readonly mode: Exclude<EgressMode, "off">;
  /** The given list. */
  readonly allowed: readonly string[];
  /** What it does not allow; empty where none is given. */
  readonly outside: readonly ReachedEndpoint[];
  /** Names that were looked up and that it does not have, but for those of `outside`. */
  readonly outsideNames: readonly LookedUpName[];
  readonly proposed: readonly ProposedEntry[];
  /** Entries of the given list that this job did not need. */
  readonly unused: readonly string[];
  /** What only actions reached, and may in any case. */
  readonly ofActions: readonly string[];
  /** Name servers of other machines: those that the machine has when the job begins are allowed, and no others. */
  readonly nameServers: readonly ReachedEndpoint[];
  /** Connections and look-ups that there was no room for. */
  readonly leftOut: number;
}

const DNS_PORT = 53;

/**
 * What is said of a job's egress; undefined where nobody is to look. What the runner reached by its own programs is not
 * part of it, nor, where the whole machine was watched, what neither a step nor a container did: neither is kept from
 * anything.
 */
export function egressAudit({ egress, recorded, reached, coverage }: Report): EgressAudit | undefined {
  const { mode, allowed }: EgressPolicy = egress ?? recorded.job?.egress ?? DEFAULT_EGRESS;
  if (mode === "off") return undefined;
  const isOfJob = ({ who }: { readonly who: Reacher }): boolean =>
    who !== "runner" && (who !== "other" || coverage.reach?.scope !== "machine");
  const names = reached.names.filter(isOfJob);
  const endpoints = withQuestions(reached, reached.endpoints.filter(isOfJob));
  const nameServers = endpoints.filter(
    (each) => each.port === DNS_PORT && each.names.length === 0 && !allowedBy(allowed, each),
  );
  const others = endpoints.filter((each) => !nameServers.includes(each));
  const free = others.filter(
    (each) => each.who === "action" && allowedBy(ACTION_ENDPOINTS, each) !== undefined,
  );
  const judged = others.filter((each) => !free.includes(each));
  const outside =
    allowed.length === 0 && mode === "audit" ? [] : judged.filter((each) => !allowedBy(allowed, each));
  const used = proposeEndpoints(judged, allowed);
  const given = allowed.map(endpointText);
  const proposed = used.map(({ endpoint, reached: of }) => entryOf(endpoint, of, given));
  const texts = new Set(proposed.map(({ text }) => text));
  return {
    mode,
    allowed: given,
    outside,
    outsideNames:
      allowed.length === 0 && mode === "audit"
        ? []
        : names.filter(
            (name) => isRefused(name, allowed) && !outside.some((each) => each.names.includes(name.name)),
          ),
    proposed,
    unused: given.filter((text) => !texts.has(text)),
    ofActions: [
      ...new Set(proposeEndpoints(free, ACTION_ENDPOINTS).map(({ endpoint }) => endpointText(endpoint))),
    ],
    nameServers,
    leftOut: reached.leftOut,
  };
}

/**
 * With the names that were asked for alone: to where an alias leads (CNAME) nobody asked, and it is not looked at. Where none of
 * an address was, its look-up was not seen: then all count.
 */
function withQuestions({ names }: Reached, endpoints: readonly ReachedEndpoint[]): ReachedEndpoint[] {
  const asked = new Set(names.map(({ name }) => name));
  return endpoints.map((each) => {
    const questions = each.names.filter((name) => asked.has(name));
    return questions.length === 0 ? each : { ...each, names: questions };
  });
}

function isRefused({ name, who }: LookedUpName, allowed: readonly Endpoint[]): boolean {
  if (who === "action" && allowedName(ACTION_ENDPOINTS, name)) return false;
  return allowedName(allowed, name) === undefined;
}

function entryOf(
  endpoint: Endpoint,
  reached: readonly (ReachedEndpoint & Connection)[],
  given: readonly string[],
): ProposedEntry {
  const by = new Doers();
  for (const each of reached) by.addAll(each.by);
  const text = endpointText(endpoint);
  return {
    text,
    isGiven: given.includes(text),
    by,
    count: reached.reduce((sum, { count }) => sum + count, 0),
  };
}
