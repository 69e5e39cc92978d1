import { data, type Phrase, words } from "../kinds/kind.ts";
import { type CredentialFamily, Credentials } from "./credentials.ts";
import { deedRank, factsOf } from "./facts.ts";
import { type Incident, incidentsOf, worst } from "./incident.ts";
import { count } from "./phrase.ts";
import type { Report } from "./report.ts";

const NAMED = 3;

/** What a report comes to, for those who have ten seconds. */
export interface Overview {
  /** In which a rule that fails the job matched, the worst first. */
  readonly failing: readonly Incident[];
  /** In which rules only report. */
  readonly reported: readonly Incident[];
  readonly credentials: Credentials;
  /** The kinds of credentials that were read in the failing ones. */
  readonly families: readonly CredentialFamily[];
  /** The worst incident in a sentence, and how many more there are, put together as it stands; empty for none. */
  readonly headline: readonly Phrase[];
}

export function overviewOf(report: Report): Overview {
  const { outcome } = report;
  const incidents = incidentsOf(report);
  const credentials = new Credentials(report.rules ?? outcome.rules.map(({ rule }) => rule));
  const failing = incidents
    .filter((each) => each.isFailing)
    .sort((a, b) => worst(a) - worst(b) || deedRank(a, credentials) - deedRank(b, credentials));
  const [first] = failing;
  return {
    failing,
    credentials,
    reported: incidents.filter((each) => !each.isFailing),
    families: credentials.families(failing.flatMap(({ told }) => told)),
    headline: first === undefined ? [] : [...factsOf(first, credentials), ...others(failing)],
  };
}

/** How many more than the first, and of whom the first of them are. */
function others(all: readonly Incident[]): Phrase[] {
  const failing = all.slice(1);
  if (failing.length === 0) return [];
  const names = [...new Set(failing.map(({ actor }) => actor.name))].filter((name) => name !== "");
  const shown = names.slice(0, NAMED).flatMap((name) => [words(", "), data(name)]);
  const more = names.length > NAMED ? [words(" and others")] : [];
  return [
    words(` And ${moreIncidents(failing.length, all)}`),
    ...(shown.length === 0 ? [] : [words(": "), ...shown.slice(1), ...more]),
    words("."),
  ];
}

/** `3 more incidents`; where not all matches are kept there can be others. */
export function moreIncidents(number: number, all: readonly Incident[]): string {
  const isCut = all.some(({ cutRules }) => cutRules.length > 0);
  return `${isCut ? "at least " : ""}${count(number, "more incident")}`;
}

/** That not all destinations of an incident are told, in a sentence; empty where they are. Holds no data of the job. */
export function untoldSentence({ untold }: Incident): string {
  if (untold === 0) return "";
  const events = count(untold, "connection or request", "connections and requests");
  return `Where ${events} more went is not told: there was no room for all, and those that came first and last are kept.`;
}
