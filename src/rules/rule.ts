import type { RulePlan } from "../cel/plan.ts";
import type { BoolTree } from "../cel/tree.ts";
import type { MatchCounts } from "../cel/value.ts";
import type { Event } from "../events/event.ts";
import type { EventKind } from "../kinds/index.ts";
import type { Place } from "../shape/shape.ts";
import type { DistinctField } from "./distinct-field.ts";
import type { Grouping } from "./rule-file.ts";
import type { RuleSource } from "./source.ts";

/** What a match means for the job: `detect` and `terminate` fail it, `collect` only reports. */
export type RuleAction = "detect" | "collect" | "terminate";

interface RuleCommon {
  readonly rulesetId: string;
  readonly ruleId: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly action: RuleAction;
  /** How many matches are kept with their details; the count goes on. */
  readonly maxAlerts: number;
  readonly tags: Readonly<Record<string, string>>;
  /** The ids of the modifiers that changed it or gave it exceptions. */
  readonly modifiers: readonly string[];
  /** Where its id stands; `file` is the name of its source. */
  readonly place?: RulePlace;
}

export interface RulePlace extends Place {
  readonly file: string;
  readonly origin: RuleSource["origin"];
}

/** A rule over single events, checked and planned. */
export interface EventRule extends RuleCommon {
  readonly type: "event";
  readonly eventKind: EventKind;
  readonly condition: BoolTree;
  /** Its own, and those that modifiers gave it. */
  readonly exceptions: readonly BoolTree[];
  readonly plan: RulePlan;
  /** The field whose values correlations can count. */
  readonly distinct?: DistinctField | undefined;
  /** True when the condition holds and no exception does. Never throws. */
  readonly isTrue: (event: Event) => boolean;
}

/** A rule over the counts of event rules of its own set, checked. */
export interface CorrelationRule extends RuleCommon {
  readonly type: "correlation";
  readonly condition: BoolTree;
  /** What its counts are kept apart by, each by itself; empty for those of the whole job. */
  readonly by: readonly Grouping[];
  /** It stays true as counts grow, so that it can be asked about counts that are too small. */
  readonly isGrowing: boolean;
  /** Takes the counts of the event rules of the same set. Never throws. */
  readonly isTrue: (counts: MatchCounts) => boolean;
}

export type Rule = EventRule | CorrelationRule;

/** True of a rule that fails a job. */
export function isFailing({ action }: Pick<Rule, "action">): boolean {
  return action !== "collect";
}

/** True for a rule that says of itself, by its tag `severity`, that it is of the worst. */
export function isCritical({ tags: { severity } }: Pick<Rule, "tags">): boolean {
  return severity?.toLowerCase() === "critical";
}
