import { ruleName } from "../evaluate/rule-test.ts";
import type { Rule, RuleAction } from "../rules/rule.ts";
import { clipped, shown, shownLines } from "./sarif-text.ts";

/** A rule as the results of a SARIF file refer to it. */
export interface SarifRule {
  readonly id: string;
  /** A reportingDescriptor. */
  readonly descriptor: Readonly<Record<string, unknown>>;
}

/** How grave a match is, in SARIF's words. */
export const LEVELS: Readonly<Record<RuleAction, "error" | "note">> = {
  terminate: "error",
  detect: "error",
  collect: "note",
};

/** GitHub shows 10 of a rule's tags, and takes 20. */
const TAGS_LIMIT = 10;
/** Characters, by the same page of GitHub's. */
const DESCRIPTION_LIMIT = 1024;
/** Characters of the file's that are shown; GitHub has no limit for these. */
const HELP_LIMIT = 8000;
const ID_LIMIT = 400;
const TAG_LIMIT = 200;

export function sarifRule(rule: Rule): SarifRule {
  const id = shown(ruleName(rule), ID_LIMIT);
  const description = shownLines(rule.description ?? "", HELP_LIMIT);
  const [title = ""] = (rule.name ?? description).trim().split("\n", 1);
  const short = title === "" ? id : shown(title, DESCRIPTION_LIMIT);
  const help = description === "" ? short : description;
  const tags = ["security", ...Object.entries(rule.tags).map(([name, value]) => `${name}:${value}`)];
  const score = severityScore(rule);
  const descriptor = {
    id,
    shortDescription: { text: clipped(short, DESCRIPTION_LIMIT) },
    fullDescription: { text: clipped(help, DESCRIPTION_LIMIT) },
    help: { text: help, markdown: fenced(help) },
    defaultConfiguration: { level: LEVELS[rule.action] },
    properties: {
      tags: [...new Set(tags.slice(0, TAGS_LIMIT).map((tag) => shown(tag, TAG_LIMIT)))],
      ...(score > 0 && { "security-severity": score.toFixed(1) }),
      ...(tags.length > TAGS_LIMIT && { omittedTags: tags.length - TAGS_LIMIT }),
    },
  };
  return { id, descriptor };
}

/** By the tag `severity`, in the middle of the range that GitHub gives the same name; 0 where there is none. */
export function severityScore({ tags }: Pick<Rule, "tags">): number {
  switch (tags.severity?.toLowerCase()) {
    case "critical":
      return 9.5;
    case "high":
      return 8;
    case "medium":
      return 5.5;
    case "low":
      return 2;
    default:
      return 0;
  }
}

/** GitHub shows help as Markdown where it can, and a rule file can be anybody's. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
