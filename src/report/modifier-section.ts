import type { RuleOutcome } from "../evaluate/evaluation.ts";
import type { Event } from "../events/event.ts";
import { type ModifierProposal, proposeModifier, type RuleMatches } from "../learn/modifier.ts";
import { isFailing, type Rule } from "../rules/rule.ts";
import { fold, preformatted } from "./html-parts.ts";
import type { Incident } from "./incident.ts";
import { count } from "./phrase.ts";
import { code } from "./visible.ts";

/** Of all incidents together: each is tried, which takes some milliseconds. */
const PROPOSALS_LIMIT = 40;
/** More than these nobody reads in a summary. */
const SHOWN_LIMIT = 12;
/** Rules that a title names; the modifier itself has all of them. */
const RULES_NAMED = 3;
const ID_LIMIT = 160;
/** Longer than any line of a proposal that is shown. */
const LINE_LIMIT = 16_384;

/** What is proposed for what one rule matched in one incident. */
export interface MatchModifier extends ModifierProposal {
  /** The matches that it excepts, in the order of time. */
  readonly events: readonly Event[];
}

/** A proposal, and all rules that it is one for. */
interface SharedProposal extends ModifierProposal {
  readonly rules: readonly Rule[];
}

/**
 * Modifiers to paste, one for each failing rule of each incident, each folded to one line; where none can be made, it is
 * said why.
 */
export function modifierSection(
  failing: readonly Incident[],
  outcomes: readonly RuleOutcome[],
  room: number,
): string {
  const proposals = shared(modifiersFor(failing, outcomes));
  const made = proposals.filter(({ text }) => text !== undefined);
  const blocks = made.map(({ rules, text = "" }) =>
    fold(named(rules), preformatted(text.trimEnd().split("\n"), LINE_LIMIT)).trimEnd(),
  );
  const others = proposals
    .filter(({ text }) => text === undefined)
    .map(({ rules, reason }) => `<p>${named(rules)}: no modifier is proposed, for ${reason}.</p>`);
  const shown: string[] = [HEAD];
  let left = room - 500;
  for (const block of [...blocks, ...others].slice(0, SHOWN_LIMIT)) {
    left -= Buffer.byteLength(block) + 1;
    if (left >= 0) shown.push(block);
  }
  if (shown.length === 1) return "";
  const missing = blocks.length + others.length - (shown.length - 1);
  if (missing > 0) {
    const are = missing === 1 ? "is" : "are";
    shown.push(`<p>${missing} more ${are} left out here; report.html has more of them.</p>`);
  }
  const title =
    made.length === 0 ? "no modifier can be proposed" : `${count(made.length, "modifier")} to paste`;
  return fold(`If this is as it should be: ${title}`, shown.join("\n"));
}

const HEAD =
  "<p>Each is a rule file of its own. It was tried on these events: it loads, the rule is no longer true of them, and it does not except the same by another program, package, action, path or host, or with other arguments. What it leaves open it says.</p>";

function named(rules: readonly Rule[]): string {
  const more = rules.length > RULES_NAMED ? ` and ${count(rules.length - RULES_NAMED, "other rule")}` : "";
  return `${rules
    .slice(0, RULES_NAMED)
    .map(({ ruleId }) => code(ruleId, ID_LIMIT))
    .join(", ")}${more}`;
}

/** Those of a report that were made already: summary and report.html have the same. */
const made = new WeakMap<readonly RuleOutcome[], MatchModifier[]>();

/** What is proposed for each failing rule of each incident of a report; `outcomes` are the report's own. */
export function modifiersFor(
  failing: readonly Incident[],
  outcomes: readonly RuleOutcome[],
): readonly MatchModifier[] {
  const known = made.get(outcomes);
  if (known !== undefined) return known;
  const modifiers: MatchModifier[] = [];
  made.set(outcomes, modifiers);
  for (const { told } of failing) {
    const all = matchedIn(told, outcomes);
    for (const matched of all) {
      if (!isFailing(matched.outcome.rule)) continue;
      if (modifiers.length === PROPOSALS_LIMIT) return modifiers;
      modifiers.push({ ...proposeModifier(matched, all), events: matched.events });
    }
  }
  return modifiers;
}

/** What each rule matched in an incident, in the order of the rules. */
function matchedIn(told: Incident["told"], outcomes: readonly RuleOutcome[]): RuleMatches[] {
  const events = new Map<Rule, Event[]>();
  for (const { event, rules } of told) {
    for (const rule of rules) events.set(rule, [...(events.get(rule) ?? []), event]);
  }
  return outcomes.flatMap((outcome) => {
    const ofRule = events.get(outcome.rule);
    return ofRule === undefined ? [] : [{ outcome, events: ofRule }];
  });
}

/** Correlations that count the same have the same proposal, but for its name; so have rules that nothing is proposed for. */
function shared(proposals: readonly ModifierProposal[]): SharedProposal[] {
  const byContent = new Map<string, SharedProposal>();
  for (const proposal of proposals) {
    const key = proposal.content ?? proposal.reason ?? "";
    const known = byContent.get(key);
    const rules = [...new Set([...(known?.rules ?? []), proposal.rule])];
    byContent.set(key, { ...(known ?? proposal), rules });
  }
  return [...byContent.values()];
}
