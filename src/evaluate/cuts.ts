import { asksOf } from "../cel/asks.ts";
import { type CutPart, hasCutAncestor, isLineageCut, isTextCut, isTruncated } from "../events/cut-tags.ts";
import type { Event } from "../events/event.ts";
import { type EventKind, fieldsOf } from "../kinds/index.ts";
import { isStringType } from "../kinds/value.ts";
import type { EventRule } from "../rules/rule.ts";

/** Something that was cut though rules asked for it. */
export interface Cut {
  readonly part: CutPart;
  /** Events in which it was cut and that one of the rules, or more, looked at. */
  readonly events: number;
  /** The rules that asked for it, in their order. What is missing could make them true, or an exception of theirs. */
  readonly rules: readonly EventRule[];
}

const PARTS: readonly CutPart[] = ["text", "argv", "lineage"];

/** What the rules of one kind ask for that can be cut: numbers of rules, by what they ask. */
interface Asking {
  readonly text: readonly number[];
  readonly argv: readonly number[];
  readonly ancestorsArgv: readonly number[];
  readonly lineage: readonly number[];
}

/** Counts the events in which something was cut that the rules of their kind ask for. */
export class Cuts {
  readonly #rules: readonly EventRule[];
  readonly #asking = new Map<EventKind, Asking>();
  readonly #found: Readonly<Record<CutPart, { events: number; readonly rules: Set<number> }>> = {
    text: { events: 0, rules: new Set() },
    argv: { events: 0, rules: new Set() },
    lineage: { events: 0, rules: new Set() },
  };

  constructor(rules: readonly EventRule[]) {
    this.#rules = rules;
    for (const kind of new Set(rules.map(({ eventKind }) => eventKind))) {
      this.#asking.set(kind, askingOf(kind, rules));
    }
  }

  /** Takes an event; nearly none is cut. */
  add({ kind, process, tags, count }: Event): void {
    if (!isTruncated(tags)) return;
    const asking = this.#asking.get(kind);
    if (asking === undefined) return;
    if (isTextCut(tags)) this.#take("text", count, asking.text);
    const own = process.is_argv_cut === true ? asking.argv : [];
    const above = hasCutAncestor(process) ? asking.ancestorsArgv : [];
    this.#take("argv", count, own, above);
    if (isLineageCut(process)) this.#take("lineage", count, asking.lineage);
  }

  /** What was cut so far. */
  found(): readonly Cut[] {
    return PARTS.flatMap((part) => {
      const { events, rules } = this.#found[part];
      const concerned = this.#rules.filter((_, number) => rules.has(number));
      return events === 0 ? [] : [{ part, events, rules: concerned }];
    });
  }

  #take(part: CutPart, count: number, ...asking: readonly (readonly number[])[]): void {
    if (asking.every((rules) => rules.length === 0)) return;
    const found = this.#found[part];
    found.events += count;
    for (const rules of asking) for (const rule of rules) found.rules.add(rule);
  }
}

/** They are cut, and the event says so, only where the process executes what they name. */
const IMAGE_TEXTS: readonly string[] = ["process.exec_path", "process.file_path"];

function askingOf(kind: EventKind, rules: readonly EventRule[]): Asking {
  const texts = fieldsOf(kind)
    .filter(({ type }) => isStringType(type))
    .map(({ name }) => name);
  const asks = rules.map(({ eventKind, condition, exceptions }) =>
    eventKind === kind ? asksOf(condition, ...exceptions).fields : [],
  );
  const those = (isAsked: (field: string) => boolean): number[] =>
    asks.flatMap((fields, number) => (fields.some(isAsked) ? [number] : []));
  const isAncestors = (field: string): boolean => /(^|\.)ancestors(\.|$)/.test(field);
  return {
    text: those((field) => texts.includes(field) || IMAGE_TEXTS.includes(field)),
    argv: those((field) => !isAncestors(field) && /(^|\.)argv$/.test(field)),
    ancestorsArgv: those((field) => isAncestors(field) && field.endsWith(".argv")),
    lineage: those(isAncestors),
  };
}
