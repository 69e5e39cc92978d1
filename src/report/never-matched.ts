import type { Rule } from "../rules/rule.ts";
import { count } from "./phrase.ts";
import type { Report } from "./report.ts";
import { visible } from "./visible.ts";

const NAME_LIMIT = 400;

/**
 * The rules that were loaded and matched nothing, one line each, with how many events each was asked about: of a kind
 * without events it is no wonder. Every line starts with words of our own, as those of the report.
 */
export function neverMatched(rules: readonly Rule[], { outcome, coverage }: Report): string {
  const matched = new Set(outcome.rules.map(({ rule }) => rule));
  const others = rules.filter((rule) => !matched.has(rule));
  const lines = others.map((rule) => {
    const name = visible(`${rule.rulesetId}/${rule.ruleId}`, NAME_LIMIT);
    return `  - ${name}: ${askedAbout(rule, coverage)}`;
  });
  const head = `Never matched: ${others.length} of ${count(rules.length, "rule")}`;
  return ["", head, ...lines].map((line) => `${line}\n`).join("");
}

function askedAbout(rule: Rule, { events }: Report["coverage"]): string {
  if (rule.type === "correlation") return "a correlation";
  const asked = events[rule.eventKind];
  return asked === 0
    ? `there was no ${rule.eventKind}`
    : `${count(asked, `event of ${rule.eventKind}`, `events of ${rule.eventKind}`)}`;
}
