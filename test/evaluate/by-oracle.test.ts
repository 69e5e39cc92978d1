import { expect, test } from "vitest";
import { Correlations } from "../../src/evaluate/correlations.ts";
import { Evaluation } from "../../src/evaluate/evaluation.ts";
import type { Event } from "../../src/events/event.ts";
import { LineageNode } from "../../src/events/lineage-node.ts";
import { TextStore } from "../../src/events/text-store.ts";
import { type Random, random } from "../random.ts";
import { eventOf } from "../rules/events.ts";
import { load } from "../rules/load-text.ts";

/** Another seed tries other events: RUNWARDEN_SEED=7 npx vitest run test/evaluate/by-oracle.test.ts */
const SEED = Number(process.env.RUNWARDEN_SEED ?? 1);
const ROUNDS = 60;
const EVENTS = 120;

const IDS = ["a", "b", "c"] as const;
type Id = (typeof IDS)[number];
type Totals = (id: Id) => number;

/** What correlations say, and the same in JavaScript. */
const CONDITIONS: readonly (readonly [string, (total: Totals, distinct: Totals) => boolean])[] = [
  ["matched(rule.a, rule.b, rule.c) >= 3", (total) => IDS.every((id) => total(id) > 0)],
  ["rule.a.total_count + rule.b.total_count > 4", (total) => total("a") + total("b") > 4],
  ["rule.a.distinct_count >= 3", (_total, distinct) => distinct("a") >= 3],
  [
    "rule.b.distinct_count > 1 && rule.c.total_count > 1",
    (total, distinct) => distinct("b") > 1 && total("c") > 1,
  ],
  // These do not stay true.
  ["rule.a.total_count == 2", (total) => total("a") === 2],
  ["rule.c.total_count >= 2 && rule.a.total_count < 1", (total) => total("c") >= 2 && total("a") < 1],
  ["rule.c.total_count > rule.c.distinct_count", (total, distinct) => total("c") > distinct("c")],
  [
    "matched(rule.a, rule.b) - rule.c.total_count >= 1",
    (total) => +(total("a") > 0) + +(total("b") > 0) - total("c") >= 1,
  ],
];
const BY = ["image", "step", "[image, step]"] as const;

const CORRELATIONS = CONDITIONS.flatMap(([condition, isTrue], at) =>
  BY.map((by) => ({ id: `c${at}_${BY.indexOf(by)}`, condition, isTrue, by })),
);

const RULES = `
rule_sets:
  - ruleset_id: t/a
    rules:
${IDS.map(
  (id) =>
    `      - {rule_id: ${id}, event_type: file_open, condition: 'path.startsWith("/${id}")', action: collect, distinct: path}`,
).join("\n")}
${CORRELATIONS.map(
  ({ id, by, condition }) =>
    `      - {rule_id: ${id}, type: correlation, by: ${by}, condition: "${condition}", action: detect, max_alerts: 100}`,
).join("\n")}
`;

/** An event, and what the oracle knows of it. */
interface Doing {
  readonly event: Event;
  readonly rule: Id | undefined;
  readonly path: string;
  readonly keys: { readonly image: string; readonly step: string };
}

const texts = new TextStore();
const image = { exec_path: texts.intern("/bin/x"), argv: [texts.intern("x")] };

/** Processes that fork, execute and open files. Each image is numbered by the oracle itself. */
function randomDoings(choices: Random): Doing[] {
  const { below, pick, oneIn } = choices;
  let images = 0;
  const processes = [{ node: new LineageNode(1, image, undefined, "exec"), own: images }];
  const doings: Doing[] = [];
  while (doings.length < EVENTS) {
    const at = oneIn(3) ? processes.length - 1 : below(processes.length);
    const { node, own } = processes[at] ?? pick(processes);
    const how = below(12);
    if (how === 0) processes.push({ node: new LineageNode(node.pid + 1, node, node, "fork"), own });
    if (how === 1) processes[at] = { node: new LineageNode(node.pid, image, node, "exec"), own: ++images };
    if (how < 2) continue;
    const step = pick(["", "/s1", "/s2"]);
    const rule = pick([...IDS, undefined]);
    const path = `/${rule ?? "x"}/${below(4)}`;
    const { pid, exec_path, argv, imageNumber, ancestors } = node;
    const process = { pid, exec_path, argv, imageNumber, ancestors, step: texts.intern(step) };
    const count = oneIn(5) ? 2 : 1;
    const plain = { event_type: "file_open", payload: { path }, count } as const;
    const event = { ...eventOf(plain, doings.length), process } as Event;
    doings.push({ event, rule, path, keys: { image: String(own), step } });
  }
  return doings;
}

/** For each correlation the events by which it is true of a group for the first time, with how many groups. */
function oracle(doings: readonly Doing[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { id, by, condition, isTrue } of CORRELATIONS) {
    const groupings = by === "[image, step]" ? (["image", "step"] as const) : [by];
    const done = new Set<string>();
    const matches: string[] = [];
    for (const [now, { keys, rule }] of doings.entries()) {
      if (rule === undefined || !condition.includes(`rule.${rule}`)) continue;
      const completed = groupings.filter((grouping) => {
        const key = keys[grouping];
        if (key === "" || done.has(`${grouping} ${key}`)) return false;
        const same = doings.slice(0, now + 1).filter((each) => each.keys[grouping] === key);
        if (!isTrueOf(isTrue, same)) return false;
        done.add(`${grouping} ${key}`);
        return true;
      });
      if (completed.length > 0) matches.push(`${now}:${completed.length}`);
    }
    if (matches.length > 0) found.set(id, matches.join(" "));
  }
  return found;
}

function isTrueOf(isTrue: (total: Totals, distinct: Totals) => boolean, doings: readonly Doing[]): boolean {
  const of = (id: Id) => doings.filter(({ rule }) => rule === id);
  const total = (id: Id) => of(id).reduce((sum, { event }) => sum + event.count, 0);
  const distinct = (id: Id) => new Set(of(id).map(({ path }) => path)).size;
  return isTrue(total, distinct);
}

test("counts that are kept apart are those that counting anew for each event gives", () => {
  const { rules } = load(RULES);
  let matches = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const doings = randomDoings(random(SEED * 1000 + round));
    const evaluation = new Evaluation(rules);
    for (const { event } of doings) evaluation.add(event);
    const outcomes = evaluation.outcome().rules.filter(({ rule }) => rule.type === "correlation");
    const found = outcomes.map(({ rule, matches, groups }): [string, string] => [
      rule.ruleId,
      matches.map(({ index }, at) => `${index}:${groups?.[at]?.length}`).join(" "),
    ]);
    expect([round, new Map(found)]).toEqual([round, oracle(doings)]);
    matches += outcomes.reduce((sum, { totalCount }) => sum + totalCount, 0);
  }
  // Each says something in most rounds, and none of every group.
  expect(matches / ROUNDS / CORRELATIONS.length).toBeGreaterThan(0.5);
});

test("where there is hardly any room, nothing is said that is not true of all that was", () => {
  const correlations = load(RULES).rules.filter((rule) => rule.type === "correlation");
  const eventRules = new Map(load(RULES).rules.map((rule) => [rule.ruleId, rule]));
  let [matches, forgotten] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const doings = randomDoings(random(SEED * 1000 + round));
    const said: string[] = [];
    const counted = new Correlations(
      correlations,
      ({ ruleId }, { index }, groups) => {
        for (const { group } of groups) said.push(`${ruleId} ${index} ${group.by}`);
      },
      800 * correlations.length,
    );
    for (const { event, rule } of doings) {
      const matched = rule && eventRules.get(rule);
      if (matched?.type === "event") counted.matched(matched);
      counted.finish(event);
    }
    for (const text of said) {
      const [id, index, by] = text.split(" ");
      const correlation = CORRELATIONS.find((each) => each.id === id);
      const key = doings[Number(index)]?.keys[by === "step" ? "step" : "image"];
      const until = doings.slice(0, Number(index) + 1);
      const same = until.filter(({ keys }) => keys[by === "step" ? "step" : "image"] === key);
      expect([round, text, correlation && isTrueOf(correlation.isTrue, same)]).toEqual([round, text, true]);
    }
    matches += said.length;
    forgotten += counted.limits().reduce((sum, { groups }) => sum + groups, 0);
  }
  expect(matches).toBeGreaterThan(ROUNDS);
  expect(forgotten).toBeGreaterThan(ROUNDS);
});
