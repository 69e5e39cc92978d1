import { KindRules } from "../cel/kind-rules.ts";
import { Together } from "../cel/together.ts";
import type { Event, EventOf } from "../events/event.ts";
import type { EventKind } from "../kinds/index.ts";
import type { CorrelationRule, EventRule, Rule } from "../rules/rule.ts";
import { Correlations, type CountLimit } from "./correlations.ts";
import { type Cut, Cuts } from "./cuts.ts";
import type { CompletedGroup } from "./grouped-correlation.ts";
import { KeptMatches, MatchRooms } from "./kept-matches.ts";

/** What became of a rule that was true at least once. */
export interface RuleOutcome {
  readonly rule: Rule;
  /** How often it was true, past the matches that are kept. */
  readonly totalCount: number;
  /** Events that it was true for: the first, as many as the rule keeps; the first of each who did more; and the last. */
  readonly matches: readonly Event[];
  /** Of a correlation that counts apart: for each match the groups of which it is true by it. */
  readonly groups?: readonly (readonly CompletedGroup[])[];
}

/** What was done to the guard itself, whatever the rules say of it. */
export interface GuardTampering {
  readonly totalCount: number;
  /** The first of these events. */
  readonly events: readonly EventOf<"guard_tamper">[];
}

/** What became of a job. */
export interface Outcome {
  readonly result: "passed" | "detected" | "terminated";
  /** Absent where nothing was. No rule, modifier or setting changes this. */
  readonly guardTampering?: GuardTampering;
  /** The rules that were true at least once, in the order of the rules. */
  readonly rules: readonly RuleOutcome[];
  /** What was cut and decides rules; absent where nothing was. */
  readonly cuts?: readonly Cut[];
  /** Events whose lineage was cut where that decides a rule that fails jobs; absent where there are none. */
  readonly undecided?: number;
  /** What correlations could not count; absent where they counted all. */
  readonly limits?: readonly CountLimit[];
}

const GUARD_EVENTS_KEPT = 20;

/** True where all matches of a rule are kept; else there can be more than is told of them. */
export function isWhole({ rule, totalCount, matches }: RuleOutcome): boolean {
  // What correlations have counted is in their counts.
  const counts = matches.map(({ count }) => (rule.type === "correlation" ? 1 : count));
  return counts.reduce((sum, count) => sum + count, 0) >= totalCount;
}

const NO_GROUPS: readonly CompletedGroup[] = [];

interface Tally<R extends Rule> {
  readonly rule: R;
  totalCount: number;
  readonly kept: KeptMatches;
}

/** Judges the events of one job, one after the other. */
export class Evaluation {
  readonly #tallies: readonly Tally<Rule>[];
  readonly #kinds = new Map<EventKind, KindRules>();
  readonly #shared: Together;
  readonly #cuts: Cuts;
  readonly #correlations: Correlations;
  readonly #guardEvents: EventOf<"guard_tamper">[] = [];
  #guardEventCount = 0;

  /**
   * `answersBudget` is the bytes for what is known about texts; where it is not given, what a job needs. `onMatch` hears
   * of each match of a rule.
   */
  constructor(rules: readonly Rule[], answersBudget?: number, onMatch: (rule: Rule) => void = () => {}) {
    const rooms = new MatchRooms(rules);
    const eventRules = new Map<EventKind, Tally<EventRule>[]>();
    const correlations = new Map<CorrelationRule, Tally<CorrelationRule>>();
    this.#tallies = rules.map((rule) => {
      if (rule.type === "correlation") return entry(correlations, rule, () => tallyOf(rule, rooms));
      const tally = tallyOf(rule, rooms);
      entry(eventRules, rule.eventKind, () => []).push(tally);
      return tally;
    });
    this.#correlations = new Correlations([...correlations.keys()], (rule, event, groups) => {
      const tally = correlations.get(rule);
      if (tally !== undefined) keep(tally, event, 1, groups);
      onMatch(rule);
    });
    this.#cuts = new Cuts(rules);
    this.#shared = new Together(answersBudget);
    for (const [kind, tallies] of eventRules) {
      const onKindMatch = (number: number, event: Event): void => {
        const tally = tallies[number];
        if (tally === undefined) return;
        onMatch(tally.rule);
        this.#correlations.matched(tally.rule);
        keep(tally, event, event.count, NO_GROUPS);
      };
      this.#kinds.set(
        kind,
        new KindRules(
          tallies.map(({ rule }) => rule.plan),
          onKindMatch,
          this.#shared,
        ),
      );
    }
  }

  /** Runs the rules of the event's kind in order, and after a match the correlations. */
  add(event: Event): void {
    if (event.kind === "guard_tamper") this.#addGuardEvent(event);
    this.#kinds.get(event.kind)?.judge(event);
    this.#cuts.add(event);
    this.#correlations.finish(event);
  }

  /** Forgets what is only saved work: what comes is judged as if it had not. */
  forget(): void {
    this.#shared.pages.clear();
  }

  /** What became of the job, as far as its events were added. */
  outcome(): Outcome {
    const rules = this.#tallies.filter(({ totalCount }) => totalCount > 0).map(outcomeOf);
    const cuts = this.#cuts.found();
    const limits = this.#correlations.limits();
    const result = resultOf(rules);
    return {
      result,
      ...(this.#guardEventCount === 0
        ? {}
        : { guardTampering: { totalCount: this.#guardEventCount, events: [...this.#guardEvents] } }),
      rules,
      ...(cuts.length > 0 ? { cuts } : {}),
      ...(this.#cuts.undecided > 0 ? { undecided: this.#cuts.undecided } : {}),
      ...(limits.length > 0 ? { limits } : {}),
    };
  }

  #addGuardEvent(event: EventOf<"guard_tamper">): void {
    this.#guardEventCount += event.count;
    if (this.#guardEvents.length < GUARD_EVENTS_KEPT) this.#guardEvents.push(event);
  }
}

function tallyOf<R extends Rule>(rule: R, rooms: MatchRooms): Tally<R> {
  return { rule, totalCount: 0, kept: new KeptMatches(rule.maxAlerts, rooms.of(rule)) };
}

function outcomeOf({ rule, totalCount, kept }: Tally<Rule>): RuleOutcome {
  const isGrouped = rule.type === "correlation" && rule.by.length > 0;
  const all = kept.list();
  return {
    rule,
    totalCount,
    matches: all.map(({ event }) => event),
    ...(isGrouped ? { groups: all.map(({ groups }) => groups) } : {}),
  };
}

function keep(tally: Tally<Rule>, event: Event, count: number, groups: readonly CompletedGroup[]): void {
  tally.totalCount += count;
  tally.kept.add(event, groups);
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

function resultOf(rules: readonly RuleOutcome[]): Outcome["result"] {
  const actions = new Set(rules.map(({ rule }) => rule.action));
  if (actions.has("terminate")) return "terminated";
  return actions.has("detect") ? "detected" : "passed";
}
