import { ACTION_ENDPOINTS } from "../egress/action-endpoints.ts";
import { allowedBy, allowedName, type Connection } from "../egress/allowed.ts";
import { endpointText } from "../egress/endpoint.ts";
import { DEFAULT_EGRESS, type EgressMode, type EgressPolicy } from "../egress/policy.ts";
import { type Proposed, proposeEndpoints } from "../egress/proposal.ts";
import { Doers } from "./doers.ts";
import type { LookedUpName, Reached, ReachedEndpoint, Reacher } from "./reached-endpoints.ts";
import type { Report } from "./report.ts";

/** An entry of the list that is proposed, and who reached what it allows. */
export interface ProposedEntry {
  readonly text: string;
  /** Nothing was connected to that it allows: its name was looked up, which needs it too. */
  readonly isLookedUpOnly: boolean;
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

/** Each form of a report asks for it. */
const AUDITS = new WeakMap<Report, { readonly audit: EgressAudit | undefined }>();

/** What is said of a job's egress, made once for each report; undefined where nobody is to look. */
export function egressAudit(report: Report): EgressAudit | undefined {
  const known = AUDITS.get(report) ?? { audit: makeAudit(report) };
  AUDITS.set(report, known);
  return known.audit;
}

/**
 * What the runner reached by its own programs is not part of it, nor, where the whole machine was watched, what neither a
 * step nor a container did: neither is kept from anything.
 */
function makeAudit({ egress, recorded, reached, coverage }: Report): EgressAudit | undefined {
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
  const judgedNames = names.filter(
    ({ name, who }) => who !== "action" || allowedName(ACTION_ENDPOINTS, name) === undefined,
  );
  const isAsked = allowed.length > 0 || mode === "block";
  const outside = isAsked ? judged.filter((each) => !allowedBy(allowed, each)) : [];
  const given = allowed.map(endpointText);
  const proposed = proposeEndpoints(judged, judgedNames, allowed).map(entryOf);
  return {
    mode,
    allowed: given,
    outside,
    outsideNames: isAsked
      ? judgedNames.filter(
          ({ name }) =>
            allowedName(allowed, name) === undefined && !outside.some((each) => each.names.includes(name)),
        )
      : [],
    proposed,
    unused: given.filter((text) => proposed.every((each) => each.text !== text)),
    ofActions: proposeEndpoints(free, [], ACTION_ENDPOINTS).map(({ endpoint }) => endpointText(endpoint)),
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

function entryOf({
  endpoint,
  reached,
  lookedUp,
}: Proposed<ReachedEndpoint & Connection, LookedUpName>): ProposedEntry {
  const isLookedUpOnly = reached.length === 0;
  const done = isLookedUpOnly ? lookedUp : reached;
  const by = new Doers();
  for (const each of done) by.addAll(each.by);
  const count = done.reduce((sum, each) => sum + each.count, 0);
  return { text: endpointText(endpoint), isLookedUpOnly, by, count };
}
