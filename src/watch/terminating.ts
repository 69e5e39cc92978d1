import { asksOf } from "../cel/asks.ts";
import type { Event } from "../events/event.ts";
import { kernelTable, tableText } from "../kernel/table.ts";
import { EVENT_KINDS, type EventKind } from "../kinds/index.ts";
import type { Termination } from "../kinds/kind.ts";
import { isCritical, isFailing, type Rule } from "../rules/rule.ts";
import type { Settings } from "../rules/settings.ts";

/** How a job is stopped for a match. */
export type JobAnswer = Termination["answer"];

/** A match for which the job is to be stopped. */
export interface AnsweredMatch {
  readonly rule: Rule;
  readonly event: Event;
}

/** How the job is stopped for a match of a rule; undefined where the match only fails it when it has ended, or not even that. */
export function answerTo(rule: Rule, { on_terminate, on_detect }: Settings): JobAnswer | undefined {
  if (rule.action === "terminate" && on_terminate !== "report") return "terminate";
  return isFailing(rule) && on_detect === "lockdown" && isCritical(rule) ? "lockdown" : undefined;
}

/** What of the rules the kernel part goes by (`tableText`): programs end there before they get what they asked for. */
export function jobTable(rules: readonly Rule[], settings: Settings): string {
  return settings.on_terminate === "report" ? "" : tableText(kernelTable(rules).table);
}

/** The kinds of event by which a rule can come true for which the job is stopped. */
export function answeredKinds(rules: readonly Rule[], settings: Settings): ReadonlySet<EventKind> {
  return new Set(
    rules.flatMap((rule) => {
      if (answerTo(rule, settings) === undefined) return [];
      if (rule.type === "event") return [rule.eventKind];
      const asked = new Set(asksOf(rule.condition).rules);
      return rules.flatMap((other) =>
        other.type === "event" && other.rulesetId === rule.rulesetId && asked.has(other.ruleId)
          ? [other.eventKind]
          : [],
      );
    }),
  );
}

/** What the collector is told of these kinds: a bit for each, by its number in records, as a decimal number. */
export function kindBits(kinds: ReadonlySet<EventKind>): string {
  return [...kinds].reduce((bits, kind) => bits | (1n << BigInt(EVENT_KINDS[kind].id)), 0n).toString();
}

const RULE_LIMIT = 400;

/**
 * What the collector is told of a match, behind the word: when the event happened, in nanoseconds since boot, the process,
 * and the rule, in one line. `offsetNs` is what a time since boot lacks to one since 1970.
 */
export function matchWords({ rule, event }: AnsweredMatch, offsetNs: bigint): string {
  const name = `${rule.rulesetId}/${rule.ruleId}`.replaceAll(/\s+/g, " ").slice(0, RULE_LIMIT);
  const time = (event.timeNs ?? offsetNs) - offsetNs;
  return `${time} ${event.process.pid} ${name}`;
}
