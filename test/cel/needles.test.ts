import { expect, test } from "vitest";
import { BITS } from "../../src/cel/bits.ts";
import { KindRules } from "../../src/cel/kind-rules.ts";
import { NeedleIndex } from "../../src/cel/needle-index.ts";
import { type Needle, needlesOf } from "../../src/cel/needles.ts";
import { planCondition } from "../../src/cel/plan-condition.ts";
import { planRule } from "../../src/cel/plan-rule.ts";
import { boolValue, eventBindings } from "../../src/cel/value.ts";
import type { Event, Process } from "../../src/events/event.ts";
import { TextStore } from "../../src/events/text-store.ts";
import { type Random, random } from "../random.ts";
import { eventOf } from "../rules/events.ts";
import { treeOf } from "./fields.ts";

const SEED = Number(process.env.RUNWARDEN_SEED ?? 1);

/** As in a regular expression: ^ at the start, $ at the end. */
function shown({ string, atStart, atEnd }: Needle): string {
  return `${atStart ? "^" : ""}${string}${atEnd ? "$" : ""}`;
}

test.each([
  ["path == '/a'", ["^/a$"]],
  ["path.startsWith('/a')", ["^/a"]],
  ["path.endsWith('.a') || path.contains('b')", [".a$", "b"]],
  ["path in ['/a', '/b']", ["^/a$", "^/b$"]],
  ["list.tools.exists(t, path.endsWith(t))", ["/npm$", "/pip$"]],
  ["is_new && path.contains('b')", ["b"]],
  ["is_new || path.contains('b')", undefined],
  ["!path.contains('b')", undefined],
  ["!(is_new || !path.contains('b'))", ["b"]],
  // What many texts begin with tells less than what few end with.
  ["path.startsWith('/home/r') && path.endsWith('.npmrc')", [".npmrc$"]],
  ["path.contains('abc') && path.contains('b')", ["abc"]],
  ["path.contains('abcdefgh') && (path == '/a' || path.contains('b'))", ["abcdefgh"]],
  ["is_new ? path.contains('b') : path.endsWith('c')", ["b", "c$"]],
  ["is_new ? path.contains('b') : size == 1", undefined],
  ["path.contains('abc') ? is_new : path.endsWith('c')", ["abc", "c$"]],
  ["name.contains('b')", undefined],
  ["target.exec_path.contains('b')", undefined],
  ["process.exec_path == '/a'", undefined],
  ["path == name", undefined],
  ["path == '/a' && 1 == 2", []],
  ["path == '/a' || 1 == 1", undefined],
])("where %s is true, the path has one of %j", (condition, needles) => {
  expect(
    needlesOf(planCondition(treeOf(condition)), "path")
      ?.map(shown)
      .sort(),
  ).toEqual(needles);
});

const LONG = "x".repeat(60);

function randomString(dice: Random, length: number): string {
  const units = ["a", "b", "/", "é", "\ud83d", "\u0000"];
  return Array.from({ length: dice.below(length) }, () => dice.pick(units)).join("");
}

function has(text: string, { string, atStart, atEnd }: Needle): boolean {
  if (atStart && atEnd) return text === string;
  if (atStart) return text.startsWith(string);
  return atEnd ? text.endsWith(string) : text.includes(string);
}

function rulesIn(index: NeedleIndex, text: string, count: number): number[] {
  const bits = index.rulesFor(text);
  return Array.from({ length: count }, (_, rule) => rule).filter(
    (rule) => (((bits[Math.floor(rule / BITS)] ?? 0) >>> (rule % BITS)) & 1) === 1,
  );
}

test("an index finds the rules of which a text has a needle, and those without needles", () => {
  const dice = random(SEED);
  for (let round = 0; round < 60; round++) {
    const count = 1 + dice.below(70);
    const needles = new Map<number, readonly Needle[]>();
    for (let rule = 0; rule < count; rule++) {
      if (dice.oneIn(5)) continue;
      const some = Array.from({ length: dice.below(4) }, () => ({
        string: dice.oneIn(8) ? "" : randomString(dice, 5),
        atStart: dice.oneIn(3),
        atEnd: dice.oneIn(3),
      }));
      needles.set(rule, some);
    }
    const index = new NeedleIndex(count, needles);
    for (let each = 0; each < 60; each++) {
      const text = randomString(dice, 12);
      const expected = Array.from({ length: count }, (_, rule) => rule).filter(
        (rule) => needles.get(rule)?.some((needle) => has(text, needle)) ?? true,
      );
      expect(rulesIn(index, text, count), JSON.stringify([text, [...needles]])).toEqual(expected);
    }
  }
});

test("of long needles a part is looked for, which their texts have", () => {
  const needle = (atStart: boolean, atEnd: boolean): Needle => ({ string: `<${LONG}>`, atStart, atEnd });
  const kinds = [needle(true, true), needle(true, false), needle(false, true), needle(false, false)];
  const index = new NeedleIndex(4, new Map(kinds.map((each, rule) => [rule, [each]])));
  expect(rulesIn(index, `<${LONG}>`, 4)).toEqual([0, 1, 2, 3]);
  expect(rulesIn(index, `<${LONG}>.`, 4)).toEqual([1, 3]);
  // Found by its part, to be asked itself.
  expect(rulesIn(index, `.<${LONG}>`, 4)).toEqual([0, 2, 3]);
  expect(rulesIn(index, LONG, 4)).toEqual([]);
});

test("rules for whose needles there is no room stay in question, the others are told apart", () => {
  const many = (count: number, length: number): Needle[] =>
    Array.from({ length: count }, (_, n) => ({
      string: String(n).padEnd(length, String.fromCharCode(0x4e00 + (n % 500))),
      atStart: false,
      atEnd: false,
    }));
  const index = new NeedleIndex(
    3,
    new Map([
      [0, many(40_000, 40)],
      [1, [{ string: "/.npmrc", atStart: false, atEnd: true }]],
      [2, many(3000, 6)],
    ]),
  );
  expect(rulesIn(index, "/a", 3)).toEqual([0, 2]);
  expect(rulesIn(index, "/.npmrc", 3)).toEqual([0, 1, 2]);
});

function randomCondition(dice: Random, depth: number): string {
  const inner = (): string => randomCondition(dice, depth - 1);
  if (depth > 0 && !dice.oneIn(4)) {
    return dice.pick([
      () => `(${inner()} && ${inner()})`,
      () => `(${inner()} || ${inner()})`,
      () => `!(${inner()})`,
      () => `(${inner()} ? ${inner()} : ${inner()})`,
    ])();
  }
  const string = `'/${Array.from({ length: dice.below(3) }, () => dice.pick(["a", "b", "/"])).join("")}'`;
  return dice.pick([
    () => `path.${dice.pick(["startsWith", "endsWith", "contains"])}(${string})`,
    () => `path.${dice.pick(["startsWith", "endsWith", "contains"])}(${string})`,
    () => `path == ${string}`,
    () => `path in [${string}, '/ab']`,
    () => `name.contains(${string})`,
    () => "is_new",
    () => "process.exec_path.endsWith('/sh')",
  ])();
}

test("many rules of one path say what each says by itself, also of texts without number and once forgotten", () => {
  const dice = random(SEED);
  const texts = new TextStore();
  for (let round = 0; round < 12; round++) {
    const trees = Array.from({ length: 40 }, () => treeOf(randomCondition(dice, 3)));
    const matches: number[] = [];
    const rules = new KindRules(
      trees.map((tree) => planRule(tree, [])),
      (rule) => matches.push(rule),
    );
    for (let each = 0; each < 500; each++) {
      const text = (): string =>
        `/${Array.from({ length: dice.below(8) }, () => dice.pick(["a", "b", "/"])).join("")}`;
      const path = text();
      const sh: Process = {
        pid: 1,
        exec_path: texts.intern(dice.pick(["/bin/sh", "/b"])),
        argv: [],
        ancestors: [],
      };
      const event = {
        ...eventOf({ event_type: "file_open" }),
        process: sh,
        payload: {
          path: dice.oneIn(4) ? { raw: path, folded: path } : texts.intern(path),
          name: texts.intern(text()),
          is_new: dice.oneIn(2),
        },
      } as unknown as Event;
      matches.length = 0;
      rules.judge(event);
      const expected = trees.flatMap((tree, rule) => (boolValue(tree, eventBindings(event)) ? [rule] : []));
      expect(matches, `${path}, seed ${SEED}`).toEqual(expected);
    }
  }
});
