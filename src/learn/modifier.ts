import { createHash } from "node:crypto";
import { stringify } from "yaml";
import { asksOf } from "../cel/asks.ts";
import { boolValue, eventBindings } from "../cel/value.ts";
import type { RuleOutcome } from "../evaluate/evaluation.ts";
import type { Event } from "../events/event.ts";
import { MASK } from "../mask/spans.ts";
import { type ModifiedRule, withExceptions } from "../rules/modified.ts";
import type { CorrelationRule, EventRule, Rule } from "../rules/rule.ts";
import { areArgumentsKnown, type Exception, exactExceptionOf, exceptionOf } from "./exception.ts";
import { nearMisses } from "./near-misses.ts";

/** A rule that matched, with those of its matches that are to be excepted, and what else it matched in the job. */
export interface RuleMatches {
  readonly outcome: RuleOutcome;
  readonly events: readonly Event[];
}

/** Modifiers that except some matches, and nothing that is nearly the same. */
export interface ModifierProposal {
  /** The failing rule that is excepted. */
  readonly rule: Rule;
  /** A whole rule file; undefined where none can be made of which that is sure. */
  readonly text: string | undefined;
  /** The same for two that except the same of the same rules. */
  readonly content?: string;
  /** Why there is none, as a sentence's end: `… , for more of it matched than is kept`. */
  readonly reason: string | undefined;
}

/** A longer text is no longer read before it is pasted. */
const TEXT_LIMIT = 12_000;

/** In a string of a condition there is another way to write these. */
const NOT_SHOWN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|##\[/u;

const UNSURE = "it would except more than this";
const HIDDEN = "what tells it from others is a secret";
const TAMPERING = "no job has a reason for that";
const UNKNOWN = "what did it, or to what, is not known in full";
const NAMELESS = "the name of its set cannot be shown as it is";
const LONG = "it would be too long";
const MORE = "more of it matched than is kept";

/**
 * Proposes how a failing rule is made quiet about its matches, and tries it: the proposal loads, the rule is no longer true
 * of the matches, and it stays true of what differs in its program, its path, its host or its package alone. `all` has what
 * the rules of its set matched, which a correlation counts.
 */
export function proposeModifier(
  { outcome, events }: RuleMatches,
  all: readonly RuleMatches[],
): ModifierProposal {
  const { rule } = outcome;
  if (NOT_SHOWN.test(rule.rulesetId)) return { rule, text: undefined, reason: NAMELESS };
  const parts = rule.type === "event" ? [{ rule, events }] : countedBy(rule, all);
  if (parts === undefined) return { rule, text: undefined, reason: MORE };
  // What is another in each job stays open, where that does not let other things through.
  for (const form of [exceptionOf, exactExceptionOf]) {
    const made = fileOf(rule, parts, form);
    if ("reason" in made) return { rule, text: undefined, reason: made.reason };
    if (isSure(parts, made.text)) return { rule, ...made, reason: undefined };
  }
  return { rule, text: undefined, reason: UNSURE };
}

function isSure(parts: readonly ExceptedMatches[], text: string): boolean {
  const modified = withExceptions(
    parts.map((part) => part.rule),
    text,
  );
  return modified?.every((each, place) => isExact(each, parts[place]?.events ?? [])) ?? false;
}

interface ExceptedMatches {
  readonly rule: EventRule;
  readonly events: readonly Event[];
}

/** The matches that a correlation has counted; undefined where they are not all kept. */
function countedBy(rule: CorrelationRule, all: readonly RuleMatches[]): ExceptedMatches[] | undefined {
  const counted = asksOf(rule.condition).rules;
  const parts: ExceptedMatches[] = [];
  for (const { outcome, events } of all) {
    const { rule: other, matches, totalCount } = outcome;
    if (other.type !== "event" || other.rulesetId !== rule.rulesetId || !counted.includes(other.ruleId))
      continue;
    if (matches.reduce((sum, { count }) => sum + count, 0) < totalCount) return undefined;
    if (events.length > 0) parts.push({ rule: other, events });
  }
  return parts;
}

/** One modifier for the rules of each kind of event: an exception is about the fields of a kind. */
function fileOf(
  rule: Rule,
  parts: readonly ExceptedMatches[],
  form: (event: Event) => Exception,
): { readonly text: string; readonly content: string } | { readonly reason: string } {
  const byKind = new Map<string, ExceptedMatches[]>();
  for (const part of parts)
    byKind.set(part.rule.eventKind, [...(byKind.get(part.rule.eventKind) ?? []), part]);
  const modifiers = [];
  for (const [kind, ofKind] of byKind) {
    const events = [...new Set(ofKind.flatMap((part) => part.events))];
    if (events.some(isTampering)) return { reason: TAMPERING };
    if (events.some(isPartlyKnown)) return { reason: UNKNOWN };
    if (events.some(isHidden)) return { reason: HIDDEN };
    const condition = conditionOfAll(events.map(form));
    const isExact = condition === conditionOfAll(events.map(exactExceptionOf));
    const digest = createHash("sha256").update(condition).digest("hex").slice(0, 8);
    modifiers.push({
      modifier_id: `except/${rule.ruleId}/${rule.type === "event" ? "" : `${kind}/`}${digest}`,
      description: `Excepts one cause of ${rule.rulesetId}/${rule.ruleId}. Say here why it is honest.`,
      targets: ofKind.map((part) => ({ ruleset_id: part.rule.rulesetId, rule_id: part.rule.ruleId })),
      add_exceptions: [...openOf(events, isExact ? "nothing" : "paths"), condition].join("\n"),
    });
  }
  if (modifiers.length === 0) return { reason: UNSURE };
  const text = stringify({ rule_modifiers: modifiers }, { lineWidth: 0 });
  const content = JSON.stringify(modifiers.map(({ targets, add_exceptions }) => [targets, add_exceptions]));
  return text.length > TEXT_LIMIT ? { reason: LONG } : { text, content };
}

/** What is excepted besides, for conditions cannot ask for it: as lines of a comment. */
function openOf(events: readonly Event[], besides: "nothing" | "paths"): string[] {
  const argvs = events.map(({ process }) => process.argv.slice(1));
  const isMasked = argvs.some((argv) => argv.some(({ raw }) => raw.includes(MASK)));
  return [
    ...(argvs.some((argv) => argv.length > 0) ? [ORDER_OPEN] : []),
    ...(isMasked ? [MASKED_OPEN] : []),
    ...(events.every(areArgumentsKnown) ? [] : [ARGUMENTS_OPEN]),
    ...(besides === "paths" ? [PATHS_OPEN] : []),
  ];
}

const ORDER_OPEN = "// Open: in which order the arguments are, and how often each is there.";
const MASKED_OPEN = "// Open: what is masked among the arguments.";
const ARGUMENTS_OPEN = "// Open: further arguments, for not all are known.";
const PATHS_OPEN =
  "// Open: what is another in each job in a path. Any characters can be there, slashes too.";

function isTampering(event: Event): boolean {
  return (
    event.kind === "guard_tamper" ||
    (event.kind === "process_access" && event.payload.target.is_runner === true)
  );
}

/** Of arguments that were cut, those that are whole still tell it from others. */
function isPartlyKnown({ process, tags }: Event): boolean {
  const isCut = tags.includes("truncated") && !tags.includes("argv_cut");
  return process.exec_path.raw === "" || tags.includes("text_cut") || isCut;
}

/** Of arguments what is masked stays open; of who it was, or what was done, nothing may. */
function isHidden({ process, payload }: Event): boolean {
  const { exec_path, file_path, package: ofPackage, action } = process;
  return [exec_path, file_path, ofPackage, action, ...Object.values(payload)].some(isMasked);
}

function isMasked(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isMasked);
  if (typeof value !== "object" || value === null || !("raw" in value)) return false;
  return typeof value.raw === "string" && value.raw.includes(MASK);
}

/** What one program did stands together. */
function conditionOfAll(exceptions: readonly Exception[]): string {
  const byActor = new Map<string, Set<string>>();
  for (const { actor, args, target } of exceptions) {
    const who = [...new Set([...actor, ...args])].join(" &&\n");
    const targets = byActor.get(who) ?? new Set();
    byActor.set(who, targets.add([...new Set(target)].join(" && ")));
  }
  const all = [...byActor].map(([who, targets]) => {
    const what = [...targets].filter((target) => target !== "");
    if (what.length === 0) return who;
    return `${who} &&\n${what.length === 1 ? what[0] : `(${what.map(inBrackets).join(" ||\n")})`}`;
  });
  return all.length === 1 ? (all[0] ?? "") : all.map((each) => `(${each})`).join(" ||\n");
}

function inBrackets(test: string): string {
  return test.includes("&&") ? `(${test})` : test;
}

/** True where a rule is true of none of some events, and what was added is true of nothing that is nearly one of them. */
function isExact(modified: ModifiedRule, events: readonly Event[]): boolean {
  const isExcepted = (event: Event): boolean =>
    modified.added.some((tree) => boolValue(tree, eventBindings(event)));
  return events.every(
    (event) => !modified.rule.isTrue(event) && isExcepted(event) && !nearMisses(event).some(isExcepted),
  );
}
