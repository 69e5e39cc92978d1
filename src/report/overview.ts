import { data, type Phrase, words } from "../kinds/kind.ts";
import { type CredentialFamily, Credentials } from "./credentials.ts";
import { factsOf } from "./facts.ts";
import { type Incident, incidentsOf } from "./incident.ts";
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
  const failing = incidents.filter((each) => each.isFailing);
  const credentials = new Credentials(report.rules ?? outcome.rules.map(({ rule }) => rule));
  const [worst] = failing;
  return {
    failing,
    credentials,
    reported: incidents.filter((each) => !each.isFailing),
    families: credentials.families(failing.flatMap(({ told }) => told)),
    headline:
      worst === undefined ? [] : [...factsOf(worst, credentials, outcome.rules), ...others(failing.slice(1))],
  };
}

/** How many more, and of whom the first of them are. */
function others(failing: readonly Incident[]): Phrase[] {
  if (failing.length === 0) return [];
  const names = [...new Set(failing.map(({ actor }) => actor.name))].filter((name) => name !== "");
  const shown = names.slice(0, NAMED).flatMap((name) => [words(", "), data(name)]);
  const more = names.length > NAMED ? [words(" and others")] : [];
  return [
    words(` And ${count(failing.length, "more incident")}`),
    ...(shown.length === 0 ? [] : [words(": "), ...shown.slice(1), ...more]),
    words("."),
  ];
}
