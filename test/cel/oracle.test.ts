import { expect, test } from "vitest";
import { Evaluation } from "../../src/evaluate/evaluation.ts";
import type { Event } from "../../src/events/event.ts";
import { eventToJson } from "../../src/events/json.ts";
import { fold } from "../../src/events/text.ts";
import { EVENT_KIND_NAMES, type EventKind } from "../../src/kinds/schema.ts";
import { loadRules } from "../../src/rules/load.ts";
import type { EventRule } from "../../src/rules/rule.ts";
import { random } from "../random.ts";
import { oracle, plainOf } from "./oracle.ts";
import { LISTS, type Part, randomCondition, render, smaller } from "./random-condition.ts";
import { randomEvents } from "./random-events.ts";

/** Another seed tries other conditions: RUNWARDEN_SEED=7 npx vitest run test/cel/oracle.test.ts */
const SEED = Number(process.env.RUNWARDEN_SEED ?? 1);
const ROUNDS = 5;
const CONDITIONS = 36;
const EVENTS = 25;

const FOLDED_LISTS = Object.fromEntries(
  Object.entries(LISTS).map(([name, items]) => [name, items.map(fold)]),
);

function compile(parts: readonly Part[], kind: EventKind): EventRule[] {
  const rules = parts.map((part, index) => ({
    rule_id: `r${index}`,
    event_type: kind,
    condition: render(part, "as given"),
    action: "collect",
  }));
  const text = JSON.stringify({ rule_sets: [{ ruleset_id: "t/a", lists: LISTS, rules }] });
  return loadRules([{ name: "rules.yaml", text, origin: "project" }]).rules.filter(
    (rule) => rule.type === "event",
  );
}

function expected(part: Part, event: Event): unknown {
  return oracle(render(part, "folded"))(plainOf(event, FOLDED_LISTS));
}

/** True where the two differ about one event alone; false also for what is no condition by itself. */
function differs(part: Part, event: Event): boolean {
  try {
    return compile([part], event.kind)[0]?.hits(event) !== expected(part, event);
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
  const evaluation = new Evaluation(rules);
  let matches = 0;
  const counts = rules.map(() => 0);
  for (const event of events) {
    evaluation.add(event);
    for (const [index, part] of parts.entries()) {
      const wanted = expected(part, event);
      if (rules[index]?.hits(event) !== wanted) throw new Error(report(part, event, seed));
      if (wanted === true) matches++;
      if (wanted === true) counts[index] = (counts[index] ?? 0) + 1;
    }
  }
  const outcome = new Map(
    evaluation.outcome().rules.map(({ rule, totalCount }) => [rule.ruleId, totalCount]),
  );
  for (const [index, part] of parts.entries()) {
    if ((outcome.get(`r${index}`) ?? 0) === counts[index]) continue;
    throw new Error(`seed ${seed}: ${kind}: the evaluation counts otherwise: ${render(part, "as given")}`);
  }
  return { pairs: parts.length * events.length, matches };
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
