import { asksOf } from "../cel/asks.ts";
import { textOf } from "../cel/fields.ts";
import { isWhole, type RuleOutcome } from "../evaluate/evaluation.ts";
import { groupOf } from "../evaluate/group.ts";
import type { Event, Process } from "../events/event.ts";
import type { Phrase } from "../kinds/kind.ts";
import { isFailing, type Rule } from "../rules/rule.ts";
import type { Activity } from "./activity.ts";
import { type ChangedFile, changedFiles } from "./changed-files.ts";
import { type Destination, type Destinations, NO_DESTINATIONS } from "./destinations.ts";
import { type MatchedEvent, pathOf, TreeBuilder, type TreeNode } from "./incident-tree.ts";
import type { Report } from "./report.ts";
import { byGravity, gravest, severityRank } from "./severity.ts";
import { stepPhrase } from "./step-phrase.ts";
import { type Actor, actorOf } from "./who.ts";

/** Matches of one process tree: what one package did in one step, or what was done below one program. */
export interface Incident {
  readonly actor: Actor;
  /** The step that it was in; empty where none is known. */
  readonly step: readonly Phrase[];
  /** Whose it is: the process of its gravest match. */
  readonly process: Process;
  /** True where a rule that fails the job matched, or has counted what matched. */
  readonly isFailing: boolean;
  /** The rules that matched, and the correlations that counted its matches, the gravest first. */
  readonly rules: readonly Rule[];
  /** In the order of time. */
  readonly told: readonly MatchedEvent[];
  /** Rules of it that matched more often than matches are kept, here or elsewhere: there can be more than is told. */
  readonly cutRules: readonly Rule[];
  /** Where its programs reached out to, in the order of time. */
  readonly destinations: readonly Destination[];
  /** How many more events told where they reached out to, for which there was no room. */
  readonly untold: number;
  /** Its processes that still ran when the job was judged. */
  readonly living: readonly Process[];
  /** The files that rules say stay behind changed. */
  readonly changed: readonly ChangedFile[];
  readonly roots: readonly TreeNode[];
}

/** What incidents are put together from; all else of a report says nothing of them. */
export interface IncidentParts {
  readonly rules: readonly RuleOutcome[];
  readonly destinations: Destinations;
  readonly living: readonly Process[];
  /** What steps and packages are called. */
  readonly activity?: Activity;
  /** The paths of files that were removed after rules had matched them. */
  readonly removed?: ReadonlySet<string> | undefined;
}

/** Of one incident, the first and as many of the last; an installation can reach a thousand. */
const DESTINATIONS_LIMIT = 100;

export function incidentsOf({ outcome, destinations, recorded, activity, removed }: Report): Incident[] {
  return incidentsIn({
    rules: outcome.rules,
    destinations: destinations ?? NO_DESTINATIONS,
    living: recorded.living ?? [],
    activity,
    removed,
  });
}

/** The incidents, the worst first: each match stands in one. */
export function incidentsIn(parts: IncidentParts): Incident[] {
  const { rules, destinations, living } = parts;
  const scopes = new Map<string, MatchedEvent[]>();
  for (const told of toldOf(rules)) add(scopes, scopeOf(told.event.process), told);
  const reached = new Map<string, Destination[]>();
  for (const destination of destinations.told) add(reached, scopeOf(destination.event.process), destination);
  const running = new Map<string, Process[]>();
  for (const process of living) add(running, scopeOf(process), process);
  const cut = rules.filter((outcome) => !isWhole(outcome)).map(({ rule }) => rule);
  return [...scopes]
    .map(([scope, told]) => incidentOf(told, reached.get(scope) ?? [], running.get(scope) ?? [], cut, parts))
    .sort(worstFirst);
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

/** Each event that rules matched, once, in the order of time. */
function toldOf(outcomes: readonly RuleOutcome[]): MatchedEvent[] {
  const counting = countingOf(outcomes);
  const byEvent = new Map<string, { readonly event: Event; readonly rules: Rule[] }>();
  for (const { rule, matches } of outcomes) {
    for (const event of matches) {
      const key = keyOf(event);
      const known = byEvent.get(key);
      if (known === undefined) byEvent.set(key, { event, rules: [rule] });
      else known.rules.push(rule);
    }
  }
  const all = [...byEvent].map(([key, { event, rules }]) => ({
    event,
    rules: rules.sort(byGravity),
    countedBy: counting.get(key) ?? [],
  }));
  return all.sort((a, b) => a.event.index - b.event.index);
}

function keyOf({ index, kind }: Event): string {
  return `${index} ${kind}`;
}

/** What failing correlations have counted: of those that count apart, in the groups of which they are true. */
function countingOf(outcomes: readonly RuleOutcome[]): ReadonlyMap<string, readonly Rule[]> {
  const counting = new Map<string, Rule[]>();
  for (const { rule, matches } of outcomes) {
    if (rule.type !== "correlation" || !isFailing(rule)) continue;
    const ids = asksOf(rule.condition).rules;
    const counted = outcomes.filter(
      (other) => other.rule.rulesetId === rule.rulesetId && ids.includes(other.rule.ruleId),
    );
    const keysOf = (event: Event) => rule.by.flatMap((by) => groupOf(by, event)?.key ?? []);
    const completed = new Set(matches.flatMap(keysOf));
    for (const event of new Set(counted.flatMap((other) => other.matches))) {
      const isCounted = rule.by.length === 0 || keysOf(event).some((key) => completed.has(key));
      if (isCounted) add(counting, keyOf(event), rule);
    }
  }
  return counting;
}

/** What is told together: by the image that the runner has started, and the package below it. */
function scopeOf(process: Process): string {
  return JSON.stringify([pathOf(process)[0]?.key, textOf(process, "package").folded]);
}

const NONE: ReadonlySet<string> = new Set();

function incidentOf(
  told: readonly MatchedEvent[],
  reached: readonly Destination[],
  running: readonly Process[],
  cut: readonly Rule[],
  { activity, destinations: { leftOutOf }, removed = NONE }: IncidentParts,
): Incident {
  const rules = [...new Set(told.flatMap((each) => [...each.rules, ...each.countedBy]))].sort(byGravity);
  const failing = told.filter((each) => each.countedBy.length > 0 || each.rules.some(isFailing));
  const ofIt = (failing.length > 0 ? failing : told).map(({ event }) => event.process);
  const process = told.find((each) => gravest(each) === rules[0])?.event.process ?? ofIt[0];
  if (process === undefined) throw new Error("An incident has no match.");
  const isBelow = belowAll(ofIt, process);
  const isOfPackage = textOf(process, "package").raw !== "";
  const first = told[0]?.event.index ?? 0;
  // Of a step that is nobody else's, what was before its first match, or beside all of them, is another matter.
  const all = reached
    .filter(({ event }) => isOfPackage || (event.index >= first && isBelow(event.process)))
    .sort((a, b) => a.event.index - b.event.index);
  const destinations = [
    ...all.slice(0, DESTINATIONS_LIMIT),
    ...all.slice(DESTINATIONS_LIMIT).slice(-DESTINATIONS_LIMIT),
  ];
  const shown = new Set(destinations);
  const hidden = all.reduce((sum, each) => sum + (shown.has(each) ? 0 : each.count), 0);
  const living = running.filter((each) => isOfPackage || isBelow(each));
  const tree = new TreeBuilder();
  for (const each of told) tree.tell(each);
  for (const each of destinations) tree.reach(each);
  for (const each of living) tree.run(each);
  return {
    actor: actorOf(process, activity),
    step: stepPhrase(process, activity),
    process,
    isFailing: failing.length > 0,
    rules,
    told,
    cutRules: cut.filter((rule) => rules.includes(rule)),
    destinations,
    untold: hidden + leftOutOf(process),
    living,
    changed: changedFiles(told, removed),
    roots: tree.roots,
  };
}

/** Tells of a process whether it is the nearest image that all of some have in common, or is below it. */
function belowAll(processes: readonly Process[], one: Process): (process: Process) => boolean {
  let common = pathOf(one).map(({ key }) => key);
  for (const process of processes) {
    const keys = pathOf(process).map(({ key }) => key);
    const end = common.findIndex((key, place) => keys[place] !== key);
    if (end >= 0) common = common.slice(0, end);
  }
  return (process) => {
    const keys = pathOf(process).map(({ key }) => key);
    return common.every((key, place) => keys[place] === key);
  };
}

function worstFirst(a: Incident, b: Incident): number {
  return (
    Number(b.isFailing) - Number(a.isFailing) ||
    worst(a) - worst(b) ||
    failingCount(b) - failingCount(a) ||
    (a.told[0]?.event.index ?? 0) - (b.told[0]?.event.index ?? 0)
  );
}

/** How bad its worst rule is, by severityRank. */
export function worst({ rules: [first] }: Incident): number {
  return first === undefined ? Number.POSITIVE_INFINITY : severityRank(first);
}

function failingCount({ rules }: Incident): number {
  return rules.filter(isFailing).length;
}
