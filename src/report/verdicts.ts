import { isWhole, type RuleOutcome } from "../evaluate/evaluation.ts";
import type { Event } from "../events/event.ts";
import type { Phrase } from "../kinds/kind.ts";
import type { Rule } from "../rules/rule.ts";
import type { Activity } from "./activity.ts";
import { describe } from "./phrase.ts";
import { byGravity } from "./severity.ts";
import { stepPhrase } from "./step-phrase.ts";
import { type Actor, actorOf } from "./who.ts";

/** What a rule found, in one row. */
export interface VerdictRow {
  readonly rule: Rule;
  /** The rule's name; of one that has none, what happened first. */
  readonly what: string;
  /** Who did it first; undefined where no match is kept. */
  readonly who: Actor | undefined;
  /** How many others did it too, in the matches that are kept. */
  readonly others: number;
  /** Not all matches are kept: there can be more of them. */
  readonly isCut: boolean;
  readonly step: readonly Phrase[];
  readonly count: number;
}

/** The rules that matched: those that fail the job first, and of these the worst. */
export function verdictRows(outcomes: readonly RuleOutcome[], activity?: Activity): VerdictRow[] {
  return [...outcomes]
    .sort((a, b) => byGravity(a.rule, b.rule))
    .map((outcome) => {
      const { rule, totalCount, matches } = outcome;
      const [first] = matches;
      const actors = matches.map(({ process }) => actorOf(process, activity));
      return {
        rule,
        what: rule.name ?? (first === undefined ? "" : happened(first)),
        who: actors[0],
        others: Math.max(0, new Set(actors.map(({ kind, name }) => `${kind} ${name}`)).size - 1),
        isCut: !isWhole(outcome),
        step: first === undefined ? [] : stepPhrase(first.process, activity),
        count: totalCount,
      };
    });
}

function happened(event: Event): string {
  return describe(event)
    .map(({ text }) => text)
    .join(" ");
}
