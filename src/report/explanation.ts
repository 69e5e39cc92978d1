import { asksOf } from "../cel/asks.ts";
import { type Explanation, explain } from "../cel/explain.ts";
import { printTree } from "../cel/print.ts";
import { eventBindings, type Item } from "../cel/value.ts";
import { groupOf } from "../evaluate/group.ts";
import { ruleName } from "../evaluate/rule-test.ts";
import type { Event, Image } from "../events/event.ts";
import { EventMasker } from "../events/event-masker.ts";
import { exactText } from "../events/text.ts";
import { Masker } from "../mask/masker.ts";
import type { CorrelationRule, EventRule, Rule } from "../rules/rule.ts";
import type { Grouping } from "../rules/rule-file.ts";
import { groupName } from "./group-line.ts";
import { visible } from "./visible.ts";

const NAME_LIMIT = 400;
const CONDITION_LIMIT = 300;
const STRING_LIMIT = 200;
/** Of a list; the others are counted. */
const ITEMS_SHOWN = 12;

/** True where a rule is true for one event; of a correlation no event alone decides. */
export function isMatch(rule: Rule, event: Event): boolean {
  return rule.type === "event" && rule.eventKind === event.kind && rule.isTrue(event);
}

/** Why a rule is true for an event or not, line by line; `place` is the event's in its file. */
export function ruleExplanation(rule: Rule, event: Event, place: number): string[] {
  if (rule.type === "correlation") return correlationLines(rule, event);
  const verb = isMatch(rule, event) ? "matches" : "does not match";
  const name = visible(ruleName(rule), NAME_LIMIT);
  return [...eventRuleLines(rule, event), `${name} ${verb} event ${place} (${event.kind})`];
}

function eventRuleLines(rule: EventRule, event: Event): string[] {
  if (rule.eventKind !== event.kind) return [`the rule is about events of the kind ${rule.eventKind}`];
  const bindings = eventBindings(event);
  const show = shownOf(event);
  return [
    "condition:",
    ...explanationLines(explain(rule.condition, bindings), "  ", show),
    ...rule.exceptions.flatMap((exception) => [
      "exception:",
      ...explanationLines(explain(exception, bindings), "  ", show),
    ]),
  ];
}

/** A string of an event as it may be shown. */
type Show = (text: string) => string;

const MASKER = new Masker();

/** Which arguments are secret, only the others of their program say; any other string tells it itself. */
function shownOf({ process, payload }: Event): Show {
  const masks = new EventMasker(MASKER);
  const target = "target" in payload && "argv" in payload.target ? [payload.target] : [];
  const images = [process, ...target].flatMap((each): Image[] => [each, ...each.ancestors]);
  const masked = new Map<string, string>();
  for (const { argv, is_argv_cut } of images) {
    for (const [at, text] of masks.arguments(argv, is_argv_cut === true).entries()) {
      const given = argv[at];
      if (given === undefined || given === text) continue;
      masked.set(given.folded, text.folded);
      masked.set(exactText(given).folded, exactText(text).folded);
    }
  }
  return (text) => masked.get(text) ?? MASKER.text(text);
}

function correlationLines({ condition, rulesetId, by }: CorrelationRule, event: Event): string[] {
  const counted = asksOf(condition).rules.map(
    (ruleId) => `  ${visible(ruleName({ rulesetId, ruleId }), NAME_LIMIT)}`,
  );
  return [
    "the rule is a correlation: it looks at no event, and counts how often these rules match in a job:",
    ...counted,
    ...by.map((grouping) => `by ${grouping}, the event is counted with ${others(grouping, event)}`),
    "one event does not decide it: replay the job's log",
  ];
}

function others(by: Grouping, event: Event): string {
  const group = groupOf(by, event)?.group;
  return group === undefined ? "no other: it has none" : groupName(group, NAME_LIMIT);
}

/** A condition as a tree of its parts, one line each, with what each came to. */
export function explanationLines(
  explanation: Explanation,
  indent = "",
  show: Show = (text) => MASKER.text(text),
): string[] {
  return [
    `${indent}${headOf(explanation, show)}`,
    ...explanation.parts.flatMap((part) => explanationLines(part, `${indent}  `, show)),
  ];
}

function headOf({ tree, value, elements }: Explanation, show: Show): string {
  const text = visible(printTree(tree), CONDITION_LIMIT);
  if (typeof value !== "boolean")
    return `${text} is ${typeof value === "object" ? list(value, show) : shown(value, show)}`;
  const head = `${value ? "true " : "false"}  ${text}`;
  if (elements === undefined) return head;
  const { count, first } = elements;
  if (first === undefined) return `${head}: none of ${count}`;
  return `${head}: element ${first.place + 1} of ${count} is ${shown(first.item, show)}`;
}

function list(items: readonly Item[], show: Show): string {
  const parts = items.slice(0, ITEMS_SHOWN).map((item) => shown(item, show));
  const more = items.length - parts.length;
  return `[${parts.join(", ")}${more > 0 ? `, … and ${more} more` : ""}]`;
}

/** Strings as they are compared, which is folded; of an ancestor its path. */
function shown(item: Item, show: Show): string {
  if (typeof item === "object") return shown(item.exec_path.folded, show);
  return typeof item === "string" ? `"${visible(show(item), STRING_LIMIT)}"` : String(item);
}
