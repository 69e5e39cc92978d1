import { expect, test } from "vitest";
import { boolValue, eventBindings } from "../../src/cel/value.ts";
import { Evaluation } from "../../src/evaluate/evaluation.ts";
import type { Event } from "../../src/events/event.ts";
import { eventToJson } from "../../src/events/json.ts";
import { fold } from "../../src/events/text.ts";
import { EVENT_KIND_NAMES, type EventKind } from "../../src/kinds/index.ts";
import { loadRules } from "../../src/rules/load.ts";
import type { EventRule } from "../../src/rules/rule.ts";
import { random } from "../random.ts";
import { LISTS, type Part, render, smaller } from "./condition-part.ts";
import { oracle, plainOf } from "./oracle.ts";
import { randomCondition } from "./random-condition.ts";
import { randomEvents } from "./random-events.ts";

/** Another seed tries other conditions: RUNWARDEN_SEED=7 npx vitest run test/cel/oracle.test.ts */
const SEED = Number(process.env.RUNWARDEN_SEED ?? 1);
const ROUNDS = 5;
const CONDITIONS = 36;
const EVENTS = 25;

const FOLDED_LISTS = Object.fromEntries(
  Object.entries(LISTS).map(([name, items]) => [name, items.map(fold)]),
);

/** A rule for each condition; as an exception, it has what `excepted` gives for it. */
function compile(parts: readonly Part[], kind: EventKind, excepted?: (index: number) => Part): EventRule[] {
  const rules = parts.map((part, index) => ({
    rule_id: `r${index}`,
    event_type: kind,
    condition: render(part, "as given"),
    exceptions: excepted && render(excepted(index), "as given"),
    action: "collect",
  }));
  const text = JSON.stringify({ rule_sets: [{ ruleset_id: "t/a", lists: LISTS, rules }] });
  return loadRules([{ name: "rules.yaml", text, origin: "project" }]).rules.filter(
    (rule) => rule.type === "event",
  );
}

/** What the rule says of an event, by its plan and straight from its tree; undefined where the two differ. */
function verdictOf(rule: EventRule | undefined, event: Event): boolean | undefined {
  const planned = rule?.isTrue(event);
  const plain = rule && boolValue(rule.condition, eventBindings(event));
  return planned === plain ? planned : undefined;
}

function expected(part: Part, event: Event): unknown {
  return oracle(render(part, "folded"))(plainOf(event, FOLDED_LISTS));
}

/** True where the two differ about one event alone; false also for what is no condition by itself. */
function differs(part: Part, event: Event): boolean {
  try {
    return verdictOf(compile([part], event.kind)[0], event) !== expected(part, event);
  } catch {
    return false;
  }
}

function smallest(part: Part, event: Event): Part {
  const next = smaller(part).find((candidate) => differs(candidate, event));
  return next === undefined ? part : smallest(next, event);
}

function report(part: Part, event: Event, seed: number): string {
  const { process, payload } = eventToJson(event);
  const shown = render(differs(part, event) ? smallest(part, event) : part, "as given");
  return `seed ${seed}: ${event.kind}: ${shown}\n${JSON.stringify({ process, payload })}`;
}

/** How many pairs of a condition and an event agree; throws at the first that does not, with the smallest like it. */
function agreeing(kind: EventKind, seed: number): { pairs: number; matches: number } {
  const choices = random(seed);
  const parts = Array.from({ length: CONDITIONS }, () => randomCondition(choices, kind));
  const events = randomEvents(choices, kind, EVENTS);
  const rules = compile(parts, kind);
  const next = (index: number) => (index + 1) % parts.length;
  const evaluation = new Evaluation(rules);
  const withExceptions = new Evaluation(compile(parts, kind, (index) => parts[next(index)] as Part));
  let matches = 0;
  const [counts, excepted] = [rules.map(() => 0), rules.map(() => 0)];
  for (const event of events) {
    evaluation.add(event);
    withExceptions.add(event);
    const wanted = parts.map((part) => expected(part, event));
    for (const [index, part] of parts.entries()) {
      if (verdictOf(rules[index], event) !== wanted[index]) throw new Error(report(part, event, seed));
      if (wanted[index] !== true) continue;
      matches++;
      counts[index] = (counts[index] ?? 0) + 1;
      if (wanted[next(index)] === false) excepted[index] = (excepted[index] ?? 0) + 1;
    }
  }
  for (const [counted, total] of [
    [counts, totals(evaluation)],
    [excepted, totals(withExceptions)],
  ] as const) {
    for (const [index, part] of parts.entries()) {
      if ((total.get(`r${index}`) ?? 0) === counted[index]) continue;
      throw new Error(`seed ${seed}: ${kind}: the evaluation counts otherwise: ${render(part, "as given")}`);
    }
  }
  return { pairs: parts.length * events.length, matches };
}

function totals(evaluation: Evaluation): Map<string, number> {
  return new Map(evaluation.outcome().rules.map(({ rule, totalCount }) => [rule.ruleId, totalCount]));
}

test.each(EVENT_KIND_NAMES)("conditions over %s are true where the CEL library says so", (kind) => {
  let [pairs, matches] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const result = agreeing(kind, SEED * 1000 + EVENT_KIND_NAMES.indexOf(kind) * 100 + round);
    pairs += result.pairs;
    matches += result.matches;
  }
  expect(pairs).toBe(ROUNDS * CONDITIONS * EVENTS);
  // Neither side is always true or always false.
  expect(matches / pairs).toBeGreaterThan(0.2);
  expect(matches / pairs).toBeLessThan(0.8);
});

test("a difference is shown as the smallest condition that has it", () => {
  const [event] = randomEvents(random(1), "file_open", 1);
  const wrong: Part = {
    pieces: [
      "(",
      { pieces: ["true"] },
      " && ",
      { pieces: ["(", { pieces: ["is_read"] }, " || ", { pieces: ["true"] }, ")"] },
      ")",
    ],
  };
  expect(smaller(wrong).map((part) => render(part, "as given"))).toContain("(is_read || true)");
  expect(event && report(wrong, event, 7)).toContain("seed 7: file_open: (true && (is_read || true))\n");
});
