import { asksOf } from "../cel/asks.ts";
import { knownValue } from "../cel/known-value.ts";
import type { BoolTree } from "../cel/tree.ts";
import { boolValue, eventBindings } from "../cel/value.ts";
import { type CutPart, hasCutAncestor, isLineageCut, isTextCut, isTruncated } from "../events/cut-tags.ts";
import type { Event } from "../events/event.ts";
import { type EventKind, fieldsOf } from "../kinds/index.ts";
import { isStringType } from "../kinds/value.ts";
import { type EventRule, isFailing, type Rule } from "../rules/rule.ts";

/** Something that was cut, and that decides rules. */
export interface Cut {
  readonly part: CutPart;
  /** Events in which it was cut and for which one of the rules, or more, is neither surely true nor surely false. */
  readonly events: number;
  /** The rules, in their order. What is missing could make them true, or an exception of theirs. */
  readonly rules: readonly EventRule[];
}

const PARTS: readonly CutPart[] = ["text", "argv", "lineage"];

/**
 * Finds the events in which something was cut that decides rules of their kind: where a rule holds whatever is missing,
 * or does not, nothing of it is missing.
 */
export class Cuts {
  readonly #rules: readonly EventRule[];
  readonly #asking = new Map<EventKind, readonly Asking[]>();
  readonly #found: Readonly<Record<CutPart, { events: number; readonly rules: Set<EventRule> }>> = {
    text: { events: 0, rules: new Set() },
    argv: { events: 0, rules: new Set() },
    lineage: { events: 0, rules: new Set() },
  };
  #undecided = 0;

  constructor(rules: readonly Rule[]) {
    this.#rules = rules.filter((rule) => rule.type === "event");
    const failing = rules.filter((rule) => rule.type === "correlation" && isFailing(rule));
    const counted = new Set(failing.map(({ rulesetId }) => rulesetId));
    for (const kind of new Set(this.#rules.map(({ eventKind }) => eventKind))) {
      const asking = this.#rules
        .filter(({ eventKind }) => eventKind === kind)
        .map((rule) => new Asking(rule, isFailing(rule) || counted.has(rule.rulesetId)));
      this.#asking.set(
        kind,
        asking.filter(({ parts }) => parts.size > 0),
      );
    }
  }

  /**
   * Events whose lineage was cut where that decides a rule that would fail the job: who executes so many programs one
   * below the other does it to hide what is above. Long command lines are what linkers and Java have, and of which no
   * path leads anywhere, containers open files while they are made: such cuts are told, and accuse nobody.
   */
  get undecided(): number {
    return this.#undecided;
  }

  /** Takes an event; nearly none is cut. */
  add(event: Event): void {
    if (!isTruncated(event.tags)) return;
    const asking = this.#asking.get(event.kind);
    const cut = asking === undefined ? [] : cutParts(event);
    if (asking === undefined || cut.length === 0) return;
    const undecided = asking.filter((rule) => rule.isUndecided(event, cut));
    for (const part of cut) {
      const concerned = undecided.filter(({ parts }) => parts.has(part));
      if (concerned.length > 0) this.#found[part].events += event.count;
      for (const { rule } of concerned) this.#found[part].rules.add(rule);
    }
    const fails = ({ rule, isFailing, parts }: Asking): boolean =>
      isFailing && parts.has("lineage") && !rule.isTrue(event);
    if (cut.includes("lineage") && undecided.some(fails)) this.#undecided += event.count;
  }

  /** What was cut so far. */
  found(): readonly Cut[] {
    return PARTS.flatMap((part) => {
      const { events, rules } = this.#found[part];
      return events === 0 ? [] : [{ part, events, rules: this.#rules.filter((rule) => rules.has(rule)) }];
    });
  }
}

/** What of an event is cut. */
function cutParts({ tags, process }: Event): CutPart[] {
  const isArgvCut = process.is_argv_cut === true || hasCutAncestor(process);
  const isCut: Readonly<Record<CutPart, boolean>> = {
    text: isTextCut(tags),
    argv: isArgvCut,
    lineage: isLineageCut(process),
  };
  return PARTS.filter((part) => isCut[part]);
}

/** A rule, and what of all that it asks for can be cut. */
class Asking {
  readonly rule: EventRule;
  readonly isFailing: boolean;
  readonly parts: ReadonlySet<CutPart>;
  /** Those operands of its condition that ask for no arguments and no ancestors, and of these, for no texts either. */
  readonly #quick: readonly BoolTree[];
  readonly #quickest: readonly BoolTree[];

  constructor(rule: EventRule, isFailing: boolean) {
    const { condition, exceptions, eventKind } = rule;
    const operands = condition.op === "and" ? condition.operands : [condition];
    const asked = (operand: BoolTree): ReadonlySet<CutPart> => partsAsked(eventKind, operand);
    this.rule = rule;
    this.isFailing = isFailing;
    this.parts = partsAsked(eventKind, condition, ...exceptions);
    this.#quick = operands.filter((operand) => !asked(operand).has("argv") && !asked(operand).has("lineage"));
    this.#quickest = this.#quick.filter((operand) => !asked(operand).has("text"));
  }

  /** What is missing decides whether the rule is true. As it stands, it may be. */
  isUndecided(event: Event, cut: readonly CutPart[]): boolean {
    if (!cut.some((part) => this.parts.has(part))) return false;
    const hasCutText = cut.includes("text");
    const bindings = eventBindings(event);
    // Nearly all are ruled out by what is there.
    const certain = hasCutText ? this.#quickest : this.#quick;
    if (!certain.every((operand) => boolValue(operand, bindings))) return false;
    const { condition, exceptions } = this.rule;
    const holds = knownValue(condition, bindings, hasCutText);
    if (holds === false) return false;
    const excepted = exceptions.map((exception) => knownValue(exception, bindings, hasCutText));
    if (excepted.includes(true)) return false;
    return holds === undefined || excepted.includes(undefined);
  }
}

/** They are cut, and the event says so, only where the process executes what they name. */
const IMAGE_TEXTS: readonly string[] = ["process.exec_path", "process.file_path", "process.cwd"];

/** What conditions over events of a kind ask for that can be cut. */
function partsAsked(kind: EventKind, ...trees: readonly BoolTree[]): ReadonlySet<CutPart> {
  const texts = fieldsOf(kind)
    .filter(({ type }) => isStringType(type) || type === "list of strings")
    .map(({ name }) => name);
  const { fields } = asksOf(...trees);
  const isAsked: Readonly<Record<CutPart, (field: string) => boolean>> = {
    text: (field) => texts.includes(field) || IMAGE_TEXTS.includes(field),
    argv: (field) => /(^|\.)(argv|exact_argv|tool|verb|installer)$/.test(field),
    lineage: (field) => /(^|\.)ancestors(\.|$)/.test(field),
  };
  return new Set(PARTS.filter((part) => fields.some(isAsked[part])));
}
