import { isFailing, type Rule } from "../rules/rule.ts";

/** What the tag `severity` can say, the worst first; of a rule that has none nobody knows that it is mild. */
const SEVERITIES: readonly string[] = ["critical", "high", "medium", "low"];
const UNTAGGED = "medium";

/** How bad it is that a rule matched: 0 is the worst. */
export function severityRank({ tags: { severity = UNTAGGED } }: Pick<Rule, "tags">): number {
  const rank = SEVERITIES.indexOf(severity.toLowerCase());
  return rank < 0 ? SEVERITIES.indexOf(UNTAGGED) : rank;
}

/** True where the tag `attack` of a rule names one of these techniques of ATT&CK, or one below it. */
export function hasTechnique(
  { tags: { attack = "" } }: Pick<Rule, "tags">,
  techniques: readonly string[],
): boolean {
  return techniques.some((each) => attack === each || attack.startsWith(`${each}.`));
}

/** The gravest of the rules that an event is told for. */
export function gravest(told: {
  readonly rules: readonly Rule[];
  readonly countedBy: readonly Rule[];
}): Rule | undefined {
  return [...told.rules, ...told.countedBy].sort(byGravity)[0];
}

/** Orders rules: those that fail a job first, and of these the worst. */
export function byGravity(a: Rule, b: Rule): number {
  return Number(isFailing(b)) - Number(isFailing(a)) || severityRank(a) - severityRank(b);
}
