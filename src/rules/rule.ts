import type { Term } from "../cel/term.ts";
import type { Event } from "../events/event.ts";
import type { EventKind } from "../kinds/schema.ts";

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
}

/** A rule over single events, compiled. */
export interface EventRule extends RuleCommon {
  readonly type: "event";
  readonly eventKind: EventKind;
  /** True when the condition holds and no exception does. Never throws. */
  readonly hits: (event: Event) => boolean;
  /** The same, taken apart: the rule hits where all its terms hold. */
  readonly terms: readonly Term[];
}

/** A rule over the counts of event rules of its own set, compiled. */
export interface CorrelationRule extends RuleCommon {
  readonly type: "correlation";
  /** Takes the total count of an event rule of the same set by its id. Never throws. */
  readonly holds: (totalCount: (ruleId: string) => number) => boolean;
}

export type Rule = EventRule | CorrelationRule;
