import { Evaluation } from "../evaluate/evaluation.ts";
import { ruleName } from "../evaluate/rule-test.ts";
import type { Event } from "../events/event.ts";
import { EventMasker } from "../events/event-masker.ts";
import { Masker } from "../mask/masker.ts";
import type { EventRule, Rule } from "../rules/rule.ts";
import { conditionOf, type Exception, learnedExceptionOf } from "./exception.ts";
import { Hosts } from "./hosts.ts";

/** One way in which a rule was true of the jobs. */
export interface Occasion {
  readonly condition: string;
  readonly matches: number;
  /** In how many of the jobs. */
  readonly jobs: number;
}

/** A rule with all the ways in which it was true. */
export interface Lesson {
  readonly rule: EventRule;
  readonly occasions: readonly Occasion[];
}

/** Matches of a rule in one job that are looked at. */
const MATCHES_LIMIT = 20_000;

/** So many lists of arguments for one program and one target are not told apart. */
const ARGUMENTS_APART = 8;

interface Seen {
  readonly exception: Exception;
  matches: number;
  readonly jobs: Set<number>;
}

/** What jobs that are known to be honest do: what rules say of them, and their hosts. */
export class Lessons {
  readonly hosts = new Hosts();
  readonly #rules: readonly Rule[];
  readonly #masks = new EventMasker(new Masker());
  readonly #seen = new Map<EventRule, Map<string, Seen>>();
  #jobs = 0;

  constructor(rules: readonly Rule[]) {
    this.#rules = rules.map((rule) => ({ ...rule, maxAlerts: MATCHES_LIMIT }));
    for (const rule of this.#rules) if (rule.type === "event") this.#seen.set(rule, new Map());
  }

  get jobs(): number {
    return this.#jobs;
  }

  /** Takes the events of one job; gives what is to be told each of them, and at the end. */
  job(): { readonly add: (event: Event) => void; readonly end: () => void } {
    const evaluation = new Evaluation(this.#rules);
    const number = this.#jobs++;
    return {
      add: (event) => {
        evaluation.add(event);
        this.hosts.add(event);
      },
      end: () => {
        for (const { rule, matches } of evaluation.outcome().rules) {
          if (rule.type === "event") for (const event of matches) this.#note(rule, event, number);
        }
      },
    };
  }

  /** The rules that were true, in their order. */
  lessons(): Lesson[] {
    return [...this.#seen].flatMap(([rule, seen]) => {
      const occasions = merged([...seen.values()]);
      return occasions.length === 0 ? [] : [{ rule, occasions }];
    });
  }

  #note(rule: EventRule, event: Event, job: number): void {
    const seen = this.#seen.get(rule);
    // What is proposed goes into a repository.
    const exception = learnedExceptionOf(this.#masks.event(event));
    const key = conditionOf(exception);
    const known = seen?.get(key) ?? { exception, matches: 0, jobs: new Set<number>() };
    known.matches += event.count;
    known.jobs.add(job);
    seen?.set(key, known);
  }
}

/** Where a program is called with ever other arguments for the same end, they say nothing. */
function merged(seen: readonly Seen[]): Occasion[] {
  const byEnd = new Map<string, Seen[]>();
  for (const each of seen) {
    const key = conditionOf({ ...each.exception, args: [] });
    byEnd.set(key, [...(byEnd.get(key) ?? []), each]);
  }
  const occasions = [...byEnd].flatMap(([condition, group]) =>
    group.length > ARGUMENTS_APART
      ? [occasionOf(condition, group)]
      : group.map((each) => occasionOf(conditionOf(each.exception), [each])),
  );
  return occasions.sort((a, b) => (a.condition < b.condition ? -1 : 1));
}

function occasionOf(condition: string, seen: readonly Seen[]): Occasion {
  const jobs = new Set(seen.flatMap((each) => [...each.jobs]));
  return { condition, matches: seen.reduce((sum, { matches }) => sum + matches, 0), jobs: jobs.size };
}

/** The rules that a job still matches, by their names. */
export function stillMatching(rules: readonly Rule[]): {
  readonly add: (event: Event) => void;
  readonly names: () => string[];
} {
  const evaluation = new Evaluation(rules);
  return {
    add: (event) => evaluation.add(event),
    names: () => evaluation.outcome().rules.map(({ rule }) => ruleName(rule)),
  };
}
