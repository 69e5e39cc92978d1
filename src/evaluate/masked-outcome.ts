import type { EventMasker } from "../events/event-masker.ts";
import type { Outcome, RuleOutcome } from "./evaluation.ts";
import type { CompletedGroup } from "./grouped-correlation.ts";

/** What became of a job, as it may be shown. */
export function maskedOutcome(outcome: Outcome, masker: EventMasker): Outcome {
  const { guardTampering, rules } = outcome;
  return {
    ...outcome,
    ...(guardTampering && {
      guardTampering: {
        ...guardTampering,
        events: guardTampering.events.map((event) => masker.event(event)),
      },
    }),
    rules: rules.map((rule) => maskedRuleOutcome(rule, masker)),
  };
}

export function maskedRuleOutcome(outcome: RuleOutcome, masker: EventMasker): RuleOutcome {
  const { matches, groups } = outcome;
  return {
    ...outcome,
    matches: matches.map((event) => masker.event(event)),
    ...(groups && { groups: groups.map((completed) => completed.map((each) => maskedGroup(each, masker))) }),
  };
}

function maskedGroup(completed: CompletedGroup, masker: EventMasker): CompletedGroup {
  const { group } = completed;
  const shown =
    "image" in group
      ? { ...group, image: masker.image(group.image) }
      : { ...group, name: masker.text(group.name) };
  return { ...completed, group: shown };
}
