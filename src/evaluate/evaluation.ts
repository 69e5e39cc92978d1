import { KindRules } from "../cel/kind-rules.ts";
import { Together } from "../cel/together.ts";
import type { Event, EventOf } from "../events/event.ts";
import type { EventKind } from "../kinds/index.ts";
import type { CorrelationRule, EventRule, Rule } from "../rules/rule.ts";
import { type Cut, Cuts } from "./cuts.ts";

/** What became of a rule that was true at least once. */
export interface RuleOutcome {
  readonly rule: Rule;
  /** How often it was true, past the matches that are kept. */
  readonly totalCount: number;
  /** The first events it was true for, as many as the rule keeps. */
  readonly matches: readonly Event[];
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
}

const GUARD_EVENTS_KEPT = 20;

interface Tally<R extends Rule> {
  readonly rule: R;
  totalCount: number;
  readonly matches: Event[];
}

/** A correlation that was not true, or not asked, so far. */
interface UntrueCorrelation {
  readonly tally: Tally<CorrelationRule>;
  isAsked: boolean;
}

/** Judges the events of one job, one after the other. */
export class Evaluation {
  readonly #tallies: readonly Tally<Rule>[];
  readonly #kinds = new Map<EventKind, KindRules>();
  readonly #cuts: Cuts;
  readonly #byIdentity = new Map<string, Map<string, Tally<EventRule>>>();
  /** Correlations that have not been true yet. */
  #correlations: UntrueCorrelation[] = [];
  readonly #guardEvents: EventOf<"guard_tamper">[] = [];
  #guardEventCount = 0;
  /** The rule sets that had a match in the event at hand. */
  readonly #matchedSets = new Set<string>();

  /** `answersBudget` is the bytes for what is known about texts; where it is not given, what a job needs. */
  constructor(rules: readonly Rule[], answersBudget?: number) {
    const eventRules = new Map<EventKind, Tally<EventRule>[]>();
    this.#tallies = rules.map((rule) =>
      rule.type === "event" ? this.#addEventRule(rule, eventRules) : this.#addCorrelation(rule),
    );
    this.#cuts = new Cuts(rules);
    const shared = new Together(answersBudget);
    for (const [kind, tallies] of eventRules) {
      const onMatch = (number: number, event: Event): void => {
        const tally = tallies[number];
        if (tally === undefined) return;
        this.#matchedSets.add(tally.rule.rulesetId);
        keep(tally, event, event.count);
      };
      this.#kinds.set(
        kind,
        new KindRules(
          tallies.map(({ rule }) => rule.plan),
          onMatch,
          shared,
        ),
      );
    }
  }

  /** Runs the rules of the event's kind in order, and after a match the correlations. */
  add(event: Event): void {
    if (event.kind === "guard_tamper") this.#addGuardEvent(event);
    this.#kinds.get(event.kind)?.judge(event);
    this.#cuts.add(event);
    if (this.#matchedSets.size === 0) return;
    this.#correlate(event);
    this.#matchedSets.clear();
  }

  /** What became of the job, as far as its events were added. */
  outcome(): Outcome {
    const rules = this.#tallies
      .filter(({ totalCount }) => totalCount > 0)
      .map(({ rule, totalCount, matches }) => ({ rule, totalCount, matches: [...matches] }));
    const cuts = this.#cuts.found();
    const result = resultOf(rules);
    return {
      result,
      ...(this.#guardEventCount === 0
        ? {}
        : { guardTampering: { totalCount: this.#guardEventCount, events: [...this.#guardEvents] } }),
      rules,
      ...(cuts.length > 0 ? { cuts } : {}),
      ...(this.#cuts.undecided > 0 ? { undecided: this.#cuts.undecided } : {}),
    };
  }

  #addGuardEvent(event: EventOf<"guard_tamper">): void {
    this.#guardEventCount += event.count;
    if (this.#guardEvents.length < GUARD_EVENTS_KEPT) this.#guardEvents.push(event);
  }

  #correlate(event: Event): void {
    if (this.#correlations.length === 0) return;
    const waiting: UntrueCorrelation[] = [];
    for (const each of this.#correlations) {
      const { tally } = each;
      const { rulesetId } = tally.rule;
      // The counts that it looks at are those of its set: as long as they are the same, so is what it says.
      const isNew = !each.isAsked || this.#matchedSets.has(rulesetId);
      each.isAsked = true;
      const set = this.#byIdentity.get(rulesetId);
      if (isNew && tally.rule.isTrue((ruleId) => set?.get(ruleId)?.totalCount ?? 0)) keep(tally, event, 1);
      else waiting.push(each);
    }
    this.#correlations = waiting;
  }

  #addEventRule(rule: EventRule, eventRules: Map<EventKind, Tally<EventRule>[]>): Tally<EventRule> {
    const tally: Tally<EventRule> = { rule, totalCount: 0, matches: [] };
    entry(eventRules, rule.eventKind, () => []).push(tally);
    entry(this.#byIdentity, rule.rulesetId, () => new Map()).set(rule.ruleId, tally);
    return tally;
  }

  #addCorrelation(rule: CorrelationRule): Tally<CorrelationRule> {
    const tally: Tally<CorrelationRule> = { rule, totalCount: 0, matches: [] };
    this.#correlations.push({ tally, isAsked: false });
    return tally;
  }
}

function keep(tally: Tally<Rule>, event: Event, count: number): void {
  tally.totalCount += count;
  if (tally.matches.length < tally.rule.maxAlerts) tally.matches.push(event);
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
