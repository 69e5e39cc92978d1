import type { Event } from "../events/event.ts";
import { allOf } from "./logic.ts";
import type { BoolValue, Read, Subject } from "./value.ts";

/** A part of a condition, which holds where all its terms do. */
export interface Term {
  /** What alone of an event the term depends on, so that results can be remembered by it. */
  readonly subject: Subject | undefined;
  /** Never throws. */
  readonly holds: Read<Event, boolean>;
}

/** Takes a condition apart into terms, one for each subject and one for all that has none. */
export function termsOf(condition: BoolValue<Event>): Term[] {
  const bySubject = new Map<string, { subject: Subject | undefined; values: BoolValue<Event>[] }>();
  for (const value of conjuncts(condition)) {
    const subject = subjectOf(value);
    const key = JSON.stringify(subject ?? null);
    const group = bySubject.get(key) ?? { subject, values: [] };
    group.values.push(value);
    bySubject.set(key, group);
  }
  return [...bySubject.values()].map(({ subject, values }) => ({ subject, holds: allOf(values).read }));
}

function conjuncts(value: BoolValue<Event>): BoolValue<Event>[] {
  return value.operands?.of === "&&" ? value.operands.values.flatMap(conjuncts) : [value];
}

/** The one subject of all that a value depends on. */
function subjectOf({ roots }: BoolValue<Event>): Subject | undefined {
  const [first, ...others] = [...roots].map(({ subject }) => subject);
  const isOne = others.every((other) => JSON.stringify(other) === JSON.stringify(first));
  return isOne ? first : undefined;
}
